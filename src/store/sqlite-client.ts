import type { Knex } from 'knex';
import BetterSqlite3Client from 'knex/lib/dialects/better-sqlite3/index.js';
import { sleep } from '../runtime/backoff.ts';
import { guardConnecting, guardQuery } from './guarded-query.ts';
import { openSqliteConnection, type SqliteConnection } from './sqlite-connection.ts';

/** What knex hands to the driver, as far as it is used here. */
interface Statement {
  sql: string;
  bindings?: unknown;
  options?: { rows?: readonly unknown[][] };
  response?: unknown;
  context?: { lastID: number; changes: number };
}

/** What tarn, knex's pool, tells. */
interface Occupancy {
  numUsed(): number;
  numFree(): number;
  numPendingCreates(): number;
  numPendingValidations(): number;
}

/** What knex has behind its type of a transaction. */
interface BegunTransaction {
  begin(connection: unknown): Promise<unknown>;
  query(connection: unknown, sql: string): Promise<unknown>;
}

const patienceMs = 250;

/** knex's better-sqlite3 dialect, with every connection in a worker thread (sqlite-worker.ts). */
export class SqliteClient extends BetterSqlite3Client {
  /** The driver is loaded by the workers only. */
  override _driver(): object {
    return {};
  }

  override acquireRawConnection(): Promise<SqliteConnection> {
    return openSqliteConnection((this.connectionSettings as { filename: string }).filename);
  }

  override destroyRawConnection(connection: SqliteConnection): Promise<void> {
    return connection.close();
  }

  override validateConnection(connection: SqliteConnection): Promise<boolean> {
    return Promise.resolve(connection.usable);
  }

  override async acquireConnection(): Promise<SqliteConnection> {
    const until = performance.now() + patienceMs;
    // Nothing may be awaited between the look and the taking, or many would take the same free place.
    while (isFreeSoon(this.pool as Occupancy) && performance.now() < until) await sleep(1);
    return guardConnecting(() => super.acquireConnection() as Promise<SqliteConnection>);
  }

  /** One that only reads takes no lock (lockAtOnce): others go on writing, and it sees none of that. */
  override transaction(work: unknown, config: Knex.TransactionConfig | undefined, outer: unknown): Knex.Transaction {
    const transaction = super.transaction(work, config, outer);
    if (config?.readOnly === true) {
      const begun = transaction as unknown as BegunTransaction;
      // knex calls it in a later turn.
      begun.begin = (connection) => begun.query(connection, 'BEGIN DEFERRED');
    }
    return transaction;
  }

  override query(connection: SqliteConnection, statement: unknown): Promise<unknown> {
    return guardQuery(this, statement, () => super.query(connection, statement) as Promise<unknown>);
  }

  override async _query(connection: SqliteConnection, statement: Statement): Promise<Statement> {
    const rows = statement.options?.rows;
    const answer = await connection.ask(
      rows === undefined
        ? { kind: 'query', sql: lockAtOnce(statement.sql), bindings: this._formatBindings(statement.bindings) }
        : { kind: 'rows', sql: statement.sql, rows },
    );
    if (answer.rows === undefined) {
      statement.response = { changes: answer.changes, lastInsertRowid: answer.lastId };
      statement.context = { lastID: answer.lastId, changes: answer.changes };
    } else {
      statement.response = toObjects(answer.columns, answer.rows);
    }
    return statement;
  }
}

/**
 * A connection costs a thread of some 15 MB and stays for 10 s, and is mostly free again within milliseconds: another one
 * is opened only after a wait, so that many feeds that look at their files in the same second share one.
 */
function isFreeSoon(pool: Occupancy): boolean {
  return pool.numFree() === 0 && pool.numUsed() + pool.numPendingCreates() + pool.numPendingValidations() > 0;
}

/**
 * A transaction that reads first and writes later can't wait for the write lock: SQLite fails it at once, whatever
 * busy_timeout says (https://sqlite.org/lang_transaction.html, "SQLITE_BUSY_SNAPSHOT").
 */
function lockAtOnce(sql: string): string {
  return /^\s*begin\s*;?\s*$/i.test(sql) ? 'BEGIN IMMEDIATE' : sql;
}

function toObjects(columns: readonly string[], rows: readonly unknown[][]): Record<string, unknown>[] {
  return rows.map((row) => {
    const object: Record<string, unknown> = {};
    for (let index = 0; index < columns.length; index += 1) object[columns[index] ?? ''] = asBuffer(row[index]);
    return object;
  });
}

/** Between threads a Buffer arrives as the Uint8Array that it is. */
function asBuffer(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
