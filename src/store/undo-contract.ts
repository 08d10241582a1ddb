import type { Change, PlanCounts } from '../domain/plan.ts';
import type { DeliveryTarget } from './deliveries-contract.ts';

// --- undoing: a processed file is taken back ---

export interface UndoRequest {
  /** The file that is undone. */
  fileId: number;
  /** The ledger's entry of the undo. */
  undoId: number;
  feed: string;
  at: string;
  /** As the history names who did it. */
  actor: string;
}

/** What it takes to put one sealed field back, and leave the others as they are. */
export interface SealedValues {
  open(sealed: Buffer | null): Record<string, unknown>;
  seal(values: Record<string, unknown>): SealedColumns;
}

export interface SealedColumns {
  sealed: Buffer | null;
  sealedDigest: Buffer | null;
  nationalIdIndex: Buffer | null;
}

/** A field that an undo leaves as it is. Of a position, `positionId` says which; the employee's names are null then. */
export interface KeptField {
  employeeId: number | null;
  companyId: string | null;
  employeeNo: string | null;
  positionId?: string;
  field: string;
  because: KeptBecause;
}

export interface KeptBecause {
  /**
   * `changed-later`: by a file or a person; `key-taken`: another employee has the old number now; `erased`: nobody knows the
   * value before any more, or the person's data was erased.
   */
  code: 'changed-later' | 'key-taken' | 'erased';
  /** The later file; null where a person did it. */
  fileId: number | null;
  actor: string | null;
  at: string | null;
  /** Who has the key. */
  employeeId: number | null;
}

export interface UndoneChanges {
  /** What the undo does; `unchanged` are those whom the file had changed and of whom nothing could be put back. */
  counts: PlanCounts;
  kept: KeptField[];
  /**
   * Employees who are not quite as they were before the file: a destination that has not heard of the file has to hear of them all
   * the same.
   */
  differing: ReadonlySet<number>;
}

/** What an undo does to the deliveries of one destination. */
export interface UndoneDeliveries {
  destination: string;
  /** Of the undone file: nobody had sent them. */
  cancelled: number;
  /** Of the undo. */
  queued: number;
}

/** All of it is called inside the one transaction of an undo. */
export interface Undoing {
  /** Puts the register of employees back to how it was before the file, with a history of its own. */
  employees(request: UndoRequest, sealedValues: SealedValues): Promise<UndoneChanges>;
  /** The same for a file of positions. */
  positions(request: UndoRequest): Promise<UndoneChanges>;
  /** Afterwards: cancels what was not sent of the file, and queues the reverse of the rest. */
  deliveries(
    request: UndoRequest,
    differing: ReadonlySet<number>,
    targets: readonly DeliveryTarget[],
  ): Promise<UndoneDeliveries[]>;
  /** What an undo has changed, always in the same order. */
  changes(undoId: number, limit?: number): AsyncIterable<Change>;
}
