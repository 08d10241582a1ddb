import type { Companion } from '../domain/companion.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { FileStatus } from '../domain/file-status.ts';
import type { HoldReason } from '../domain/guard.ts';
import type { Issue, IssueCounts } from '../domain/issue.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { PlanCounts } from '../domain/plan.ts';
import type { RosterDialect } from '../domain/roster-dialect.ts';
import type { RosterKind } from '../domain/roster-kind.ts';
import type { ByHand, Corrections } from './by-hand-contract.ts';
import type { Deliveries } from './deliveries-contract.ts';
import type { Plans, Register, RowEncoding, Staging } from './employees-contract.ts';
import type { HeldPlans } from './held-plans-contract.ts';
import type { Alerts, Outbox, ToldFailures } from './mails-contract.ts';
import type { Adoption, Pruning } from './operation-contract.ts';
import type { Positions } from './positions-contract.ts';
import type { ArchiveKeys, Erasure, Resealing } from './retention-contract.ts';
import type { Undoing } from './undo-contract.ts';

export type * from './by-hand-contract.ts';
export type * from './deliveries-contract.ts';
export type * from './employees-contract.ts';
export type * from './held-plans-contract.ts';
export type * from './mails-contract.ts';
export type * from './operation-contract.ts';
export type * from './positions-contract.ts';
export type * from './retention-contract.ts';
export type * from './undo-contract.ts';

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
  /**
   * One moment of the database: whatever `work` reads is as it was at its first look. Nobody waits for it, and it must not
   * write. It is run once, whatever fails.
   */
  snapshot<T>(work: (areas: StoreAreas) => Promise<T>): Promise<T>;
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
  corrections: Corrections;
  plans: Plans;
  heldPlans: HeldPlans;
  register: Register;
  byHand: ByHand;
  positions: Positions;
  outbox: Outbox;
  toldFailures: ToldFailures;
  deliveries: Deliveries;
  alerts: Alerts;
  adoption: Adoption;
  pruning: Pruning;
  archiveKeys: ArchiveKeys;
  erasure: Erasure;
  resealing: Resealing;
  undoing: Undoing;
}

export interface MigrationReport {
  applied: string[];
}

// --- ledger: roster_files, file_issues ---

