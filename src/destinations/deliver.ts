import { type BackoffLimits, backoffMs } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { DestinationState, Store } from '../store/contract.ts';
import { type AttemptParts, attemptBatch } from './attempt-batch.ts';
import { createBreaker } from './breaker.ts';
import type { Deliverer, DeliveryRound, Destination } from './contract.ts';
import { createDueDeliveries, type DueDeliveries } from './due-deliveries.ts';
import { createPace } from './pace.ts';
import { createSettler } from './settle-deliveries.ts';
import { createRefusalTeller, type RefusalTeller, type TellerParts } from './tell-refusals.ts';

export interface DelivererParts extends TellerParts {
  store: Store;
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
}

/** How soon a destination that another process delivers to is looked at again. */
const busyAgainMs = 2_000;
/** Deliveries read at once. With a pace fewer are: what they say is as old as they are. */
const gulp = 200;
/** While a long queue is sent, refusals are not told of before so many are likely to be known. */
const gatherRefusalsMs = 300_000;

/** One process at a time delivers to a destination, so that order, pace and backoff are in one hand: see README.md. */
export function createDeliverer(parts: DelivererParts): Deliverer {
  const { store, name, clock } = parts;
  const pace = createPace(parts.paceMs);
  let due: DueDeliveries | null = null;
  const teller = createRefusalTeller(parts);
  // Outlives a round: what was sent when the database went away must be written down when it is back.
  const settler = createSettler(store, clock, ({ delivery, settled }) => {
    due?.settled(delivery, settled.status === 'waiting' ? Date.parse(settled.nextAttemptAt) : null);
    if (settled.status === 'refused') teller.noted();
  });
  return {
    name,
    async deliverDue(stop) {
      const state = await store.deliveries.state(name);
      const restMs = state.waitsUntil === null ? 0 : Math.max(0, Date.parse(state.waitsUntil) - clock().getTime());
      const isIdle = restMs > 0 || (await store.deliveries.waiting(name, 0, 1)).length === 0;
      const idle = () => ({
        ...nothingDone,
        // After one failure it may be the request rather than the system.
        isDown: restMs > 0 && state.failures > 1 ? true : null,
        waitMs: soonest(restMs === 0 ? null : restMs, teller.waitMs()),
      });
      if (isIdle && teller.waitMs() > 0) return idle();
      const round = await parts.alone(stop, async (signal) => {
        await settler.flush();
        await teller.tell();
        if (isIdle) return idle();
        const installation = await store.feeds.setting('installation', crypto.randomUUID());
        due = createDueDeliveries(store.deliveries, name, parts.paceMs === 0 ? gulp : 0, clock);
        const shared = { installation, pace, settler, breaker: createBreaker(), tally: { ...nothingDone }, signal };
        return deliverRound({ ...parts, ...shared, due, state, teller });
      });
      return round ?? { ...nothingDone, isDown: null, waitMs: busyAgainMs };
    },
  };
}

const nothingDone = { delivered: 0, refused: 0, failed: 0 };

interface Round extends DelivererParts, AttemptParts {
  due: DueDeliveries;
  state: DestinationState;
  teller: RefusalTeller;
}

async function deliverRound(round: Round): Promise<DeliveryRound> {
  const { due, breaker, tally, settler, teller, signal, clock, log, concurrency } = round;
  const startedMs = performance.now();
  const mayGoOn = () => breaker.openedBy === null && !signal.aborted;
  const work = async () => {
    while (mayGoOn()) {
      const batch = await due.take(round.destination.batchSize);
      if (batch.length === 0) return;
      await attemptBatch(round, batch);
      if (performance.now() - startedMs >= gatherRefusalsMs) await teller.tell();
    }
  };
  if (round.state.failures > 0) await tryOnce(round);
  do {
    await allSettled(Array.from({ length: concurrency }, work));
    await settler.flush();
  } while (mayGoOn() && due.restart());

  await round.store.deliveries.giveBack(due.leave());
  await teller.tell();
  const restMs = await noteState(round);
  if (tally.delivered + tally.refused + tally.failed > 0) log.info('deliveries sent', { ...round.name, ...tally });
  const dueMs = due.nextDueMs();
  const nextMs = restMs ?? (dueMs === null ? null : Math.max(0, dueMs - clock().getTime()));
  const isDown = breaker.hasSucceeded ? false : breaker.openedBy !== null || null;
  return { ...tally, isDown, waitMs: soonest(nextMs, teller.waitMs()) };
}

function soonest(one: number | null, other: number): number {
  return one === null ? other : Math.min(one, other);
}

/** It took nothing the last time: one request tells whether it does now. */
async function tryOnce(round: Round): Promise<void> {
  const { due, breaker, settler } = round;
  const batch = await due.takeFreshest(round.destination.batchSize);
  if (batch.length > 0) await attemptBatch(round, batch);
  if (!breaker.hasSucceeded) breaker.trip();
  await settler.flush();
}

/** Like Promise.all, but what is on its way comes to its end first. */
async function allSettled(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** @returns how long the destination is left alone; null when it works */
async function noteState({ store, name, state, breaker, clock, log, backoff }: Round): Promise<number | null> {
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
