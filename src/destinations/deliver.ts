import { createHash } from 'node:crypto';
import { type BackoffLimits, backoffMs } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import { withGrace } from '../runtime/with-grace.ts';
import type { DestinationName, DestinationState, QueuedDelivery, SettledDelivery, Store } from '../store/contract.ts';
import { type Breaker, createBreaker } from './breaker.ts';
import type { Deliverer, Delivery, DeliveryRound, Destination, Outcome } from './contract.ts';
import { DestinationDown } from './destination-down.ts';
import { createDueDeliveries, type DueDeliveries } from './due-deliveries.ts';
import { createPace } from './pace.ts';
import { createSettler, type Settler } from './settle-deliveries.ts';
import { type Recipients, tellRefusals } from './tell-refusals.ts';

export interface DelivererParts extends Recipients {
  store: Store;
  name: DestinationName;
  destination: Destination;
  /** The only companies that it is told of; null for all. */
  companies: readonly string[] | null;
  dryRun: boolean;
  paceMs: number;
  concurrency: number;
  /** Does `work` while no other process delivers to this destination; null, and nothing done, while another one does. */
  alone<T>(stop: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T | null>;
  clock: Clock;
  log: Log;
  backoff: BackoffLimits;
  /** Called when a mail was written to the outbox. */
  onMail(): void;
}

/** What is on its way when the process is to stop may still end within this time. */
const stopGraceMs = 5_000;
/** How soon a destination that another process delivers to is looked at again. */
const busyAgainMs = 2_000;
/** Deliveries read at once. With a pace fewer are: what they say is as old as they are. */
const gulp = 200;
/** While a long queue is sent, refusals are told of now and then. */
const tellEveryMs = 300_000;

/** One process at a time delivers to a destination, so that order, pace and backoff are in one hand: see README.md. */
export function createDeliverer(parts: DelivererParts): Deliverer {
  const { store, name, clock } = parts;
  const pace = createPace(parts.paceMs);
  let due: DueDeliveries | null = null;
  // What a process that died has refused, nobody may have been told of.
  let isFirst = true;
  // Outlives a round: what was sent when the database went away must be written down when it is back.
  const settler = createSettler(store, clock, ({ delivery, settled }) =>
    due?.settled(delivery, settled.status === 'waiting' ? Date.parse(settled.nextAttemptAt) : null),
  );
  return {
    name,
    async deliverDue(stop) {
      const state = await store.deliveries.state(name);
      const waitMs = state.waitsUntil === null ? 0 : Date.parse(state.waitsUntil) - clock().getTime();
      if (waitMs > 0) return { ...nothingDone, waitMs };
      const isEmpty = (await store.deliveries.waiting(name, 0, 1)).length === 0;
      if (isEmpty && !isFirst) return { ...nothingDone, waitMs: null };
      const installation = await store.feeds.setting('installation', crypto.randomUUID());
      const round = await parts.alone(stop, async (signal) => {
        await settler.flush();
        due = createDueDeliveries(store.deliveries, name, parts.paceMs === 0 ? gulp : 0, clock);
        const done = await deliverRound({
          ...parts,
          installation,
          pace,
          settler,
          due,
          state,
          tellFirst: isFirst,
          signal,
        });
        isFirst = false;
        return done;
      });
      return round ?? { ...nothingDone, waitMs: busyAgainMs };
    },
  };
}

const nothingDone = { delivered: 0, refused: 0, failed: 0 };

interface Round extends DelivererParts {
  installation: string;
  pace: ReturnType<typeof createPace>;
  settler: Settler;
  due: DueDeliveries;
  state: DestinationState;
  tellFirst: boolean;
  signal: AbortSignal;
}

type Tally = Pick<DeliveryRound, 'delivered' | 'refused' | 'failed'>;

async function deliverRound(round: Round): Promise<DeliveryRound> {
  const { store, name, due, settler, signal, clock, log } = round;
  const breaker = createBreaker();
  const tally: Tally = { ...nothingDone };
  let toldAtMs = performance.now();
  const tell = async () => {
    toldAtMs = performance.now();
    if (await tellRefusals(store, name, round)) round.onMail();
  };
  if (round.tellFirst) await tell();
  const mayGoOn = () => breaker.openedBy === null && !signal.aborted;
  const work = async () => {
    while (mayGoOn()) {
      const batch = await due.take(round.destination.batchSize);
      if (batch.length === 0) return;
      await attempt(round, breaker, tally, batch);
      if (performance.now() - toldAtMs >= tellEveryMs) await tell();
    }
  };

  if (round.state.failures > 0) {
    // It took nothing the last time: one attempt tells whether it does now.
    const batch = await due.takeFreshest(round.destination.batchSize);
    if (batch.length > 0) await attempt(round, breaker, tally, batch);
    if (!breaker.hasSucceeded) breaker.trip();
    await settler.flush();
    due.restart();
  }
  do {
    await allSettled(Array.from({ length: round.concurrency }, work));
    await settler.flush();
  } while (mayGoOn() && due.restart());

  if (tally.refused > 0) await tell();
  const waitMs = await noteState(round, breaker);
  if (tally.delivered + tally.refused + tally.failed > 0) log.info('deliveries sent', { ...name, ...tally });
  const nextMs = due.nextDueMs();
  return { ...tally, waitMs: waitMs ?? (nextMs === null ? null : Math.max(0, nextMs - clock().getTime())) };
}

/** Like Promise.all, but what is on its way comes to its end first. */
async function allSettled(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Sends a batch and has written down what becomes of it. */
async function attempt(round: Round, breaker: Breaker, tally: Tally, batch: readonly QueuedDelivery[]): Promise<void> {
  const gone = batch.filter(({ employee }) => employee === null);
  const there = batch.flatMap((queued) =>
    queued.employee === null ? [] : [deliveryOf(round, queued, queued.employee)],
  );
  for (const delivery of gone) await note(round, tally, delivery, isGone);
  if (there.length === 0) return;
  const queued = batch.filter(({ employee }) => employee !== null);
  if (round.dryRun) {
    for (const [index, delivery] of queued.entries()) {
      await note(round, tally, delivery, { status: 'delivered' }, previewOf(round, there[index]));
    }
    return;
  }
  await round.pace.next(round.signal);
  if (round.signal.aborted) return;
  const outcomes = await send(round, breaker, there);
  // It was cut short, because the process is to stop: it is as if it had not been tried.
  if (outcomes === null) return;
  count(breaker, outcomes);
  for (const [index, delivery] of queued.entries()) await note(round, tally, delivery, outcomes[index] ?? unanswered);
}

function count(breaker: Breaker, outcomes: readonly Outcome[]): void {
  const failures = outcomes.filter((outcome) => outcome.status === 'retry');
  const [first] = failures;
  if (first === undefined || failures.length < outcomes.length) breaker.succeeded();
  else breaker.failed(first.message, first.afterMs);
}

const isGone: Outcome = { status: 'refused', message: 'The employee is no longer in the register.' };
const unanswered: Outcome = { status: 'retry', message: 'Nothing is known of what became of it.', afterMs: null };
const ownFault = 'Rollcall met a fault of its own: see its log.';

function previewOf({ destination }: Round, delivery: Delivery | undefined): string | null {
  return delivery === undefined ? null : destination.preview(delivery);
}

function deliveryOf(
  { installation, name, companies }: Round,
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
  { destination, signal, log, name }: Round,
  breaker: Breaker,
  deliveries: readonly Delivery[],
): Promise<readonly Outcome[] | null> {
  const stop = withGrace(stopGraceMs, signal);
  try {
    return await destination.send(deliveries, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return null;
    if (error instanceof DestinationDown) {
      if (error.wantsRest) breaker.down(error.message, error.afterMs);
      return deliveries.map(() => ({ status: 'retry', message: error.message, afterMs: error.afterMs }));
    }
    log.error('delivery met a fault', { ...name, ...errorFields(error) });
    return deliveries.map(() => ({ status: 'retry', message: ownFault, afterMs: null }));
  } finally {
    stop.end();
  }
}

async function note(
  { settler, clock, backoff }: Round,
  tally: Tally,
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
    settled = { id, status: 'waiting', message: outcome.message, nextAttemptAt };
  } else {
    tally[outcome.status] += 1;
    settled = outcome.status === 'refused' ? { id, ...outcome } : { id, status: 'delivered', dryRun };
  }
  await settler.add({ delivery, settled });
}

/** @returns how long the destination is left alone; null when it works */
async function noteState({ store, name, state, clock, log, backoff }: Round, breaker: Breaker): Promise<number | null> {
  const { openedBy } = breaker;
  if (openedBy === null) {
    if (state.failures > 0 && breaker.hasSucceeded) {
      await store.deliveries.setState(name, { failures: 0, waitsUntil: null, message: null });
      log.info('destination works again', { ...name });
    }
    return null;
  }
  const failures = breaker.hasSucceeded ? 1 : state.failures + 1;
  const waitMs = Math.max(openedBy.afterMs ?? 0, backoffMs(backoff, failures));
  const waitsUntil = new Date(clock().getTime() + waitMs).toISOString();
  await store.deliveries.setState(name, { failures, waitsUntil, message: openedBy.message });
  // The system's own words may name somebody: they stand in the list of deliveries.
  log.warn('destination waits', { ...name, failures, waitMs });
  return waitMs;
}
