import type { Worker } from 'node:worker_threads';
import { findRows } from '../pipeline/find-rows.ts';
import { readPositions } from '../pipeline/positions/read-positions.ts';
import { readRoster } from '../pipeline/read-roster.ts';
import type { ReadingHost, ReadingOrder, ReadingOutcome, RosterReader } from '../pipeline/reading.ts';
import { positionsTools, readingTools } from './reading-tools.ts';
import { type RosterThread, startRosterThread, threadFromBytes } from './roster-thread-handle.ts';

/**
 * @param secret `ROLLCALL_KEY`, for the digests and the sealing
 * @param spare a worker that was started before anything was known of the roster
 */
export function createRosterReader(secret: string, spare: Worker | null = null): RosterReader {
  const ahead = new Map<string, RosterThread>();
  let unused = spare;

  function start(order: ReadingOrder): RosterThread {
    const worker = unused;
    unused = null;
    const isAlive = worker !== null && worker.threadId !== -1;
    return isAlive ? startRosterThread(secret, order, worker) : startRosterThread(secret, order);
  }

  /** One that was begun by other rules, or has died, is of no use. */
  async function goOnWith(order: ReadingOrder): Promise<RosterThread | null> {
    const begun = ahead.get(order.path);
    if (begun === undefined) return null;
    ahead.delete(order.path);
    if (begun.usable && isSameOrder(begun.order, order)) return begun;
    await begun.end();
    return null;
  }

  async function readInThread(order: ReadingOrder, host: ReadingHost, signal: AbortSignal): Promise<ReadingOutcome> {
    const thread = (await goOnWith(order)) ?? start(order);
    try {
      return await thread.finish(host, signal);
    } finally {
      await thread.end();
    }
  }

  return {
    readAhead(order) {
      if (order.size < threadFromBytes || ahead.has(order.path)) return;
      ahead.set(order.path, start(order));
    },
    async forget(path) {
      const begun = ahead.get(path);
      ahead.delete(path);
      await begun?.end();
    },
    async readPositions(order, host, signal) {
      if (order.size < threadFromBytes) return readPositions(order, host, positionsTools(order), signal);
      const thread = startRosterThread(secret, order);
      try {
        return await thread.finish(host, signal);
      } finally {
        await thread.end();
      }
    },
    find: (order, places) => findRows(order, places, readingTools(order, secret)),
    read(order, host, signal) {
      if (order.size >= threadFromBytes) return readInThread(order, host, signal);
      return readRoster(order, host, readingTools(order, secret), signal);
    },
  };
}

/** Whatever decides what is read, and how. The copy itself is told by its path. */
function isSameOrder(one: ReadingOrder, other: ReadingOrder): boolean {
  const rules = ({ growth: _growth, ...order }: ReadingOrder) => JSON.stringify(Object.entries(order).sort());
  return rules(one) === rules(other);
}
