import type { ChangeKind, FieldChange } from '../domain/plan.ts';
import type { RegisteredEmployee } from './employees-contract.ts';

// --- deliveries: deliveries, destinations ---

/** A destination's name is its own within its feed only. */
export interface DestinationName {
  feed: string;
  destination: string;
}

/** What a destination wants to be told of; null for everything. */
export interface DeliveryTarget {
  destination: string;
  kinds: readonly ChangeKind[] | null;
  companies: readonly string[] | null;
}

/** `cancelled`: the file was undone before anything of it was known to be sent. */
export type DeliveryStatus = 'waiting' | 'delivered' | 'refused' | 'cancelled';

/** A delivery in the queue, without what it says. */
export interface WaitingDelivery {
  id: number;
  employeeId: number;
  attempts: number;
  /** Null: at once. */
  nextAttemptAt: string | null;
}

export interface QueuedDelivery extends WaitingDelivery {
  kind: ChangeKind;
  fileId: number | null;
  /** When the change was made. */
  queuedAt: string;
  /** How often somebody asked for it once more. */
  redeliveries: number;
  /** What the change was; none for a new employee. Sealed values read `*****`. */
  changes: FieldChange[];
  /** As the register has them now; null when they are no longer in it. */
  employee: RegisteredEmployee | null;
}

export type SettledDelivery =
  | {
      id: number;
      status: 'delivered' /** Null unless it was a dry run: what would have been sent. */;
      dryRun: string | null;
    }
  | { id: number; status: 'refused'; message: string }
  | {
      id: number;
      status: 'waiting';
      message: string;
      nextAttemptAt: string;
      /** Whether the attempt may have come through. */
      reached: boolean;
    };

export interface ListedDelivery extends DestinationName {
  id: number;
  fileId: number | null;
  employeeId: number;
  /** The employee's key as it is now; null when they are no longer in the register. */
  companyId: string | null;
  employeeNo: string | null;
  kind: ChangeKind;
  status: DeliveryStatus;
  attempts: number;
  queuedAt: string;
  /** Null for at once, and for what doesn't wait. */
  nextAttempt: string | null;
  settledAt: string | null;
  /** What the system said, or what stood in the way. */
  message: string | null;
  /** What a dry run would have sent. */
  dryRun: string | null;
}

export interface DeliveryFilter {
  feed?: string;
  destination?: string;
  status?: DeliveryStatus;
  fileId?: number;
}

/** How many deliveries of a destination stand how. */
export interface DeliveryCounts extends DestinationName, Record<DeliveryStatus, number> {
  /** Of those delivered: not sent, but kept. */
  dryRuns: number;
}

/** What is known of a destination as a whole: it is left alone until it is tried again. */
export interface DestinationState {
  /** Rounds in a row in which it could not be reached. */
  failures: number;
  waitsUntil: string | null;
  message: string | null;
}

/** A change of one employee that no file has brought. */
export interface ByHandDelivery {
  feed: string;
  employeeId: number;
  changeId: number;
  kind: ChangeKind;
  at: string;
  /** The employee's company, and the one before where that has changed. */
  companies: readonly string[];
}

export interface Deliveries {
  /** Queues what the plan has changed. Call inside the transaction that applied it, after the register was written. */
  queueChanges(
    request: { fileId: number; feed: string; planNo: number; at: string },
    targets: readonly DeliveryTarget[],
  ): Promise<void>;
  /** The same for a first roster, which went straight into the register. */
  queueFirst(request: { fileId: number; feed: string; at: string }, targets: readonly DeliveryTarget[]): Promise<void>;
  /** Queues what somebody has changed by hand. Call inside the transaction that wrote it. */
  queueByHand(request: ByHandDelivery, targets: readonly DeliveryTarget[]): Promise<void>;
  /** Waiting ones behind the id `after`, in the order in which they were queued. */
  waiting(of: DestinationName, after: number, limit: number): Promise<WaitingDelivery[]>;
  /**
   * Those of them that still wait, in the order of the ids. From here on an undo takes them for sent, until somebody says that
   * they were not.
   */
  load(ids: readonly number[]): Promise<QueuedDelivery[]>;
  /** Of those that were loaded: these were not sent after all. */
  giveBack(ids: readonly number[]): Promise<void>;
  /** Writes what became of attempts; one that waits no longer is left as it is, but for a cancelled one that was delivered. */
  settle(settled: readonly SettledDelivery[], at: string): Promise<void>;
  state(of: DestinationName): Promise<DestinationState>;
  setState(of: DestinationName, state: DestinationState): Promise<void>;
  /** Newest first. */
  list(filter: DeliveryFilter, limit: number): Promise<ListedDelivery[]>;
  counts(filter: DeliveryFilter): Promise<DeliveryCounts[]>;
  /** Marks the refused ones that nobody was told of as told. @returns the files that they came from */
  tellRefused(of: DestinationName): Promise<number[]>;
  /**
   * Puts deliveries back into the queue, and has the destination tried at once.
   *
   * Without an employee number those that were refused; with one the refused ones of that employee, those that wait, or, where
   * there are none, the last one that was delivered.
   *
   * @returns how many wait now because of it
   */
  redeliver(of: DestinationName, employeeNo?: string): Promise<number>;
}
