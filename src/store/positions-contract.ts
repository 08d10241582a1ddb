import type { Change, PlanCounts } from '../domain/plan.ts';
import type { Position } from '../domain/position.ts';
import type { HistoryEntry } from './employees-contract.ts';

/** A row of a file of positions. */
export interface StagedPosition extends Position {
  line: number;
}

/** A staged position whose employee is not active in the feed. */
export interface UnknownHolder {
  line: number;
  positionId: string;
  employeeNo: string;
}

export interface PositionsPlanRequest {
  fileId: number;
  feed: string;
  planNo: number;
}

export interface RegisteredPosition extends Position {
  id: number;
  feed: string;
  active: boolean;
  deactivatedAt: string | null;
  /** The register's id of the employee who holds it; null while it is vacant, and where no active employee has that number. */
  employeeId: number | null;
  firstName: string | null;
  surname: string | null;
}

/** The hierarchies of positions: staging, plans, register and history, in tables of their own. */
export interface Positions {
  /** All of them or none. */
  stage(fileId: number, feed: string, positions: readonly StagedPosition[]): Promise<void>;
  /** The staged positions whose employee number no active employee of the feed has, in the order of the file, in chunks. */
  unknownHolders(fileId: number, feed: string): AsyncIterable<UnknownHolder[]>;
  /**
   * Compares what was staged with the register, and writes the plan down.
   *
   * @returns the counts, and how many positions of the feed are active before the file
   */
  plan(request: PositionsPlanRequest): Promise<{ counts: PlanCounts; active: number }>;
  /** The changes of a plan: new positions first, then the others, always in the same order. */
  changes(fileId: number, planNo: number, limit?: number): AsyncIterable<Change>;
  /** How many deactivations and updates the newer plan has that the older one has not. */
  grownSince(fileId: number, olderPlanNo: number, newerPlanNo: number): Promise<number>;
  /** Applies a plan: register and history. Call inside a transaction, after lease and version were checked. */
  apply(request: PositionsPlanRequest & { at: string }): Promise<void>;
  /** Of the feed, by id; inactive ones only where they are asked for. */
  list(feed: string, filter?: { inactive?: boolean }): Promise<RegisteredPosition[]>;
  /** Null where the feed has never had such a position. */
  history(feed: string, positionId: string): Promise<HistoryEntry[] | null>;
}
