import type { Readable } from 'node:stream';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { EmployeeKey } from '../domain/employee.ts';
import type { FileStatus } from '../domain/file-status.ts';
import type { HoldReason } from '../domain/guard.ts';
import type { Issue, IssueCounts } from '../domain/issue.ts';
import type { Change, PlanCounts } from '../domain/plan.ts';
import type { RosterDialect } from '../domain/roster-dialect.ts';
import type { RosterKind } from '../domain/roster-kind.ts';
import type { FieldToAskFor, OverviewFormat, OverviewSummary } from '../export/contract.ts';
import type { EditedByHand } from '../pipeline/edit-by-hand.ts';
import type { ShownImport } from '../pipeline/show-import.ts';
import type {
  AdoptedRows,
  Correction,
  DeliveryCounts,
  DeliveryStatus,
  DestinationState,
  FeedPause,
  HistoryEntry,
  KeptField,
  ListedDelivery,
  MigrationReport,
  OutboxEntry,
  PrunedBefore,
  RegisteredEmployee,
  RegisteredPosition,
  RosterFile,
  StagedImport,
  UndoneDeliveries,
} from '../store/contract.ts';

/** What the commands and the API can ask for. Every method throws AppError; `usage-*` codes end with exit code 2. */
export interface App {
  /** Validates a file without a database and writes nothing. */
  check(path: string, feedId: string): Promise<CheckReport>;
  /** What the file would do; nothing is kept. */
  plan(path: string, feedId: string): Promise<PlanReport>;
  /**
   * The whole way for one file, now; its mails are sent before it returns, and what it changed is delivered as far as that goes
   * within a minute.
   */
  import(path: string, feedId: string, wanted?: WantedChanges & { deliver?: boolean }): Promise<ImportReport>;
  /** Processes what is staged and due, without a look into the inboxes. */
  process(feedId?: string): Promise<ProcessReport>;
  files(filter: { feed?: string; status?: FileStatus; limit?: number }): Promise<RosterFile[]>;
  file(id: number): Promise<FileReport>;
  /** The complete issue list as CSV text, or null when only the capped list in the database is left. */
  fileErrors(id: number): Promise<NodeJS.ReadableStream | null>;
  fileChanges(id: number): AsyncIterable<Change>;
  /** The roster itself, as it came, out of the archive; `archive-gone` and `archive-erased` where there is none. */
  fileRoster(id: number): Promise<Readable>;
  /** @param by whoever says so; by default the operator, as in all that follows */
  approve(id: number, wanted: WantedChanges & { now: boolean }, by?: string): Promise<ImportReport>;
  discard(id: number, by?: string): Promise<RosterFile>;
  /** Gives up a staged file. */
  cancel(id: number, by?: string): Promise<RosterFile>;
  /** The staged rows of a file, in its order. */
  imports(fileId: number, filter: { state?: StagedImport['state']; limit: number }): Promise<ImportsReport>;
  /** @param id as `imports` tells it */
  importDetail(id: string): Promise<ImportDetail>;
  /** Of the fields of an import's file those that national identity numbers stand in. */
  identityFields(importId: string): Promise<string[]>;
  /** Corrects imports of one file, all or none, and plans it anew; it is not applied. */
  correctImports(
    corrections: readonly { id: string; values: Readonly<Record<string, string>> }[],
    by?: string,
  ): Promise<CorrectionReport>;
  /**
   * Puts the register back to how it was before a processed file, but for what a later file or a person has changed; and sends the
   * destinations what comes of it, as far as that goes within a minute.
   */
  undo(id: number, wanted: WantedChanges & { dryRun: boolean }): Promise<UndoReport>;
  /** Takes up a failed file again. */
  retry(id: number, wanted: WantedChanges): Promise<ImportReport>;
  /** Stops taking and processing files of the feed, for every daemon and command on this database. */
  pause(feedId: string): Promise<PauseReport>;
  resume(feedId: string): Promise<ResumeReport>;
  /** A renamed feed takes over what it has brought under its old name, which is not in the config any more. */
  adopt(from: string, to: string): Promise<AdoptReport>;
  /** Feeds of the config that are paused. */
  pauses(): Promise<FeedPause[]>;
  /** Erases what is known of one person; see EraseReport. */
  erase(employeeId: number, order: { archives: boolean }): Promise<EraseReport>;
  employees(query: {
    feed?: string;
    employeeNo?: string;
    nationalId?: string;
    id?: number;
  }): Promise<RegisteredEmployee[]>;
  /** Adds somebody whom no roster brings. @param values texts by canonical field */
  addEmployee(key: EmployeeKey, values: Readonly<Record<string, string>>, by?: string): Promise<EditedByHand>;
  setEmployee(employeeId: number, values: Readonly<Record<string, string>>, by?: string): Promise<EditedByHand>;
  setActive(employeeId: number, active: boolean, reason: string | null, by?: string): Promise<EditedByHand>;
  history(employeeId: number): Promise<HistoryEntry[]>;
  /** Up to when files and history have been removed for their age. */
  pruned(): Promise<PrunedBefore>;
  /**
   * Writes an overview of a feed's employees, the deactivated too, as they are in one moment. The file is there whole, readable
   * by its owner alone, or as it was before.
   */
  export(request: ExportRequest): Promise<ExportReport>;
  /** The hierarchy of a feed. */
  positions(feed: string, filter: { inactive?: boolean }): Promise<RegisteredPosition[]>;
  positionHistory(feed: string, positionId: string): Promise<HistoryEntry[]>;
  deliveries(query: DeliveryQuery): Promise<DeliveriesReport>;
  /** Puts deliveries back into the queue and sends them, as far as that goes within a minute; see Deliveries.redeliver. */
  redeliver(query: { destination: string; feed?: string; employeeNo?: string }): Promise<RedeliverReport>;
  /** Seals everything anew with the newest key; see KeyReport. */
  rotateKey(): Promise<KeyReport>;
  migrate(): Promise<MigrationReport>;
  doctor(): Promise<DoctorFinding[]>;
  /** The daemon; resolves after a clean stop. */
  run(signal: AbortSignal, onReady: () => void): Promise<void>;
  close(): Promise<void>;
}

