import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

export type SqliteRequest =
  | { kind: 'query'; sql: string; bindings: unknown[] }
  | { kind: 'rows'; sql: string; rows: readonly unknown[][] }
  | { kind: 'close' };

export type SqliteAnswer =
  | { rows: unknown[][]; columns: string[] }
  | { rows?: undefined; changes: number; lastId: number };

export interface SqliteFailure {
  code: string;
  /** What may be shown beyond the code. */
  safeDetail?: string;
}

export type SqliteReply = { ok: true; answer: SqliteAnswer } | { ok: false; failure: SqliteFailure };

export interface SqliteConnection {
  readonly usable: boolean;
  /** Rejects with a SqliteFailure. Several requests may be under way; they are answered in order. */
  ask(request: SqliteRequest): Promise<SqliteAnswer>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(answer: SqliteAnswer): void;
  reject(failure: SqliteFailure): void;
}

/** Starts a worker thread that opens the file, and waits until it has. */
export async function openSqliteConnection(file: string): Promise<SqliteConnection> {
  const worker = new Worker(new URL(`./sqlite-worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url), {
    workerData: { file },
    // Flags of the parent (a test runner's loaders) mean nothing to this worker.
    execArgv: [],
    // Its rows come and go in messages; with V8's default a connection kept 20 MB of dead ones.
    resourceLimits: { maxYoungGenerationSizeMb: 6 },
  });
  const waiting: Waiting[] = [];
  let usable = true;

  function end(): void {
    usable = false;
    for (const request of waiting.splice(0)) request.reject({ code: 'SQLITE_WORKER_ENDED' });
  }
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      end();
      resolve();
    });
  });
  worker.on('error', end);
  worker.on('message', (reply: SqliteReply) => {
    const request = waiting.shift();
    if (waiting.length === 0) worker.unref();
    if (reply.ok) request?.resolve(reply.answer);
    else request?.reject(reply.failure);
  });

  /** An idle connection doesn't keep the process alive; one that owes an answer does. */
  function expectReply(send: () => void): Promise<SqliteAnswer> {
    return new Promise((resolve, reject) => {
      if (!usable) return reject({ code: 'SQLITE_WORKER_ENDED' });
      send();
      waiting.push({ resolve, reject });
      worker.ref();
    });
  }

  const connection: SqliteConnection = {
    get usable() {
      return usable;
    },
    ask: (request) => expectReply(() => worker.postMessage(request)),
    async close() {
      if (usable) worker.postMessage({ kind: 'close' } satisfies SqliteRequest);
      usable = false;
      worker.ref();
      await exited;
    },
  };

  try {
    await expectReply(() => {});
  } catch (failure) {
    await worker.terminate();
    throw failure;
  }
  return connection;
}
