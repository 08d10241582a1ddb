import type { ChangeKind, FieldChange } from '../domain/plan.ts';
import type { DestinationName, RegisteredEmployee } from '../store/contract.ts';

/**
 * A system that is told of changes. A sibling of webhook.ts is all that another one needs: the queue, the order, the retries
 * and the reports are the engine's (deliver.ts).
 */
export interface Destination {
  /** Most deliveries in one call of `send`. */
  readonly batchSize: number;
  /**
   * Sends these, each of another employee. What was sent once may be sent again under the same key, when nobody knows whether
   * it came through.
   *
   * @param signal gives the attempt up
   * @returns one outcome for each, in their order
   * @throws DestinationDown when the request did not get through: of all of these it is not known what became of them
   */
  send(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]>;
  /** What `send` would send for it, without secrets. */
  preview(delivery: Delivery): string;
}

/** One change of one employee, on its way to one destination. */
export interface Delivery {
  /** The same for every attempt; another one when somebody asks for it once more. */
  key: string;
  feed: string;
  kind: ChangeKind;
  /** When the change was made. */
  at: string;
  /** The roster that made it; null where none did. */
  fileId: number | null;
  /** What the change was; none for a new employee. Sealed values read `*****`. */
  changes: readonly FieldChange[];
  /** As the register has them when it is sent, not when the change was made: see README.md. */
  employee: RegisteredEmployee;
  /** Whether they have left the companies that the destination is told of. */
  hasLeft: boolean;
}

export type Outcome =
  | { status: 'delivered' }
  /** The system does not want it as it is; `message` is its own. */
  | { status: 'refused'; message: string }
  /**
   * Later it may go through; the system wants to be left alone for `afterMs`, null where it does not say. `reached` is false where
   * it certainly has not got this attempt.
   */
  | { status: 'retry'; message: string; afterMs: number | null; reached?: boolean };

/** Sends what waits for one destination. */
export interface Deliverer {
  readonly name: DestinationName;
  /**
   * Sends until nothing more is due, the destination takes nothing more, or the signal is aborted.
   *
   * @throws AppError of the store only
   */
  deliverDue(stop: AbortSignal): Promise<DeliveryRound>;
}

export interface DeliveryRound {
  delivered: number;
  refused: number;
  /** Attempts that are made again. */
  failed: number;
  /** Whether the destination takes nothing; null where this round does not tell. */
  isDown: boolean | null;
  /** How soon there may be something to do again. */
  waitMs: number;
}

/** What a webhook is told by the config. */
export interface WebhookSettings {
  /** May hold a secret: never log it. */
  url: string;
  /** `whsec_` with base64 behind it, or any text. */
  secret: string;
  /** Events in one request; with 2 or more it is an array. */
  batch: number;
  timeoutMs: number;
}
