import type { Knex } from 'knex';
import { backoffMs, sleep } from '../runtime/backoff.ts';
import type { Log } from '../runtime/log.ts';
import { chooseDialect } from './choose-dialect.ts';
import type { MysqlServer } from './connect-mysql.ts';
import { commitUnknown, DatabaseError, wrapDriverError } from './driver-error.ts';
import { isBusy } from './guarded-query.ts';
import { readServerFacts, type ServerFacts } from './server-facts.ts';
import type { SqlDialect } from './sql-dialect.ts';

export type DatabaseConfig = { client: 'sqlite'; file: string } | ({ client: 'mysql' } & MysqlServer);

/** A connected database. Everything that is asked of `knex` or of a transaction fails with an AppError or not at all. */
export interface Database {
  readonly client: 'sqlite' | 'mysql';
  readonly knex: Knex;
  readonly dialect: SqlDialect;
  readonly facts: ServerFacts;
  /**
   * One transaction. The whole callback is run again after a deadlock, a lock wait, a busy database or a connection
   * that broke before COMMIT, so it must leave nothing behind outside the database.
   *
   * @throws AppError `commit-unknown` when the answer to COMMIT was lost
   */
  transaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
  /** The same, rolled back at the end whatever happens. */
  rehearse<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
  /** One that only reads, and sees the database as it is at its first look. Run once: what it read may be gone to somewhere. */
  snapshot<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens the pool and looks at the server once.
 *
 * @throws AppError `database-unreachable` (retryable), `database-refused`, `database-insecure`
 */
export async function connect(config: DatabaseConfig, log: Log): Promise<Database> {
  const knex = await openPool(config, log);
  try {
    const facts = await readServerFacts(knex, config.client);
    return {
      client: config.client,
      knex,
      dialect: chooseDialect(facts),
      facts,
      transaction: (work) => retried(() => runOnce(knex, work)),
      rehearse: (work) => retried(() => rehearseOnce(knex, work)),
      snapshot: (work) => readOnce(knex, config.client, work),
      close: () => knex.destroy(),
    };
  } catch (error) {
    await knex.destroy();
    throw error;
  }
}

/** Loads one database's driver only: MySQL's is a third of all the code. */
async function openPool(config: DatabaseConfig, log: Log): Promise<Knex> {
  if (config.client === 'sqlite') {
    const { openSqlite } = await import('./connect-sqlite.ts');
    return openSqlite(config.file, log);
  }
  const { openMysql } = await import('./connect-mysql.ts');
  return openMysql(config, log);
}

const retries = { attempts: 10, backoff: { startMs: 50, capMs: 2000 } };

async function retried<T>(attemptOnce: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptOnce();
    } catch (error) {
      if (attempt >= retries.attempts || !isWorthAnotherTry(error, attempt)) throw error;
      await sleep(backoffMs(retries.backoff, attempt));
    }
  }
}

/** A server that can't even be reached at the first try is the caller's to wait for; one that restarts is waited for here. */
function isWorthAnotherTry(error: unknown, attempt: number): boolean {
  if (isBusy(error)) return true;
  if (!(error instanceof DatabaseError) || error.code !== 'database-unreachable') return false;
  return (
    attempt > 1 ||
    !/^(ECONNREFUSED|ENOENT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(error.driverCode)
  );
}

async function runOnce<T>(knex: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  let committing = false;
  let failure: { error: unknown } | null = null;
  try {
    return await knex.transaction(async (trx) => {
      // knex runs the callback even when BEGIN failed; the error of BEGIN is what the caller gets.
      if (trx.isCompleted()) throw new Error('The transaction did not begin.');
      try {
        const value = await withoutSwallowing(trx, work);
        committing = true;
        return value;
      } catch (error) {
        failure = { error };
        await rollBack(trx);
        throw error;
      }
    });
  } catch (error) {
    if (committing && !isKnownRollback(error)) throw commitUnknown(error);
    // Where ROLLBACK fails, too, knex gives its error instead of the one that tells what happened.
    throw firstOf(failure) ?? error;
  }
}

/**
 * knex waits 5 s for its ROLLBACK and then goes on, though the server may still be at it and hold every lock: MariaDB takes
 * 4 s for a million rows when it has nothing else to do. This one is waited for, and leaves knex's nothing to do.
 */
async function rollBack(trx: Knex.Transaction): Promise<void> {
  const client: Pick<Knex.Client, 'acquireConnection'> & { validateConnection(connection: unknown): unknown } =
    trx.client;
  // On a connection that is gone, and the transaction with it, mysql2 never answers; the limit of knex's own is right there.
  if (!(await client.validateConnection(await client.acquireConnection()))) return;
  try {
    await trx.raw('ROLLBACK');
  } catch {
    // The connection broke meanwhile, or knex's own attempt tells.
  }
}

function firstOf(failure: { error: unknown } | null): unknown {
  return failure?.error;
}

/**
 * COMMIT can fail with certainty: Galera answers a lost certification with 1213 and has rolled back
 * (https://galeracluster.com/library/kb/deadlock-found.html), and a write set that is too large never leaves its node; SQLite
 * keeps the transaction open after BUSY and FULL, and sqlite-worker.ts then ends it. A node that loses its cluster at COMMIT
 * (1180) may have handed the write set on.
 */
function isKnownRollback(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return false;
  return error.code === 'write-set-too-large' || /^(ER_LOCK_DEADLOCK|SQLITE_BUSY|SQLITE_FULL)/.test(error.driverCode);
}

/** Runs as the real thing does, and at the end throws what makes it roll back. */
async function rehearseOnce<T>(knex: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  try {
    return await runOnce(knex, async (trx) => {
      throw new RehearsalOver(await work(trx));
    });
  } catch (error) {
    if (error instanceof RehearsalOver) return error.value as T;
    throw error;
  }
}

/**
 * SQLite reads a snapshot by itself; the sessions on MySQL and MariaDB are set to READ COMMITTED. knex asks these for both a
 * level and READ ONLY in words that they don't understand.
 */
function readOnce<T>(knex: Knex, client: Database['client'], work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  const kind = client === 'sqlite' ? { readOnly: true } : { isolationLevel: 'repeatable read' as const };
  return knex.transaction((trx) => withoutSwallowing(trx, work), kind);
}

class RehearsalOver extends Error {
  readonly value: unknown;

  constructor(value: unknown) {
    super('The rehearsal is over.');
    this.value = value;
  }
}

/**
 * After a deadlock MySQL has rolled back everything before it: work that catches such an error and goes on would commit
 * only its second half. So a transaction in which any statement failed never commits.
 */
async function withoutSwallowing<T>(trx: Knex.Transaction, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  let failed: unknown = null;
  trx.on('query-error', (error: unknown) => {
    failed ??= error;
  });
  const value = await work(trx);
  if (failed === null) return value;
  throw wrapDriverError(failed);
}
