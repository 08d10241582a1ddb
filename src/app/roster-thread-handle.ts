import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AppError } from '../domain/app-error.ts';
import type { PositionsHost, PositionsOrder } from '../pipeline/positions/reading-positions.ts';
import type { ReadingHost, ReadingOrder, ReadingOutcome } from '../pipeline/reading.ts';
import {
  type HostCall,
  type HostReply,
  type OrderMessage,
  type ThreadMessage,
  transferable,
} from './reading-messages.ts';

type AnyOrder = ReadingOrder | PositionsOrder;
type HostOf<Order> = Order extends PositionsOrder ? PositionsHost : ReadingHost;

/** From this size on a roster is read in a thread; below, to start one (some 100 ms) would take longer than the reading. */
export const threadFromBytes = 1024 * 1024;

/** A thread that reads one roster. It has begun, and waits as soon as it has to ask or to tell something. */
export interface RosterThread<Order extends AnyOrder = ReadingOrder> {
  readonly order: Order;
  /** False once it has ended, of its own accord or not. */
  readonly usable: boolean;
  /** @throws AppError `reading-out-of-memory`, `reading-thread-failed`; whatever the host throws; the signal's reason */
  finish(host: HostOf<Order>, signal: AbortSignal): Promise<ReadingOutcome>;
  end(): Promise<void>;
}

/**
 * Memory of the thread's heap: what it keeps for long lies outside of it, in typed arrays. A file that needs more ends
 * the thread, not the daemon.
 */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 24 };

/**
 * @param worker one that waits
 * @throws AppError `reading-thread-failed` (retryable)
 */
export function startRosterThread<Order extends AnyOrder>(
  secret: string,
  order: Order,
  worker = startRosterWorker(),
): RosterThread<Order> {
  worker.postMessage({ order, secret } satisfies OrderMessage);
  const ended = Promise.withResolvers<ReadingOutcome>();
  // Whoever waits for the outcome meets the failure; until then it must not count as unhandled.
  ended.promise.catch(() => {});
  let usable = true;
  let hasSpoken = false;
  const die = (error: Error) => {
    usable = false;
    ended.reject(error);
  };
  const dieOf = (error: Error) => die(hasSpoken ? error : notStarted(error));
  worker.on('error', (error) => (isOutOfMemory(error) ? die(outOfMemory(error)) : dieOf(error)));
  worker.once('exit', () => dieOf(new Error('The reading thread has ended without a result.')));
  let host: HostOf<Order> | null = null;
  const early: HostCall[] = [];
  worker.on('message', (message: ThreadMessage) => {
    hasSpoken = true;
    if (message.kind === 'done') ended.resolve(message.outcome);
    else if (message.kind === 'failed') die(revive(message.failure));
    else if (host === null) early.push(message);
    else void answer(worker, host, message, ended.reject);
  });

  return {
    order,
    get usable() {
      return usable;
    },
    async finish(itsHost, signal) {
      worker.ref();
      const abort = () => ended.reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      try {
        signal.throwIfAborted();
        host = itsHost;
        for (const call of early.splice(0)) void answer(worker, host, call, ended.reject);
        return await ended.promise;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    async end() {
      await worker.terminate();
    },
  };
}

/** Starts a worker that waits for the roster that it is to read. */
export function startRosterWorker(): Worker {
  const file = new URL(`./roster-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
  try {
    // Flags of the parent (a test runner's loaders) mean nothing to this thread.
    const worker = new Worker(file, { name: 'roster', resourceLimits, execArgv: [] });
    // Whoever gives it a roster looks whether it has died.
    worker.on('error', () => {});
    worker.unref();
    return worker;
  } catch (cause) {
    // ERR_WORKER_INIT_FAILED: the system gives no thread.
    throw new AppError('reading-thread-failed', 'The system refused a thread to read the file in.', {
      hint: 'Look at its limits of memory and of threads (systemd: TasksMax); Rollcall tries again by itself.',
      retryable: true,
      cause,
    });
  }
}

/** What the host fails with is thrown where the outcome is waited for: the thread need not know of it. */
async function answer(
  worker: Worker,
  host: ReadingHost | PositionsHost,
  { id, method, args }: HostCall,
  fail: (error: unknown) => void,
): Promise<void> {
  try {
    const ask = host[method as keyof typeof host] as (...values: unknown[]) => Promise<unknown>;
    const value = await ask(...args);
    const reply: HostReply = { id, value };
    worker.postMessage(reply, transferable(value));
  } catch (error) {
    fail(error);
  }
}

/** Whoever installs another version under a running daemon takes the thread's files away for a moment: no fault of the roster. */
function notStarted(cause: Error): AppError {
  return new AppError('reading-thread-failed', `The thread that reads the file could not start: ${cause.message}`, {
    hint: 'A file of the program may be missing or damaged: install Rollcall again. A daemon tries again by itself.',
    retryable: true,
    cause,
  });
}

function isOutOfMemory(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function outOfMemory(cause: Error): AppError {
  const { maxOldGenerationSizeMb } = resourceLimits;
  return new AppError(
    'reading-out-of-memory',
    `Reading the file took more than ${maxOldGenerationSizeMb} MB of memory.`,
    {
      hint: 'A million employees take far less: look whether the file is a roster at all. If it is, please report this.',
      cause,
    },
  );
}

function revive(failure: Extract<ThreadMessage, { kind: 'failed' }>['failure']): Error {
  const { code, message, hint, retryable, stack } = failure;
  if (code !== null) return new AppError(code, message, { hint, retryable });
  return Object.assign(new Error(message), { stack });
}
