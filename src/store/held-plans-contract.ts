import type { Person, RollEntry, Sample } from '../domain/diagnosis/held-plan.ts';
import type { EmployeeKey } from '../domain/employee.ts';
import type { FieldChange } from '../domain/plan.ts';

/** The plan of a file that is held. */
export interface HeldPlanRef {
  fileId: number;
  planNo: number;
  feed: string;
}

/** Who does not stand in the file under the key that the register has. */
export interface GoneFigures {
  companyId: string;
  /** Active employees whom no row names. */
  absent: number;
  /** Those whom a row names under another key. */
  renumbered: number;
}

/**
 * What the diagnosis of a hold looks at. Of a list that has more than `most` entries an even selection is read, the same each
 * time: `total` tells how many there are.
 */
export interface HeldPlans {
  gonePerCompany(plan: HeldPlanRef): Promise<GoneFigures[]>;
  /** Those of `gonePerCompany`, as the register has them. */
  missing(plan: HeldPlanRef, total: number, most: number): Promise<Sample<Person>>;
  /** For those whom `missing` has selected, the rows under another key. */
  renumbered(plan: HeldPlanRef, total: number, most: number): Promise<Person[]>;
  /** Rows with a key that the register has not. */
  newcomers(plan: HeldPlanRef, total: number, most: number): Promise<Sample<Person>>;
  /** Newcomers with one of these keys. */
  newcomersWith(plan: HeldPlanRef, keys: readonly EmployeeKey[]): Promise<Person[]>;
  /** Newcomers who may be one of these people. */
  newcomersLike(plan: HeldPlanRef, people: readonly Person[]): Promise<Person[]>;
  /** The feed's active employees in the order in which they came into the register. */
  roll(plan: HeldPlanRef, total: number, most: number): Promise<Sample<RollEntry>>;
  updates(plan: HeldPlanRef, total: number, most: number): Promise<Sample<readonly FieldChange[]>>;
  /** Of these companies those that the feed has never had anybody of. */
  strangeCompanies(feed: string, companyIds: readonly string[]): Promise<string[]>;
}
