import type { Employee, EmployeeKey } from '../domain/employee.ts';
import type { CompanyFigures } from '../domain/guard.ts';
import type { Change, ChangeKind, DeactivatedBy, PlanCounts } from '../domain/plan.ts';
import type { PlainValues } from './by-hand-contract.ts';

// --- staging: employee_imports ---

/** How a database wants its bulk: the bytes of LOAD DATA, or SQLite's own binary JSON. */
export type RowEncoding = 'load-data' | 'jsonb';

/**
 * Valid employees in the form in which this database takes many at once. They are encoded where the roster is read, in
 * whatever thread that is, and travel as bytes: see encode-rows.ts.
 */
export interface EncodedRows {
  count: number;
  /** The columns that the bytes fill, in their order; what else a row has is the same for all, or null. */
  columns: readonly string[];
  bytes: Uint8Array<ArrayBuffer>;
}

/** Where a row of a file is: several can begin on one line, in XML and JSON. */
export interface RowPlace {
  /** Physical line where it begins, counted from 1. */
  line: number;
  /** Which of the rows that begin on that line it is, counted from 1. */
  nth: number;
}

/** A row that is not used: only what its employee is known by. */
export interface QuarantinedRow extends RowPlace {
  key: EmployeeKey;
  /** Lower case; null where the layout knows nobody by it. */
  email: string | null;
}

/** A staged row of a file. */
export interface StagedImport extends RowPlace, EmployeeKey {
  state: 'staged' | 'quarantined';
  /** What it does to the register; null where it is quarantined, or not planned yet. */
  change: ChangeKind | 'unchanged' | null;
}

/** With what will stand in the register. */
export interface StagedEmployee extends StagedImport {
  /** Null where it is quarantined. Sealed fields are not among the plain ones. */
  values: (PlainValues & { nationalId: '*****' | null }) | null;
}

/** Register digests in id order: `ids[i]` belongs to the 16 bytes from `digests[16 * i]`. */
export interface DigestChunk {
  ids: Float64Array;
  digests: Buffer;
}

/** What else one look at the same employees tells. */
export interface RegisterChunk extends DigestChunk {
  /** Ids of the active ones without a source digest. */
  withoutDigest: readonly number[];
  /** How many are not active, per company. */
  inactive: ReadonlyMap<string, number>;
}

export interface Staging {
  /** The source digests of the feed's employees, in chunks; some may hold none. */
  digests(feed: string): AsyncIterable<RegisterChunk>;
  /** All batches or none of them; they have the same columns. */
  stage(fileId: number, feed: string, batches: readonly EncodedRows[]): Promise<void>;
  stageQuarantined(fileId: number, feed: string, rows: readonly QuarantinedRow[]): Promise<void>;
  /** Turns staged rows of these keys into quarantined ones. */
  quarantine(fileId: number, keys: readonly EmployeeKey[]): Promise<void>;
  /** Employees that no row of the file has hit so far: the plan looks only among them for the missing. */
  addUnmatched(fileId: number, employeeIds: readonly number[]): Promise<void>;
  /** The employees of a file as they are staged, in the order of the file. */
  imports(fileId: number, filter: { state?: StagedImport['state']; limit: number }): Promise<StagedImport[]>;
  countImports(fileId: number): Promise<Record<StagedImport['state'], number>>;
  /** Null where the row is not staged: it changes nothing, its key can't be read, or the file has no such row. */
  importAt(fileId: number, place: RowPlace): Promise<StagedEmployee | null>;
  /** Removes every trace of an earlier staging of the file, and of the plan that was begun on it. */
  purge(fileId: number): Promise<void>;
}

// --- plans: plan_changes ---

/** What decides how a staged row changes the register. */
export interface PlanRules {
  fileId: number;
  feed: string;
  planNo: number;
  manualFields: readonly string[];
  reactivate: 'always' | 'absent-only' | 'never';
  /** In the feed: an employee is also found in another company, and else by email. */
  keyScope: 'company' | 'feed';
  /** Whether rows may name fields that stay as they are. */
  keepsUnsent: boolean;
  /** Full rosters in a row that somebody has to be absent from. */
  deactivateAfterMissing: number;
  /** How end dates deactivate; null where they are data alone. */
  endDates: EndDateRules | null;
  /**
   * The values under which an employee of this national identity number may be known; null where there is but one key, and
   * so but the row's own.
   *
   * @param sealed as stored
   */
  nationalIdIndexes: ((sealed: Buffer) => readonly Buffer[]) | null;
  /** Compares and names sealed fields; both buffers as stored. */
  compareSealed(before: Buffer | null, after: Buffer | null): { field: string; before: unknown; after: unknown }[];
}

export interface EndDateRules {
  /** Whoever's end date is before this day (yyyy-MM-dd) has left. */
  today: string;
  /** The guard counts end dates that are set to a day before this one. */
  horizon: string;
  exceptCauses: readonly string[];
}

export interface PlanRequest extends PlanRules {
  /** Rows that hit their digest: unchanged without a look. */
  hits: number;
  quarantined: number;
  /** Active employees of the feed before the file, per company, as of the register version that the plan stands on. */
  active: ReadonlyMap<string, number>;
  /** True when `addUnmatched` was used; false when every active employee of the feed must be looked at. */
  unmatchedOnly: boolean;
}

export interface PlanResult {
  counts: PlanCounts;
  /** Active employees of the feed before the file. */
  active: number;
  /** See GuardFigures. */
  ending: number;
  repeatsUndone: number;
  zerosLost: number;
  takenOver: number;
  companies: Omit<CompanyFigures, 'rows'>[];
}

