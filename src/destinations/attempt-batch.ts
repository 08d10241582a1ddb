import { createHash } from 'node:crypto';
import { type BackoffLimits, backoffMs } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import { withGrace } from '../runtime/with-grace.ts';
import type { DestinationName, QueuedDelivery, SettledDelivery } from '../store/contract.ts';
import type { Breaker } from './breaker.ts';
import type { Delivery, DeliveryRound, Destination, Outcome } from './contract.ts';
import { DestinationDown } from './destination-down.ts';
import type { Pace } from './pace.ts';
import type { Settler } from './settle-deliveries.ts';

/** What an attempt needs of the round that it is made in. */
export interface AttemptParts {
  name: DestinationName;
  destination: Destination;
  /** The only companies that it is told of; null for all. */
  companies: readonly string[] | null;
  dryRun: boolean;
  /** Names this database: see keyOf. */
  installation: string;
  pace: Pace;
  settler: Settler;
  breaker: Breaker;
  /** What came of the round so far; counted on. */
  tally: Tally;
  clock: Clock;
  log: Log;
  backoff: BackoffLimits;
  signal: AbortSignal;
}

export type Tally = Pick<DeliveryRound, 'delivered' | 'refused' | 'failed'>;

/** What is on its way when the process is to stop may still end within this time. */
const stopGraceMs = 5_000;

/** Sends a batch and has written down what becomes of it. */
export async function attemptBatch(parts: AttemptParts, batch: readonly QueuedDelivery[]): Promise<void> {
  const there: { queued: QueuedDelivery; delivery: Delivery }[] = [];
  for (const queued of batch) {
    if (queued.employee === null) await note(parts, queued, isGone);
    else there.push({ queued, delivery: deliveryOf(parts, queued, queued.employee) });
  }
  if (there.length === 0) return;
  if (parts.dryRun) {
    for (const { queued, delivery } of there) {
      await note(parts, queued, { status: 'delivered' }, parts.destination.preview(delivery));
    }
    return;
  }
  await parts.pace.next(parts.signal);
  if (parts.signal.aborted) return;
  const outcomes = await send(
    parts,
    there.map(({ delivery }) => delivery),
  );
  // It was cut short, because the process is to stop: it is as if it had not been tried.
  if (outcomes === null) return;
  count(parts.breaker, outcomes);
  for (const [index, { queued }] of there.entries()) await note(parts, queued, outcomes[index] ?? unanswered);
}

const isGone: Outcome = { status: 'refused', message: 'The employee is no longer in the register.' };
const unanswered: Outcome = { status: 'retry', message: 'Nothing is known of what became of it.', afterMs: null };
const ownFault = 'Rollcall met a fault of its own: see its log.';

function deliveryOf(
  { installation, name, companies }: AttemptParts,
  queued: QueuedDelivery,
  employee: NonNullable<QueuedDelivery['employee']>,
): Delivery {
  return {
    key: keyOf(installation, queued),
    feed: name.feed,
    kind: queued.kind,
    at: queued.queuedAt,
    fileId: queued.fileId,
    changes: queued.changes,
    employee,
    hasLeft: companies !== null && !companies.includes(employee.companyId),
  };
}

/** Also another one where a database was restored from a backup, and gives the same ids to other changes. */
function keyOf(installation: string, { id, queuedAt, redeliveries }: QueuedDelivery): string {
  const digest = createHash('sha256').update(`${installation}.${id}.${queuedAt}.${redeliveries}`).digest('base64url');
  return `msg_${digest.slice(0, 27)}`;
}

/** @returns null when it was given up because the process is to stop */
async function send(
  { destination, breaker, signal, log, name }: AttemptParts,
  deliveries: readonly Delivery[],
): Promise<readonly Outcome[] | null> {
  const stop = withGrace(stopGraceMs, signal);
  try {
    return await destination.send(deliveries, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return null;
    if (error instanceof DestinationDown) {
      if (error.wantsRest) breaker.down(error.message, error.afterMs);
      const { message, afterMs, reached } = error;
      return deliveries.map(() => ({ status: 'retry', message, afterMs, reached }));
    }
    log.error('delivery met a fault', { ...name, ...errorFields(error) });
    return deliveries.map(() => ({ status: 'retry', message: ownFault, afterMs: null }));
  } finally {
    stop.end();
  }
}

function count(breaker: Breaker, outcomes: readonly Outcome[]): void {
  const failures = outcomes.filter((outcome) => outcome.status === 'retry');
  const [first] = failures;
  if (first === undefined || failures.length < outcomes.length) breaker.succeeded();
  else breaker.failed(first.message, first.afterMs);
}

async function note(
  { settler, tally, clock, backoff }: AttemptParts,
  delivery: QueuedDelivery,
  outcome: Outcome,
  dryRun: string | null = null,
): Promise<void> {
  const { id } = delivery;
  let settled: SettledDelivery;
  if (outcome.status === 'retry') {
    tally.failed += 1;
    const waitMs = Math.max(outcome.afterMs ?? 0, backoffMs(backoff, delivery.attempts + 1));
    const nextAttemptAt = new Date(clock().getTime() + waitMs).toISOString();
    settled = { id, status: 'waiting', message: outcome.message, nextAttemptAt, reached: outcome.reached ?? true };
  } else {
    tally[outcome.status] += 1;
    settled = outcome.status === 'refused' ? { id, ...outcome } : { id, status: 'delivered', dryRun };
  }
  await settler.add({ delivery, settled });
}
