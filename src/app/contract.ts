import type { Readable } from 'node:stream';

import type { EmployeeKey } from '../domain/employee.ts';
import type { FileStatus } from '../domain/file-status.ts';

import type { Change } from '../domain/plan.ts';

import type { EditedByHand } from '../pipeline/edit-by-hand.ts';

import type {
  FeedPause,
  HistoryEntry,
  MigrationReport,
  PrunedBefore,
  RegisteredEmployee,
  RegisteredPosition,
  RosterFile,
  StagedImport,
} from '../store/contract.ts';

import type {
  AdoptReport,
  CheckReport,
  CorrectionReport,
  DeliveriesReport,
  DeliveryQuery,
  DoctorFinding,
  EraseReport,
  ExportReport,
  ExportRequest,
  FileReport,
  ImportDetail,
  ImportReport,
  ImportsReport,
  KeyReport,
  PauseReport,
  PlanReport,
  ProcessReport,
  RedeliverReport,
  ResumeReport,
  UndoReport,
  WantedChanges,
} from './reports-contract.ts';

export type * from './reports-contract.ts';

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