export interface Plans {
  /**
   * Plans the rows that were staged since it was last asked, while others are still to come.
   *
   * @param after what it returned the last time; 0 at first
   * @returns where the next time begins
   */
  planStaged(rules: PlanRules, after: number): Promise<number>;
  /** Computes the plan in the database, as far as that was not done yet, and writes it down. */
  write(request: PlanRequest): Promise<PlanResult>;
  /** Plans to deactivate every active employee of the feed whose end date has come; see EndDateRules. */
  writeEnded(request: Pick<PlanRules, 'fileId' | 'feed' | 'planNo'> & { endDates: EndDateRules }): Promise<PlanResult>;
  /** Whether there is such an employee. */
  hasEnded(feed: string, endDates: EndDateRules): Promise<boolean>;
  /**
   * The changes of a plan: new employees first, then the others, always in the same order.
   *
   * @param limit the first ones only; by default all
   */
  changes(fileId: number, planNo: number, limit?: number): AsyncIterable<Change>;
  /** How many deactivations, renumberings and updates the newer plan has that the older one has not. */
  grownSince(fileId: number, olderPlanNo: number, newerPlanNo: number): Promise<number>;
}

// --- register: employees, employee_changes ---

export interface RegisteredEmployee
  extends Omit<Employee, 'nationalId' | 'disabilityGrade' | 'disabilityFromDate' | 'inactiveBy'> {
  id: number;
  feed: string;
  active: boolean;
  deactivatedAt: string | null;
  deactivatedBy: DeactivatedBy | null;
  /** When their personal data was erased; the employee number is gone with it. */
  erasedAt: string | null;
  /** Whether a national identity number is on record; the number itself stays sealed. */
  nationalId: '*****' | null;
}

/** An employee with what tells how the row came to be. */
export interface ListedEmployee extends RegisteredEmployee {
  /** Full rosters in a row that have not had them. */
  absences: number;
  createdAt: string;
  createdFileId: number | null;
  /** Null where the ledger has the file no more, or no file has brought them. */
  createdFileName: string | null;
  changedAt: string;
  /** The sealed fields as they are stored; null where they were not asked for, null or empty where there are none. */
  sealed: Buffer | null;
}

export interface CompanyCount {
  companyId: string;
  active: number;
  deactivated: number;
}

export interface HistoryEntry {
  at: string;
  kind: ChangeKind | 'erased';
  fileId: number | null;
  fileName: string | null;
  line: number | null;
  /** `file`, or whoever did it by hand: `user@host`, an API key by its name. */
  actor: string;
  /** Why, where somebody has said so. */
  reason?: string;
  fields: { field: string; before: unknown; after: unknown }[];
}

/** Who of the active employees has an email, by emails in lower case. */
export type ActiveEmails = ReadonlyMap<string, readonly EmployeeKey[]>;

/** A row's user name, with the row's employee. */
export interface UserClaim {
  userName: string;
  key: EmployeeKey;
}

export interface UserOwner extends EmployeeKey {
  active: boolean;
}

export interface FoundUsers {
  /** Whose the user names are that belong to employees of the feed; who has left keeps theirs. */
  owners: ReadonlyMap<string, UserOwner>;
  /** The user names whose employee has another one in the register. */
  kept: ReadonlySet<string>;
}

export interface Register {
  /** Applies a plan: register, history and source digests. Call inside a transaction, after lease and version were checked. */
  apply(request: {
    fileId: number;
    feed: string;
    planNo: number;
    at: string;
    manualFields: readonly string[];
  }): Promise<void>;
  /**
   * Writes employees of a feed's first roster straight into the register, each with the file and the line as its history.
   * A key that is there already fails the transaction.
   */
  create(request: { fileId: number; feed: string; at: string }, batches: readonly EncodedRows[]): Promise<void>;
  /** Whether the feed has no employees at all, active or not. */
  isEmpty(feed: string): Promise<boolean>;
  find(query: {
    feed?: string;
    employeeNo?: string;
    id?: number;
    nationalIdIndexes?: readonly Buffer[];
  }): Promise<RegisteredEmployee[]>;
  /**
   * All employees of a feed, the deactivated too, in parts, some of which may be empty. Inside a snapshot they are those of one
   * moment. `attributes` is null unless it is asked for.
   */
  list(feed: string, wanted: { attributes: boolean; sealed: boolean }): AsyncIterable<readonly ListedEmployee[]>;
  /** How many of a feed's employees are active and deactivated, by company in the order of their ids. */
  countPerCompany(feed: string): Promise<CompanyCount[]>;
  history(employeeId: number): Promise<HistoryEntry[] | null>;
  /** Of these emails (lower case) those of the feed's active employees, and whose they are. */
  activeEmails(feed: string, emails: readonly string[]): Promise<ActiveEmails>;
  /** Looks for these user names (`attributes.user.username`) among the feed's employees. */
  users(feed: string, claims: readonly UserClaim[]): Promise<FoundUsers>;
  /** Of these fields those that three active employees or more have a value in; `inactiveBy` where a roster has made somebody inactive. */
  fieldsInUse(feed: string, fields: readonly (keyof Employee)[]): Promise<ReadonlySet<keyof Employee>>;
  /** @param inactive how many are not, per company; null has them looked for */
  activePerCompany(feed: string, inactive: ReadonlyMap<string, number> | null): Promise<ReadonlyMap<string, number>>;
}