export interface WantedChanges {
  /** How many changes the report shall list at most: a first roster has as many as it has employees. */
  changes: number;
}

export interface CheckReport {
  file: string;
  feed: string;
  layout: string;
  /** What it lists. */
  kind: RosterKind;
  rows: number;
  verdict: 'valid' | 'valid_with_warnings' | 'rejected';
  /** How the file is written, as far as it was read. */
  dialect: Partial<RosterDialect>;
  issueCounts: IssueCounts;
  issues: Issue[];
}

export interface PlanReport extends CheckReport {
  plan: PlanCounts;
  held: boolean;
  holdReasons: HoldReason[];
  /** What may be the cause of the hold, the likeliest first. */
  diagnosis: Diagnosis[];
  changes: Change[];
}

export interface ImportReport extends PlanReport {
  fileId: number;
  status: FileStatus;
  /** Only of a skipped file: the one that had its very bytes. */
  sameAs?: number;
  /** Only of an approved file whose feed is paused: it is applied when the feed goes on. */
  pause?: FeedPause;
  /** Milliseconds per stage. */
  timings: Record<string, number>;
  /** By destination, what has become of the changes; only of feeds that have destinations. */
  deliveries?: DeliveryCounts[];
}

export interface ProcessReport {
  processed: { fileId: number; status: FileStatus }[];
  /** Paused feeds, which were left alone. */
  paused: string[];
  /** Of feeds with `retention`, what was erased; those of which nothing was due are left out. */
  erased: { feed: string; employees: number; files: number; archiveKeys: number }[];
}

export interface EraseReport {
  employeeId: number;
  feed: string;
  erasedAt: string;
  erasedBy: string;
  /** False where it was erased before. */
  changed: boolean;
  /** Files in an inbox that may still hold the person, oldest first. */
  archives: HoldingArchive[];
  /** How many of them can't be read by anybody any more, because their keys were erased now. */
  archivesErased: number;
}

