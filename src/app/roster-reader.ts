import { readRoster } from '../pipeline/read-roster.ts';
import type { ReadingHost, ReadingOrder, ReadingOutcome, RosterReader } from '../pipeline/reading.ts';
import { readingTools } from './reading-tools.ts';
import { type RosterThread, startRosterThread } from './roster-thread-handle.ts';

/** From this size on a roster is read in a thread; below, to start one (some 100 ms) would take longer than the reading. */
const threadFromBytes = 1024 * 1024;
/** Feeds share the prepared thread: while one of them is done, another may still be copying the file that it is meant for. */
const keptUnusedMs = 5000;

/** @param secret `ROLLCALL_KEY`, for the digests and the sealing */
export function createRosterReader(secret: string): RosterReader {
  let ready: RosterThread | null = null;
  let ending: NodeJS.Timeout | undefined;

  /** An unused thread can have died, too. */
  function takeReady(): RosterThread | null {
    clearTimeout(ending);
    const thread = ready?.usable ? ready : null;
    ready = null;
    return thread;
  }

  async function readInThread(order: ReadingOrder, host: ReadingHost, signal: AbortSignal): Promise<ReadingOutcome> {
    const thread = takeReady() ?? startRosterThread(secret);
    try {
      return await thread.read(order, host, signal);
    } finally {
      await thread.end();
    }
  }

  return {
    prepare(size) {
      if (size >= threadFromBytes) ready = takeReady() ?? startRosterThread(secret);
    },
    async rest() {
      clearTimeout(ending);
      ending = setTimeout(() => void takeReady()?.end(), keptUnusedMs).unref();
    },
    read(order, host, signal) {
      if (order.size >= threadFromBytes) return readInThread(order, host, signal);
      return readRoster(order, host, readingTools(order, secret), signal);
    },
  };
}
