import type { Diagnosis } from '../domain/diagnosis.ts';

import type { FileStatus } from '../domain/file-status.ts';
import type { HoldReason } from '../domain/guard.ts';
import type { Issue, IssueCounts } from '../domain/issue.ts';
import type { Change, PlanCounts } from '../domain/plan.ts';
import type { RosterDialect } from '../domain/roster-dialect.ts';
import type { RosterKind } from '../domain/roster-kind.ts';
import type { FieldToAskFor, OverviewFormat, OverviewSummary } from '../export/contract.ts';

import type { ShownImport } from '../pipeline/show-import.ts';
import type {
  AdoptedRows,
  Correction,
  DeliveryCounts,
  DeliveryStatus,
  DestinationState,
  FeedPause,
  KeptField,
  ListedDelivery,
  OutboxEntry,
  RosterFile,
  StagedImport,
  UndoneDeliveries,
} from '../store/contract.ts';

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
