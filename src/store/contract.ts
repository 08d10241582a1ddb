import type { Alert, AlertDetail, AlertKey } from '../domain/alert.ts';
import type { Companion } from '../domain/companion.ts';
import type { FileStatus } from '../domain/file-status.ts';
import type { HoldReason } from '../domain/guard.ts';
import type { Issue, IssueCounts } from '../domain/issue.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { PlanCounts } from '../domain/plan.ts';
import type { RosterDialect } from '../domain/roster-dialect.ts';
import type { RosterKind } from '../domain/roster-kind.ts';
import type { AlertEvent, VerdictEvent } from '../notify/contract.ts';
import type { Plans, Register, RowEncoding, Staging } from './employees-contract.ts';
import type { Positions } from './positions-contract.ts';

export type * from './employees-contract.ts';
export type * from './positions-contract.ts';

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
  positions: Positions;
  outbox: Outbox;
  alerts: Alerts;
  adoption: Adoption;
  pruning: Pruning;
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
  /** The register version that the plan was made on: of the feed's employees, or of its positions. */
  planVersion: number | null;
  /** Of a file of positions, whose plan also tells which employees there are: the version of the feed's employees. */
  employeesVersion: number | null;
  /** Since when a staged or approved file has waited for the schedule; null when it waits for nothing any more. */
  waitsSince: string | null;
  /** The plan that somebody approved. */
  approvedPlanNo: number | null;
  holdReasons: HoldReason[];
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
  Partial<Pick<RosterFile, 'kind' | 'manifest' | 'companions'>>;

/** As much of a file that may still lie in the inbox as it takes to know it there. */
export type TakenFile = Pick<RosterFile, 'id' | 'name' | 'inboxFingerprint' | 'status' | 'companions' | 'archiveFrom'>;

export type RosterFilePatch = Partial<Omit<RosterFile, 'id' | 'feed' | 'layout' | 'kind' | 'name'>>;

/** Which files of the ledger are meant; what is left out goes for all of them. */
export interface FileFilter {
  feed?: string;
  kind?: RosterKind;
  /** With the feed it is looked up by an index. */
  sha256?: string;
  statuses?: readonly FileStatus[];
  /** Files that came after the one with this id. */
  after?: number;
}

