import { parentPort } from 'node:worker_threads';
import { AppError } from '../domain/app-error.ts';
import { readPositions } from '../pipeline/positions/read-positions.ts';
import type { PositionsHost } from '../pipeline/positions/reading-positions.ts';
import { readRoster } from '../pipeline/read-roster.ts';
import type { ReadingHost } from '../pipeline/reading.ts';
import {
  type HostCall,
  type HostReply,
  type OrderMessage,
  type ThreadMessage,
  transferable,
} from './reading-messages.ts';
import { positionsTools, readingTools } from './reading-tools.ts';

/** One reading in a thread of its own; whatever it asks its host goes to the thread that started it. */
const port = parentPort;
if (port === null) throw new Error('roster-thread.ts is started by roster-thread-handle.ts, as a worker thread.');

const waiting = new Map<number, (value: never) => void>();
let calls = 0;

port.on('message', (message: OrderMessage | HostReply) => {
  if ('order' in message) void read(message);
  else {
    waiting.get(message.id)?.(message.value as never);
    waiting.delete(message.id);
  }
});

const host: ReadingHost & PositionsHost = {
  registerFacts: () => call('registerFacts'),
  nextDigests: () => call('nextDigests'),
  takeRows: (rows) => call('takeRows', rows),
  takeQuarantined: (rows) => call('takeQuarantined', rows),
  takeConflicts: (keys) => call('takeConflicts', keys),
  takeUnmatched: (ids) => call('takeUnmatched', ids),
  findActive: (emails) => call('findActive', emails),
  findUsers: (claims) => call('findUsers', claims),
  fieldsInUse: (fields) => call('fieldsInUse', fields),
  takePositions: (positions) => call('takePositions', positions),
  nextUnknownHolders: () => call('nextUnknownHolders'),
  takeReport: (text) => call('takeReport', text),
};

/** Whoever wants the thread to stop ends it. */
const never = new AbortController().signal;

async function read({ order, secret }: OrderMessage): Promise<void> {
  try {
    const outcome =
      'kind' in order
        ? await readPositions(order, host, positionsTools(order), never)
        : await readRoster(order, host, readingTools(order, secret), never);
    // Whoever has the outcome ends the thread.
    import.meta.keepCompiled?.();
    send({ kind: 'done', outcome });
  } catch (error) {
    send({ kind: 'failed', failure: describe(error) });
  }
}

function call<T>(method: HostCall['method'], ...args: unknown[]): Promise<T> {
  calls += 1;
  const id = calls;
  const reply = new Promise<T>((resolve) => waiting.set(id, resolve));
  send({ kind: 'call', id, method, args }, args.flatMap(transferable));
  return reply;
}

function send(message: ThreadMessage, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

function describe(error: unknown): Extract<ThreadMessage, { kind: 'failed' }>['failure'] {
  if (error instanceof AppError) {
    const { code, message, hint, retryable, stack } = error;
    return { code, message, hint, retryable, stack };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { code: null, message, hint: '', retryable: false, stack };
}
