import type { Employee, EmployeeKey } from '../domain/employee.ts';
import type { FileStatus } from '../domain/file-status.ts';
import type { CompanyFigures, HoldReason } from '../domain/guard.ts';
import type { Issue, IssueCounts } from '../domain/issue.ts';
import type { Change, ChangeKind, DeactivatedBy, PlanCounts } from '../domain/plan.ts';
import type { MailEvent } from '../notify/contract.ts';

/**
 * Everything that Rollcall remembers. Every suite in test/store runs on SQLite and on MariaDB.
 *
 * All methods throw AppError: `database-unreachable` (retryable), `database-busy` (retryable), `database-failed`.
 * Driver errors never come through: they carry bindings, and bindings carry personal data.
 * Times are ISO 8601 in UTC, ids are positive integers.
 */
export interface Store extends StoreAreas {
  readonly client: 'sqlite' | 'mysql';
  readonly rowEncoding: RowEncoding;
  /**
   * One database transaction. The whole callback is run again after a deadlock, a lock wait or a busy database.
   * Where the answer to COMMIT was lost the error is thrown on: the caller asks the ledger.
   */
  transaction<T>(work: (areas: StoreAreas) => Promise<T>): Promise<T>;
  /** The same, rolled back at the end whatever happens: for `plan FILE`. */
  rehearse<T>(work: (areas: StoreAreas) => Promise<T>): Promise<T>;
  migrate(): Promise<MigrationReport>;
  /** Migrations that have not run yet, by name. Throws `database-newer` when the database knows one that we don't. */
  pendingMigrations(): Promise<string[]>;
  /** What doctor reports: version, local_infile, sql_mode, write-set limits. */
  describe(): Promise<{ name: string; value: string; problem?: string; mend?: string }[]>;
  close(): Promise<void>;
}

export interface StoreAreas {
  ledger: Ledger;
  leases: Leases;
  feeds: Feeds;
  staging: Staging;
  plans: Plans;
  register: Register;
  outbox: Outbox;
}

export interface MigrationReport {
  applied: string[];
}

// --- ledger: roster_files, file_issues ---

export interface RosterFile {
  id: number;
  feed: string;
  layout: string;
  name: string;
  size: number;
  sha256: string;
  /** Of the file in the inbox, as the inbox told. */
  modifiedAt: string | null;
  /** Where it came from; `command` files were handed to `rollcall import`. */
  source: 'inbox' | 'command';
  inboxFingerprint: string | null;
  spoolName: string | null;
  status: FileStatus;
  receivedAt: string;
  processedAt: string | null;
  /** Rows of employees in the file, quarantined ones included. */
  rows: number | null;
  plan: PlanCounts | null;
  /** Which plan of this file is the current one, counted from 1; 0 before the first. */
  planNo: number;
  /** The feed's register version that the plan was made on. */
  planVersion: number | null;
  /** Since when a staged or approved file has waited for the schedule; null when it waits for nothing any more. */
  waitsSince: string | null;
  /** The plan that somebody approved. */
  approvedPlanNo: number | null;
  holdReasons: HoldReason[];
  issueCounts: IssueCounts;
  /** How often a process died while it worked on this file. */
  crashes: number;
  failure: { code: string; message: string; hint: string } | null;
  supersededBy: number | null;
  /** Digest of the feed's config and rules that the file was judged by. */
  configFingerprint: string | null;
  /** Where the file lies in the inbox: '' for the inbox itself, null once Rollcall has nothing more to move. */
  archiveFrom: '' | 'held' | null;
  /** Its name in the archive folder once it is there. */
  archivedAs: string | null;
}

export type NewRosterFile = Pick<
  RosterFile,
  | 'feed'
  | 'layout'
  | 'name'
  | 'size'
  | 'sha256'
  | 'modifiedAt'
  | 'source'
  | 'inboxFingerprint'
  | 'spoolName'
  | 'receivedAt'
  | 'archiveFrom'
>;

export type RosterFilePatch = Partial<Omit<RosterFile, 'id' | 'feed' | 'layout' | 'name'>>;

