/** A node of the hierarchy, once it has passed every rule. Text is trimmed and NFC. */
export interface Position {
  positionId: string;
  title: string;
  /** Null for the root, and for it alone. */
  parentPositionId: string | null;
  /** Who holds it: an employee number, whether the register has that employee or not. Null while it is vacant. */
  employeeNo: string | null;
}

/** What is compared, and told in the history, with its column. The root is the one without a parent. */
export const positionFields = [
  { name: 'title', column: 'title' },
  { name: 'parentPositionId', column: 'parent_position_id' },
  { name: 'employeeNo', column: 'employee_no' },
] as const satisfies readonly { name: keyof Position; column: string }[];

/** Longest title, in characters. */
export const maxTitleLength = 200;
/** Longest position id, in characters (Workstars: lower-case letters and digits). */
export const maxPositionIdLength = 30;