export interface Ledger {
  add(file: NewRosterFile): Promise<number>;
  get(id: number): Promise<RosterFile | null>;
  /** Newest first. */
  list(filter: FileFilter & { limit?: number }): Promise<RosterFile[]>;
  count(filter: FileFilter): Promise<number>;
  /**
   * @param expected the statuses that the file may have now
   * @returns false when it has another one (somebody else was faster)
   */
  update(id: number, patch: RosterFilePatch, expected?: readonly FileStatus[]): Promise<boolean>;
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

// --- alerts: feed_alerts ---

export interface StandingAlert extends Alert {
  /** When it was last known to be so; of a refused login: when the last one was tried. */
  seenAt: string;
  /** Of a refused login: how often one was tried. */
  times: number;
  /** Keyed digest of the account that was refused. */
  account: string | null;
}

export interface Alerts {
  /** Those of all feeds, the oldest first. */
  standing(): Promise<StandingAlert[]>;
  /** Call it in the transaction that writes its mails. @returns false where it stands already: it is only seen again */
  raise(alert: Alert, at: string, account?: string | null): Promise<boolean>;
  /** Counts another login before it is tried. @returns false when another process was faster, or the alert has ended */
  claimAttempt(key: AlertKey, times: number, at: string): Promise<boolean>;
  /** How often a login with this account was tried. */
  setAttempts(key: AlertKey, times: number, account: string, at: string): Promise<void>;
  /**
   * Call it in the transaction that writes its mails. What works for one daemon may fail for another: an alert is left alone
   * that a living process other than this one has seen since `staleBefore`.
   */
  end(key: AlertKey, staleBefore: string): Promise<{ ended: StandingAlert | null; stands: boolean }>;
}

// --- pruning ---

/**
 * Removes what is old, in steps that are short transactions each: call one again until it says that nothing was left.
 * `before` is the time of which everything older goes.
 */
export interface Pruning {
  /** Of all daemons one prunes, and none again before `notSince` is over. @returns whether it is this one's turn */
  claim(now: string, notSince: string): Promise<boolean>;
  /** Gives a turn back that came to nothing. */
  giveBack(): Promise<void>;
  /**
   * Some finished files, by their ids from `after` on. Not those that still lie in the inbox, that have a mail to be sent,
   * or that are the last full roster of their feed.
   */
  files(before: string, after: number): Promise<number[]>;
  /** Some rows that belong to a file: staged rows and plans. @returns how many there were */
  fileRows(fileId: number): Promise<number>;
  /** The file itself with its issues and mails, unless it has been taken up again. Call inside a transaction. */
  file(fileId: number): Promise<boolean>;
  /** Some changes of employees and positions. @returns how many there were */
  history(before: string): Promise<number>;
  /** Some mails that were sent or given up. @returns how many there were */
  mails(before: string): Promise<number>;
  /** Notes up to when has been pruned, for whoever looks for what is gone. */
  note(pruned: Partial<PrunedBefore>): Promise<void>;
  noted(): Promise<PrunedBefore>;
}

/** Null where nothing has been removed. */
export interface PrunedBefore {
  files: string | null;
  history: string | null;
}

// --- adoption of a renamed feed: every table with a feed ---

/** Rows that belong to another feed now. */
export interface AdoptedRows {
  files: number;
  employees: number;
  imports: number;
  positions: number;
  positionImports: number;
  positionChanges: number;
  mails: number;
}

export interface Adoption {
  /** Whether the database has rows of the feed at all, and whether employees or positions are among them. */
  holds(feed: string): Promise<{ anything: boolean; register: boolean }>;
  /** Feeds that have brought a roster, are none of these, and were not taken over. */
  leftBehind(feeds: readonly string[]): Promise<string[]>;
  /**
   * Gives what belongs to `from` to `to`, which has no register of its own, and leaves `from` paused. Call inside a
   * transaction, under the leases of both.
   */
  adopt(order: { from: string; to: string; at: string; by: string }): Promise<AdoptedRows>;
}

// --- outbox ---

interface AnyOutboxMail {
  id: number;
  /** '' where it is about the whole installation. */
  feed: string;
  recipient: string;
  messageId: string;
  attempts: number;
}

export interface VerdictOutboxMail extends AnyOutboxMail {
  fileId: number;
  event: VerdictEvent;
  detail: null;
}

export interface AlertOutboxMail extends AnyOutboxMail {
  fileId: null;
  event: AlertEvent;
  detail: AlertDetail;
}

export type OutboxMail = VerdictOutboxMail | AlertOutboxMail;

/** A mail that is to be sent. */
export type NewOutboxMail =
  | Omit<VerdictOutboxMail, 'id' | 'attempts' | 'detail'>
  | Omit<AlertOutboxMail, 'id' | 'attempts' | 'fileId'>;

export type OutboxEntry = OutboxMail & {
  status: 'waiting' | 'sent' | 'dead';
  nextAttemptAt: string;
  lastError: string | null;
  sentAt: string | null;
};

export interface Outbox {
  add(mails: readonly NewOutboxMail[]): Promise<void>;
  /** Takes up to `limit` due mails for this process, for `forMs`; others leave them alone meanwhile. */
  claimDue(now: string, limit: number, forMs: number): Promise<OutboxMail[]>;
  /** Frees the mails that processes of this host had claimed before they died, and those that this one has let go. */
  freeDeadClaims(): Promise<void>;
  /** When the next waiting mail is due; null when none waits. */
  nextDueAt(): Promise<string | null>;
  /** Gives a claimed mail back untried. Where that fails, too, this process frees it with the dead claims. */
  letGo(id: number): Promise<void>;
  sent(id: number, at: string): Promise<void>;
  retryAt(id: number, nextAttemptAt: string, error: string): Promise<void>;
  /** @param at becomes its `nextAttemptAt`: the last one that there was */
  dead(id: number, error: string, at: string): Promise<void>;
  ofFile(fileId: number): Promise<OutboxEntry[]>;
}