export interface Ledger {
  add(file: NewRosterFile): Promise<number>;
  get(id: number): Promise<RosterFile | null>;
  /** Newest first. */
  list(filter: { feed?: string; statuses?: readonly FileStatus[]; limit?: number }): Promise<RosterFile[]>;
  /**
   * @param expected the statuses that the file may have now
   * @returns false when it has another one (somebody else was faster)
   */
  update(id: number, patch: RosterFilePatch, expected?: readonly FileStatus[]): Promise<boolean>;
  /** Files of the feed that are not final, oldest first. */
  open(feed: string): Promise<RosterFile[]>;
  /** Files whose archiving is not done (`archiveFrom` is not null), oldest first. */
  unarchived(feed: string): Promise<RosterFile[]>;
  /** Of these feeds those that have files that are not final, or whose archiving is not done. */
  unfinishedFeeds(feeds: readonly string[]): Promise<string[]>;
  spoolNamesInUse(): Promise<string[]>;
  /** Replaces the kept (capped) issue list of a file. */
  keepIssues(fileId: number, issues: readonly Issue[]): Promise<void>;
  issues(fileId: number, limit?: number): Promise<Issue[]>;
}

// --- leases: feed_leases ---

export interface Lease {
  feed: string;
  /** Grows with every holder: an older holder can't commit any more. */
  token: number;
}

export interface Leases {
  /** Null while somebody else holds it. A dead holder on this host is taken over at once, any other after its expiry. */
  acquire(feed: string): Promise<Lease | null>;
  /** @returns false when the lease is lost */
  renew(lease: Lease): Promise<boolean>;
  release(lease: Lease): Promise<void>;
}

// --- feeds ---

export interface FeedState {
  feed: string;
  /** Moves with every change of the feed's part of the register. */
  registerVersion: number;
  /** Fingerprint that the stored source digests were made with; null when none are usable. */
  digestFingerprint: string | null;
  /** The last full roster that was applied, and the config it was judged by. */
  lastFull: { fileId: number; sha256: string; configFingerprint: string; registerVersion: number } | null;
}

export interface Feeds {
  /** Creates the row where it is missing. */
  get(feed: string): Promise<FeedState>;
  /** Moves the register version from `from` to `from + 1`; false when it is no longer `from`. */
  advance(feed: string, from: number): Promise<boolean>;
  setLastFull(feed: string, last: FeedState['lastFull'], digestFingerprint: string): Promise<void>;
  /** A value of the installation (`key-check`), created once. @returns the value that is stored now */
  setting(name: string, initial: string): Promise<string>;
}

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

/** A row that is not used: its key only. */
export interface QuarantinedRow {
  line: number;
  key: EmployeeKey;
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
  /** Compares and names sealed fields; both buffers as stored. */
  compareSealed(before: Buffer | null, after: Buffer | null): { field: string; before: unknown; after: unknown }[];
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
  /**
   * The changes of a plan, in key order per kind.
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
  /** Whether a national identity number is on record; the number itself stays sealed. */
  nationalId: '*****' | null;
}

export interface HistoryEntry {
  at: string;
  kind: ChangeKind;
  fileId: number | null;
  fileName: string | null;
  line: number | null;
  actor: string;
  fields: { field: string; before: unknown; after: unknown }[];
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
  history(employeeId: number): Promise<HistoryEntry[] | null>;
  /** @param inactive how many are not, per company; null has them looked for */
  activePerCompany(feed: string, inactive: ReadonlyMap<string, number> | null): Promise<ReadonlyMap<string, number>>;
}

// --- outbox ---

export interface OutboxMail {
  id: number;
  feed: string;
  fileId: number;
  event: MailEvent;
  recipient: string;
  messageId: string;
  attempts: number;
}

export interface OutboxEntry extends OutboxMail {
  status: 'waiting' | 'sent' | 'dead';
  nextAttemptAt: string;
  lastError: string | null;
  sentAt: string | null;
}

export interface Outbox {
  add(mails: readonly Omit<OutboxMail, 'id' | 'attempts'>[]): Promise<void>;
  /** Takes up to `limit` due mails for this process, for `forMs`; others leave them alone meanwhile. */
  claimDue(now: string, limit: number, forMs: number): Promise<OutboxMail[]>;
  /** Frees the mails that processes of this host had claimed before they died. */
  freeDeadClaims(): Promise<void>;
  /** When the next waiting mail is due; null when none waits. */
  nextDueAt(): Promise<string | null>;
  sent(id: number, at: string): Promise<void>;
  retryAt(id: number, nextAttemptAt: string, error: string): Promise<void>;
  dead(id: number, error: string): Promise<void>;
  ofFile(fileId: number): Promise<OutboxEntry[]>;
}
