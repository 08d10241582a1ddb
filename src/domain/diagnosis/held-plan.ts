import type { EmployeeKey } from '../employee.ts';
import type { HoldReason } from '../guard.ts';
import type { FieldChange, PlanCounts } from '../plan.ts';

/** What the rules look at: a plan that is held, the file and the register side by side. Bounded, however large the three are. */
export interface HeldPlan {
  /** Rows of employees in the file. */
  rows: number;
  plan: PlanCounts;
  /** Active employees of the feed before the file. */
  active: number;
  /** The same, per company. */
  activePerCompany: ReadonlyMap<string, number>;
  rowsPerCompany: ReadonlyMap<string, number>;
  /** Active employees whom no row of the file names, per company. */
  absentPerCompany: ReadonlyMap<string, number>;
  /** Companies of the file that the feed has never had anybody of. */
  strangeCompanies: readonly string[];
  /** Whose key has gone from the roster: who is absent, and who has come back under another one. */
  missing: Sample<Person>;
  /** Rows with keys that the register has not. Where there are too many, those that a rule could want. */
  newcomers: Sample<Person>;
  /** Active employees in the order in which the register got them. */
  roll: Sample<RollEntry>;
  /** What updates change. */
  updates: Sample<readonly FieldChange[]>;
  holdReasons: readonly HoldReason[];
}

/** All of them, or an even selection where that would be too many. */
export interface Sample<T> {
  total: number;
  items: readonly T[];
}

/** By what somebody can be known again; nothing of it but the key may stand in a message. */
export interface Person extends EmployeeKey {
  firstName: string | null;
  surname: string | null;
  dateOfBirth: string | null;
  email: string | null;
  /** The keyed index of the national identity number, as text. */
  nationalIdIndex: string | null;
}

export interface RollEntry extends EmployeeKey {
  firstName: string | null;
  surname: string | null;
  /** The file that brought them. */
  broughtBy: number | null;
  isMissing: boolean;
}
