import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../runtime/clock.ts';
import type { QueuedDelivery, SettledDelivery, Store } from '../store/contract.ts';

/** Writes what became of deliveries, many in one transaction. */
export interface Settler {
  /** Resolves at once while few are waiting to be written, else when there is room. @throws AppError of an earlier writing */
  add(outcome: KnownOutcome): Promise<void>;
  /** Resolves when everything is written. @throws AppError of the store; what was not written is kept for the next time */
  flush(): Promise<void>;
}

export interface KnownOutcome {
  delivery: QueuedDelivery;
  settled: SettledDelivery;
}

/** So long outcomes are gathered. A process that dies meanwhile sends those deliveries again, under the same key. */
const gatherMs = 20;
/** So many may be unwritten, while the database is busy, before nothing more is sent. */
const mostUnwritten = 500;

/** @param onWritten called for each that stands in the database now, in the order in which they were added */
export function createSettler(
  store: Pick<Store, 'transaction'>,
  clock: Clock,
  onWritten: (outcome: KnownOutcome) => void,
): Settler {
  let unwritten: KnownOutcome[] = [];
  let writing: Promise<void> | null = null;

  async function write(): Promise<void> {
    await delay(gatherMs);
    while (unwritten.length > 0) {
      const some = [...unwritten];
      const at = clock().toISOString();
      await store.transaction(({ deliveries }) =>
        deliveries.settle(
          some.map(({ settled }) => settled),
          at,
        ),
      );
      // Others may have been added meanwhile.
      unwritten = unwritten.slice(some.length);
      for (const outcome of some) onWritten(outcome);
    }
  }

  const start = () => {
    writing ??= write().finally(() => {
      writing = null;
    });
    return writing;
  };

  return {
    async add(outcome) {
      unwritten.push(outcome);
      const written = start();
      if (unwritten.length >= mostUnwritten) await written;
      // Whoever flushes meets the failure; until then it must not count as unhandled.
      else written.catch(() => {});
    },
    async flush() {
      while (unwritten.length > 0 || writing !== null) await start();
    },
  };
}