export interface KeyReport {
  /** Of the newest key. */
  keyId: string;
  /** Of the others in `ROLLCALL_KEY`. */
  otherKeyIds: string[];
  /** How many values were sealed anew. */
  resealed: { employees: number; imports: number; corrections: number; history: number; archiveKeys: number };
  /** False where it has to be done again. */
  finished: boolean;
}

export interface HoldingArchive {
  fileId: number;
  name: string;
  receivedAt: string;
  /** Below the feed's inbox. */
  place: string;
  /** `erased`: its key is gone, now or before. */
  state: 'plain' | 'encrypted' | 'erased';
}

export interface PauseReport extends FeedPause {
  paused: true;
  /** False where it was paused already. */
  changed: boolean;
  /** Files that were being read or applied. */
  inWork: number[];
}

export interface ResumeReport {
  feed: string;
  paused: false;
  /** False where it was not paused. */
  changed: boolean;
}

export interface AdoptReport {
  from: string;
  to: string;
  /** Rows that belong to the new name now. */
  adopted: AdoptedRows;
}

export interface ImportsReport {
  file: RosterFile;
  imports: ListedImport[];
  /** Of the whole file. */
  counts: Record<StagedImport['state'], number>;
}

export interface ListedImport extends Omit<StagedImport, 'nth'> {
  id: string;
}

export interface ImportDetail extends Omit<ShownImport, 'nth' | 'corrections'> {
  id: string;
  corrections: Omit<Correction, 'line' | 'nth'>[];
}

export interface CorrectionReport extends ImportReport {
  /** False where all was so already: the file and its plan are as before. */
  changed: boolean;
  imports: ImportDetail[];
}

export interface UndoReport {
  /** The ledger's entry of the undo; null where it was a dry run. */
  fileId: number | null;
  /** The file that is undone. */
  undoes: number;
  feed: string;
  kind: RosterKind;
  name: string;
  dryRun: boolean;
  /** What the undo does; `unchanged` are those whom the file had changed and of whom nothing could be put back. */
  plan: PlanCounts;
  changes: Change[];
  /** What stays, because a later file or a person has changed it, or another employee has the key. */
  kept: KeptField[];
  /** Of each destination: deliveries of the file that were cancelled, and reverse ones that were queued. */
  deliveries: UndoneDeliveries[];
}

export interface FileReport {
  file: RosterFile;
  issues: Issue[];
  corrections: FileCorrection[];
  mails: OutboxEntry[];
  /** By destination, what has become of the changes. */
  deliveries: DeliveryCounts[];
  /** Of an undone file: the ledger's entry of the undo. */
  undoneBy: RosterFile | null;
}

export interface ExportRequest {
  feed: string;
  out: string;
  format: OverviewFormat;
  /** What an overview has only where it is asked for by name: sealed fields are opened for it. */
  fields: readonly FieldToAskFor[];
  stop: AbortSignal;
}

export interface ExportReport extends OverviewSummary {
  file: string;
  format: OverviewFormat;
  bytes: number;
  fields: readonly FieldToAskFor[];
}

export interface FileCorrection extends Omit<Correction, 'nth'> {
  importId: string;
}

export interface DeliveryQuery {
  feed?: string;
  destination?: string;
  status?: DeliveryStatus;
  fileId?: number;
  limit: number;
}

export interface DestinationReport extends DeliveryCounts, DestinationState {}

export interface DeliveriesReport {
  destinations: DestinationReport[];
  /** Newest first. */
  deliveries: ListedDelivery[];
}

export interface RedeliverReport {
  /** How many were put back into the queue. */
  redelivered: number;
  destinations: DestinationReport[];
}

export interface DoctorFinding {
  /** `database`, `mail`, `inbox acme`, ... */
  subject: string;
  ok: boolean;
  message: string;
  mend: string | null;
}
