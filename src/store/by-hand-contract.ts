import type { Employee, EmployeeKey } from '../domain/employee.ts';
import type { ChangeKind, FieldChange } from '../domain/plan.ts';
import type { RegisteredEmployee, RowPlace } from './employees-contract.ts';
import type { SealedColumns } from './undo-contract.ts';

// --- corrections: import_corrections ---

/** What somebody has corrected in a row of a file. */
export interface Correction extends RowPlace {
  at: string;
  /** `user@host`, or the name of an API key. */
  actor: string;
  /** The layout's own names of the corrected fields. */
  fields: string[];
}

export interface Corrections {
  /** @param sealed the new texts by field, as JSON */
  add(fileId: number, correction: Correction, sealed: Buffer): Promise<void>;
  /** In the order in which they were made: of two of one field the later one counts. */
  list(fileId: number): Promise<Correction[]>;
  /** The same with their texts, sealed. */
  sealed(fileId: number): Promise<(RowPlace & { sealed: Buffer })[]>;
  areThere(fileId: number): Promise<boolean>;
}

// --- by hand: employees, employee_changes ---

/** The plain fields of an employee. */
export type PlainValues = Omit<
  Employee,
  keyof EmployeeKey | 'inactiveBy' | 'nationalId' | 'disabilityGrade' | 'disabilityFromDate'
>;

export interface ChangeByHand {
  at: string;
  actor: string;
  kind: ChangeKind;
  /** Sealed values read `*****`. */
  fields: FieldChange[];
  reason: string | null;
}

/** What a change makes of an employee; what is left out stays. */
export interface EmployeePatch {
  plain?: Partial<PlainValues>;
  sealed?: SealedColumns;
  active?: boolean;
  /** Who is not active by hand stays so, whatever the rosters say: see `reactivate` of the feed. */
  deactivatedBy?: 'manual';
  /** Of somebody who becomes active: whether a plan that deactivates them again is held, as after an undo. */
  holdsRepeats?: boolean;
}

/** Call all of them inside a transaction that also moves the version of the feed's register. */
export interface ByHand {
  /** Null where there is none. */
  employee(id: number): Promise<{ employee: RegisteredEmployee; sealed: Buffer | null } | null>;
  isTaken(feed: string, key: EmployeeKey): Promise<boolean>;
  add(
    feed: string,
    key: EmployeeKey,
    values: Pick<EmployeePatch, 'plain' | 'sealed'>,
    change: ChangeByHand,
  ): Promise<{ employeeId: number }>;
  /** Writes the change with its history, and has the next roster compare this employee field by field. @returns the change's id */
  change(id: number, patch: EmployeePatch, change: ChangeByHand): Promise<number>;
}
