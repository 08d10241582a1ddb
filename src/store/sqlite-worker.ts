import { parentPort, workerData } from 'node:worker_threads';
import SqliteDatabase from 'better-sqlite3';
import { releaseBytes } from '../domain/release-bytes.ts';
import type { SqliteAnswer, SqliteFailure, SqliteReply, SqliteRequest } from './sqlite-connection.ts';

/**
 * One SQLite connection in a thread of its own. better-sqlite3 is synchronous: on the main thread a long statement would
 * stop signals, lease renewals and the API. Requests are answered one after the other, in their order.
 */
const { file } = workerData as { file: string };
const cachedStatements = 200;
const patienceMs = 5000;
const statements = new Map<string, SqliteDatabase.Statement>();
const port = parentPort;
if (port === null) throw new Error('sqlite-worker.ts is started by sqlite-connection.ts, as a worker thread.');

let database: SqliteDatabase.Database | null = null;
try {
  database = openDatabase();
  port.postMessage({ ok: true, answer: { changes: 0, lastId: 0 } } satisfies SqliteReply);
} catch (error) {
  port.postMessage({ ok: false, failure: describeFailure(error) } satisfies SqliteReply);
}

port.on('message', (request: SqliteRequest) => {
  port.postMessage(reply(request));
  if (request.kind === 'close') port.close();
});

function openDatabase(): SqliteDatabase.Database {
  const opened = new SqliteDatabase(file, { timeout: patienceMs });
  // For new files only. 1,000,000 employees with COMMIT: 5.0 s; with the default of 4096 bytes 6.8 s, most of the difference
  // being writes to the WAL. A nightly roster, which changes 20,000 scattered rows, takes as long with either.
  opened.pragma('page_size = 16384');
  useWal(opened);
  // A verdict that was mailed must not be gone after a power cut; NORMAL may lose the last commits in WAL mode.
  opened.pragma('synchronous = FULL');
  opened.pragma('foreign_keys = ON');
  // Twice as much made no difference to a load of 1,000,000 employees.
  opened.pragma('cache_size = -16384');
  // The WAL of a large apply is cut back to this size instead of staying at its peak.
  opened.pragma('journal_size_limit = 67108864');
  // SQLite's own changes ASCII letters alone: Østby@example.org would not be found as østby@example.org.
  opened.function('lower', { deterministic: true }, (text) => (typeof text === 'string' ? text.toLowerCase() : text));
  return opened;
}

/** Of several that open a new file at the same time SQLite fails all but one here, at once, whatever its timeout is. */
function useWal(opened: SqliteDatabase.Database): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (const untilMs = performance.now() + patienceMs; ; Atomics.wait(clock, 0, 0, 5)) {
    try {
      opened.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const isBusy = describeFailure(error).code.startsWith('SQLITE_BUSY');
      if (!isBusy || performance.now() >= untilMs) throw error;
    }
  }
}

function reply(request: SqliteRequest): SqliteReply {
  if (database === null) return { ok: false, failure: { code: 'SQLITE_CANTOPEN' } };
  try {
    return { ok: true, answer: run(database, request) };
  } catch (error) {
    return { ok: false, failure: describeFailure(error) };
  }
}

function run(open: SqliteDatabase.Database, request: SqliteRequest): SqliteAnswer {
  switch (request.kind) {
    case 'close':
      open.close();
      return { changes: 0, lastId: 0 };
    case 'rows':
      return insertAll(open, request.sql, request.rows);
    case 'query':
      return query(open, request.sql, request.bindings);
  }
}

function query(open: SqliteDatabase.Database, sql: string, bindings: unknown[]): SqliteAnswer {
  if (/^\s*commit\b/i.test(sql)) return commit(open);
  const statement = prepare(open, sql);
  if (!statement.reader) {
    const { changes, lastInsertRowid } = statement.run(...bindings);
    // The message's own copy, which nobody else knows.
    for (const value of bindings) if (value instanceof Uint8Array) releaseBytes(value);
    return { changes, lastId: Number(lastInsertRowid) };
  }
  // Rows travel as arrays: copied between threads, objects repeat every column name in every row.
  const rows = statement.raw(true).all(...bindings) as unknown[][];
  return { columns: statement.columns().map((column) => column.name), rows };
}

/** A failed COMMIT leaves the transaction open; it is ended here, so that the connection can be used again. */
function commit(open: SqliteDatabase.Database): SqliteAnswer {
  try {
    prepare(open, 'COMMIT').run();
    return { changes: 0, lastId: 0 };
  } catch (error) {
    if (open.inTransaction) prepare(open, 'ROLLBACK').run();
    throw error;
  }
}

function insertAll(open: SqliteDatabase.Database, sql: string, rows: readonly unknown[][]): SqliteAnswer {
  const statement = prepare(open, sql);
  let changes = 0;
  for (const row of rows) changes += statement.run(...row).changes;
  return { changes, lastId: 0 };
}

function prepare(open: SqliteDatabase.Database, sql: string): SqliteDatabase.Statement {
  const known = statements.get(sql);
  if (known !== undefined) return known;
  const statement = prepareNew(open, sql);
  // A new column must show in the next "select *": what was prepared before a change of the schema is forgotten.
  if (/^\s*(create|alter|drop)\b/i.test(sql)) statements.clear();
  else statements.set(sql, statement);
  const oldest = statements.size > cachedStatements ? statements.keys().next().value : undefined;
  if (oldest !== undefined) statements.delete(oldest);
  return statement;
}

/** Bindings come after preparing, so what SQLite says here ("no such column: x") can hold none of them. */
function prepareNew(open: SqliteDatabase.Database, sql: string): SqliteDatabase.Statement {
  try {
    return open.prepare(sql);
  } catch (error) {
    if (error instanceof Error) Object.assign(error, { safeDetail: error.message });
    throw error;
  }
}

/** Only the code crosses the thread: a message can quote what was bound. */
function describeFailure(error: unknown): SqliteFailure {
  if (!(error instanceof Error)) return { code: 'UNKNOWN' };
  const { code, safeDetail } = error as { code?: unknown; safeDetail?: unknown };
  return {
    code: typeof code === 'string' ? code : error.name,
    safeDetail: typeof safeDetail === 'string' ? safeDetail : undefined,
  };
}
