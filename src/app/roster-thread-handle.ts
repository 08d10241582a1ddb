import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { AppError } from '../domain/app-error.ts';
import type { ReadingHost, ReadingOrder, ReadingOutcome } from '../pipeline/reading.ts';
import { type HostCall, type HostReply, type ThreadMessage, transferable } from './reading-messages.ts';

/** A thread that reads one roster. */
export interface RosterThread {
  /** False once it has ended, of its own accord or not. */
  readonly usable: boolean;
  /** @throws AppError `reading-out-of-memory`; whatever the host throws; the signal's reason */
  read(order: ReadingOrder, host: ReadingHost, signal: AbortSignal): Promise<ReadingOutcome>;
  end(): Promise<void>;
}

/**
 * Memory of the thread's heap: what it keeps for long lies outside of it, in typed arrays. A file that needs more ends
 * the thread, not the daemon.
 */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 24 };

/** @throws AppError `reading-thread-failed` (retryable) */
export function startRosterThread(secret: string): RosterThread {
  // cli/lean-loading.ts has kept all young generations from growing: in a small one a million rows take 2 s more.
  setFlagsFromString('--semi-space-growth-factor=2');
  const worker = startWorker(secret);
  const ended = Promise.withResolvers<ReadingOutcome>();
  // Whoever waits for the outcome meets the failure; until then it must not count as unhandled.
  ended.promise.catch(() => {});
  let usable = true;
  const die = (error: Error) => {
    usable = false;
    ended.reject(error);
  };
  worker.on('error', (error) => die(isOutOfMemory(error) ? outOfMemory(error) : error));
  worker.once('exit', () => die(new Error('The reading thread has ended without a result.')));
  worker.unref();

  return {
    get usable() {
      return usable;
    },
    async read(order, host, signal) {
      worker.ref();
      worker.on('message', (message: ThreadMessage) => {
        if (message.kind === 'call') void answer(worker, host, message, ended.reject);
        else if (message.kind === 'done') ended.resolve(message.outcome);
        else ended.reject(revive(message.failure));
      });
      const abort = () => ended.reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      try {
        signal.throwIfAborted();
        worker.postMessage({ order });
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

function startWorker(secret: string): Worker {
  const file = new URL(`./roster-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
  try {
    // Flags of the parent (a test runner's loaders) mean nothing to this thread.
    return new Worker(file, { workerData: { secret }, resourceLimits, execArgv: [] });
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
