import type { Employee, EmployeeKey } from '../domain/employee.ts';
import type { ReportIssue } from '../domain/issue.ts';
import type { RawRecord, RecordShape } from '../formats/contract.ts';

/** The rules of one system: what its rosters look like, and how a raw record becomes an employee. */
export interface Layout {
  name: string;
  shape: RecordShape;
  /** The layout's own name of the national identity number or its secret part; null where it has none. */
  identityField: string | null;
  /** The plain fields that its employees can have; all others are null in every row. */
  fields: readonly (keyof Employee)[];
  /** Changes whenever the rules change, so that unchanged rows are compared again. */
  revision: string;
  createRowReader(settings: LayoutSettings): RowReader;
}

export interface LayoutSettings {
  /** The only companies that may stand in the file; null when any may. */
  companies: readonly string[] | null;
  allowSyntheticIds: boolean;
  /** `yyyy-MM-dd`, in the feed's time zone. */
  today: string;
}

export interface RowReader {
  /**
   * Applies every rule to one record, and makes no employee of it: most rows of a roster are known to the register, and
   * nothing more is asked of them.
   *
   * @returns null where there is something to report: `read` tells what
   */
  recognise(record: RawRecord): RecognisedRow | null;
  /** Validates one record. Reports every issue of the row before it returns. */
  read(record: RawRecord, report: ReportIssue): ReadRow;
}

/** A row without any issue. */
export interface RecognisedRow {
  key: EmployeeKey;
  /** Null where the layout has none. */
  nationalId: string | null;
}

export interface ReadRow {
  /** Null where the key can't be read. */
  key: EmployeeKey | null;
  /** Null where the row has a fatal or row issue. */
  employee: Employee | null;
  /** Whether the row, usable or not, says that this person is not active any more. */
  leaving?: boolean;
}