export interface RosterFile {
  id: number;
  feed: string;
  layout: string;
  kind: RosterKind;
  name: string;
  size: number;
  sha256: string;
  /** Of the file in the inbox, as the inbox told. */
  modifiedAt: string | null;
  /** Where it came from; `command` files were handed to `rollcall import`. An `undo` and what the daily job does when `end-dates` have come are no files, but entries of the same ledger. */
  source: 'inbox' | 'command' | 'undo' | 'end-dates';
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
  /** The register version that the plan was made on: of the feed's employees, or of its positions. */
  planVersion: number | null;
  /** Of a file of positions, whose plan also tells which employees there are: the version of the feed's employees. */
  employeesVersion: number | null;
  /** Since when a staged or approved file has waited for the schedule; null when it waits for nothing any more. */
  waitsSince: string | null;
  /** The plan that somebody approved. */
  approvedPlanNo: number | null;
  /** `user@host` of whoever approved, discarded or cancelled it, and when; null where nobody has. */
  decidedBy: string | null;
  decidedAt: string | null;
  holdReasons: HoldReason[];
  /** What may be the cause of the hold, the likeliest first. */
  diagnosis: Diagnosis[];
  /** Active employees of the feed when the plan was made. */
  activeBefore: number | null;
  /** Of an entry that is an undo: the file that it has undone. */
  undoes: number | null;
  /** `user@host` of who has done what no file has: an undo. */
  doneBy: string | null;
  issueCounts: IssueCounts;
  /** How the file is written; null until it was read. */
  dialect: Partial<RosterDialect> | null;
  /** How often a process died while it worked on this file. */
  crashes: number;
  failure: { code: string; message: string; hint: string } | null;
  supersededBy: number | null;
  /** Digest of the feed's config and rules that the file was judged by. */
  configFingerprint: string | null;
  /** What its sender says of it; kept from the moment in which it was taken. Null where nobody has said anything. */
  manifest: Manifest | null;
  /** What its sender put beside it, by the names that it has where the file lies. */
  companions: readonly Companion[];
  /** Where the file lies in the inbox: '' for the inbox itself, null once Rollcall has nothing more to move. */
  archiveFrom: '' | 'held' | null;
  /** Its name in the archive folder once it is there. */
  archivedAs: string | null;
  /** Whether the feed's destinations are told of what it changes. */
  deliver: boolean;
  /** When what had stood in it was erased from the database; null while it is there. */
  erasedAt: string | null;
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
> &
  Partial<Pick<RosterFile, 'kind' | 'manifest' | 'companions' | 'deliver' | 'undoes' | 'doneBy'>>;

/** As much of a file that may still lie in the inbox as it takes to know it there. */
export type TakenFile = Pick<RosterFile, 'id' | 'name' | 'inboxFingerprint' | 'status' | 'companions' | 'archiveFrom'>;

export type RosterFilePatch = Partial<Omit<RosterFile, 'id' | 'feed' | 'layout' | 'kind' | 'name'>>;

/** Which files of the ledger are meant; what is left out goes for all of them. */
export interface FileFilter {
  feed?: string;
  kind?: RosterKind;
  name?: string;
  /** With the feed it is looked up by an index. */
  sha256?: string;
  statuses?: readonly FileStatus[];
  /** Files that came after the one with this id. */
  after?: number;
  /** Files that have got their verdict at this time or later. */
  processedSince?: string;
  sources?: readonly RosterFile['source'][];
  /** The undo of this file. */
  undoes?: number;
}

export interface Ledger {
  add(file: NewRosterFile): Promise<number>;
  get(id: number): Promise<RosterFile | null>;
  /** Newest first. */
  list(filter: FileFilter & { limit?: number }): Promise<RosterFile[]>;
  count(filter: FileFilter): Promise<number>;
  /**
   * @param expected the statuses that the file may have now
   * @param planNo the plan that it must have now
   * @returns false when it has another one (somebody else was faster)
   */
  update(id: number, patch: RosterFilePatch, expected?: readonly FileStatus[], planNo?: number): Promise<boolean>;
  /** Files of the feed that are not final, oldest first. */
  open(feed: string): Promise<RosterFile[]>;
  /** Files whose archiving is not done (`archiveFrom` is not null), oldest first. */
  unarchived(feed: string): Promise<RosterFile[]>;
  /** Files that were taken and may still lie in the inbox itself (`archiveFrom` is ''); in a read-only one they are many. */
  taken(feed: string): Promise<TakenFile[]>;
  /**
   * Of these feeds those that have files that are not final, or whose archiving is not done.
   *
   * @param resting those whose archiving does not count now
   */
  unfinishedFeeds(feeds: readonly string[], resting?: readonly string[]): Promise<string[]>;
  /** The roster of employees that was last processed or skipped, with its time; null where none was. */
  lastRoster(feed: string): Promise<{ name: string; at: string } | null>;
  /**
   * The roster of that kind to which the register is true: of those that were applied and not undone the one that was applied
   * last, whenever it was received.
   */
  lastApplied(feed: string, kind: RosterKind): Promise<RosterFile | null>;
  spoolNamesInUse(): Promise<string[]>;
  /** Those of these ids that the ledger has. */
  known(ids: readonly number[]): Promise<number[]>;
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
  /** A feed's id, or that of its positions: see registerName. */
  feed: string;
  /** Moves with every change of the feed's part of the register. */
  registerVersion: number;
  /** Fingerprint that the stored source digests were made with; null when none are usable. */
  digestFingerprint: string | null;
  /** When it was last looked whose end date has come: the day and the register version; null where it never was. */
  endDatesSeen: string | null;
  /** The last full roster that was applied, and the config it was judged by. */
  lastFull: { fileId: number; sha256: string; configFingerprint: string; registerVersion: number } | null;
}

/** A feed that somebody has stopped: nothing is taken for it, and nothing processed. */
export interface FeedPause {
  feed: string;
  since: string;
  /** `user@host` of whoever paused it. */
  by: string;
  /** The feed that has taken its employees over; null where it is only paused. */
  adoptedBy: string | null;
}

export interface Feeds {
  /** Creates the row where it is missing. */
  get(feed: string): Promise<FeedState>;
  /** Moves the register version from `from` to `from + 1`; false when it is no longer `from`. */
  advance(feed: string, from: number): Promise<boolean>;
  setLastFull(feed: string, last: FeedState['lastFull'], digestFingerprint: string): Promise<void>;
  setEndDatesSeen(feed: string, seen: string): Promise<void>;
  /** A value of the installation (`key-check`), created once. @returns the value that is stored now */
  setting(name: string, initial: string): Promise<string>;
  /** Up to when it was looked whether the feed's rosters came in time; `initial` where that was never done. */
  expectedAt(feed: string, initial: string): Promise<string>;
  /** @returns false when it is no longer `from`: another daemon was faster */
  moveExpectedAt(feed: string, from: string, to: string): Promise<boolean>;
  /** Which feeds are paused, of these or of all. */
  pauses(feeds?: readonly string[]): Promise<FeedPause[]>;
  /** @returns false where it is paused already; it then stays paused by whoever did it first */
  pause(feed: string, at: string, by: string): Promise<boolean>;
  /** @returns false where it is not paused */
  resume(feed: string): Promise<boolean>;
}
