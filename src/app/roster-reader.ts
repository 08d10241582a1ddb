import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AppError } from '../domain/app-error.ts';
import { readRoster } from '../pipeline/read-roster.ts';
import type { ReadingHost, ReadingOutcome, RosterReader } from '../pipeline/reading.ts';
import type { HostCall, HostReply, ThreadMessage, ThreadOrder } from './reading-messages.ts';
import { transferable } from './reading-messages.ts';
import { readingTools } from './reading-tools.ts';

/** Above this a roster is read in a thread; below, starting one (some 100 ms) would take longer than the reading. */
const threadFromBytes = 1024 * 1024;

/** @param secret `ROLLCALL_KEY`, for the digests and the sealing */
export function createRosterReader(secret: string): RosterReader {
  return {
    read(order, host, signal) {
      if (order.size < threadFromBytes) return readRoster(order, host, readingTools(order, secret));
      return readInThread({ order, secret }, host, signal);
    },
  };
}

/**
 * Memory of the thread's heap: what it keeps for long lies outside of it, in typed arrays. A file that needs more ends
 * the thread, not the daemon.
 */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 24 };

async function readInThread(workerData: ThreadOrder, host: ReadingHost, signal: AbortSignal): Promise<ReadingOutcome> {
  const file = new URL(`./roster-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
  // Flags of the parent (a test runner's loaders) mean nothing to this worker.
  const worker = new Worker(file, { workerData, resourceLimits, execArgv: [] });
  const ended = Promise.withResolvers<ReadingOutcome>();
  worker.on('message', (message: ThreadMessage) => {
    if (message.kind === 'call') void answer(worker, host, message, ended.reject);
    else if (message.kind === 'done') ended.resolve(message.outcome);
    else ended.reject(revive(message.failure));
  });
  worker.once('error', ended.reject);
  worker.once('exit', () => ended.reject(new Error('The reading thread has ended without a result.')));
  const abort = () => ended.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    return await ended.promise;
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}

/** What the host fails with is thrown here: the thread need not know what it was. */
async function answer(
  worker: Worker,
  host: ReadingHost,
  { id, method, args }: HostCall,
  fail: (error: unknown) => void,
): Promise<void> {
  try {
    const ask = host[method] as (...values: unknown[]) => Promise<unknown>;
    const value = await ask(...args);
    const reply: HostReply = { id, value };
    worker.postMessage(reply, transferable(value));
  } catch (error) {
    fail(error);
  }
}

function revive(failure: Extract<ThreadMessage, { kind: 'failed' }>['failure']): Error {
  const { code, message, hint, retryable, stack } = failure;
  if (code !== null) return new AppError(code, message, { hint, retryable });
  return Object.assign(new Error(message), { stack });
}
