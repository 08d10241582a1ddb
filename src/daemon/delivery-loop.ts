import type { Deliverer } from '../destinations/contract.ts';
import { type BackoffLimits, backoffMs } from '../runtime/backoff.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import { createBell } from './bell.ts';
import type { DestinationTrouble } from './destination-trouble.ts';

export interface DeliveryLoop {
  /** A verdict was written: don't wait any longer. */
  wake(): void;
  /** Delivers what is due and sleeps until more is; resolves when the signal is aborted, never rejects. */
  run(stop: AbortSignal): Promise<void>;
}

/** What another process has queued is found within this time. */
const longestPauseMs = 30_000;
/** Of a thousand deliveries that are tried again one by one is always one due. */
const shortestPauseMs = 100;

/** Each destination goes its own way: one that is down keeps no other waiting. */
export function createDeliveryLoop(
  deliverers: readonly Deliverer[],
  parts: { troubleOf(name: Deliverer['name']): DestinationTrouble; log: Log; backoff: BackoffLimits },
): DeliveryLoop {
  const watched = deliverers.map((deliverer) => ({
    deliverer,
    trouble: parts.troubleOf(deliverer.name),
    bell: createBell(),
  }));
  return {
    wake() {
      for (const { bell } of watched) bell.ring();
    },
    async run(stop) {
      const look = async ({ deliverer, trouble, bell }: (typeof watched)[number]) => {
        let badRounds = 0;
        while (!stop.aborted) {
          const pauseMs = await roundThenPauseMs(deliverer, trouble, parts.log, stop);
          badRounds = pauseMs === null ? badRounds + 1 : 0;
          await bell.wait(pauseMs ?? backoffMs(parts.backoff, badRounds), stop);
        }
      };
      await Promise.all(watched.map(look));
    },
  };
}

/** @returns null when the database is away */
async function roundThenPauseMs(
  deliverer: Deliverer,
  trouble: DestinationTrouble,
  log: Log,
  stop: AbortSignal,
): Promise<number | null> {
  try {
    const round = await deliverer.deliverDue(stop);
    await trouble.looked(round);
    return Math.min(Math.max(round.waitMs, shortestPauseMs), longestPauseMs);
  } catch (error) {
    log.warn('deliveries not read', { ...deliverer.name, ...errorFields(error) });
    return null;
  }
}
