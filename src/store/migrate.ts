import type { Knex } from 'knex';
import { AppError } from '../domain/app-error.ts';
import { sleep } from '../runtime/backoff.ts';
import type { Database } from './connect.ts';
import type { MigrationReport } from './contract.ts';
import { isBusy } from './guarded-query.ts';
import { type Migration, migrations } from './migrations/index.ts';

const tableName = 'migrations';
const lockTableName = `${tableName}_lock`;

/**
 * Brings the schema up to date. Of several processes that come at the same time one does it, and the others wait for it.
 *
 * @param patienceMs how long another process is waited for
 * @throws AppError `database-newer`, `migration-interrupted`; when another process takes too long `migration-under-way`, on
 *   SQLite `database-busy` (both retryable)
 */
export async function migrate(
  database: Database,
  known: readonly Migration[] = migrations,
  patienceMs = 30_000,
): Promise<MigrationReport> {
  if ((await pendingMigrations(database, known)).length === 0) return { applied: [] };
  return alone(database, patienceMs, async (knex) => {
    if (database.client === 'mysql') await makeLock(knex);
    const untilMs = performance.now() + patienceMs;
    for (;;) {
      if ((await pendingIn(knex, known)).length === 0) return { applied: [] };
      if (await isLeftLocked(database, knex, known, untilMs)) throw interrupted();
      try {
        const [, applied] = await knex.migrate.latest(migratorConfig(database, known));
        return { applied };
      } catch (error) {
        if (!wasTakenFirst(error)) throw error;
      }
    }
  });
}

/**
 * SQLite has the write lock of a transaction. MySQL's DDL would end one, so there the lock has a name, and a connection that
 * holds it while the migration runs on another. On Galera that is a lock of one node; between nodes knex's own decides.
 */
async function alone<T>(
  { client, knex, transaction }: Database,
  patienceMs: number,
  work: (db: Knex) => Promise<T>,
): Promise<T> {
  if (client === 'sqlite') return transaction(work);
  const holder: unknown = await knex.client.acquireConnection();
  try {
    const patienceS = Math.ceil(patienceMs / 1000);
    const [[lock]] = await knex.raw(`SELECT GET_LOCK(${lockName}, ${patienceS}) AS held`).connection(holder);
    if (lock?.held !== 1) throw underWay();
    // It says nothing while the migration runs: after the two minutes of a session of ours the lock would be gone with it.
    await knex.raw(`SET SESSION wait_timeout = ${longestMigrationS}`).connection(holder);
    return await work(knex);
  } finally {
    // A connection that is gone has given the lock back.
    await knex
      .raw(`DO RELEASE_LOCK(${lockName})`)
      .connection(holder)
      .catch(() => {});
    await knex.client.releaseConnection(holder);
  }
}

const longestMigrationS = 86_400;

/**
 * knex's own lock is the one row of a table. Two nodes of a cluster that make it at the same time, as knex does, end with an
 * error, or with two rows, which is no lock. DDL goes through all nodes in one order, and of two rows with the same key one is
 * refused.
 */
async function makeLock(knex: Knex): Promise<void> {
  await knex.raw(
    `CREATE TABLE IF NOT EXISTS ${tableName} (id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(255), batch int, migration_time timestamp NULL) ENGINE=InnoDB`,
  );
  await knex.raw(
    `CREATE TABLE IF NOT EXISTS ${lockTableName} (\`index\` int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, is_locked int) ENGINE=InnoDB`,
  );
  await knex.raw(
    `INSERT INTO ${lockTableName} (\`index\`, is_locked)
     SELECT 1, 0 FROM (SELECT 1 AS one) AS a WHERE NOT EXISTS (SELECT 1 FROM ${lockTableName})
     ON DUPLICATE KEY UPDATE is_locked = ${lockTableName}.is_locked`,
  );
}

/** Another node was faster: seen when the lock is taken, or only when the first DDL commits that. */
function wasTakenFirst(error: unknown): boolean {
  return error instanceof Error && (error.name === 'MigrationLocked' || isBusy(error));
}

/** MySQL's named locks belong to the server, not to one of its databases, and are at most 64 characters long. */
const lockName = "CONCAT('rollcall.migrate.', MD5(DATABASE()))";

/** Names of the migrations that have not run yet. @throws AppError `database-newer` */
export async function pendingMigrations(
  { knex }: Database,
  known: readonly Migration[] = migrations,
): Promise<string[]> {
  // Whether there is a table, asked first, would be one more statement whenever the database is opened.
  const done = await completed(knex).catch(() => null);
  return done === null ? pendingIn(knex, known) : lackingOf(known, done);
}

async function pendingIn(knex: Knex, known: readonly Migration[]): Promise<string[]> {
  const done = (await knex.schema.hasTable(tableName)) ? await completed(knex) : [];
  return lackingOf(known, done);
}

async function completed(knex: Knex): Promise<string[]> {
  const rows: { name: string }[] = await knex(tableName).select('name').orderBy('id');
  return rows.map((row) => row.name);
}

function lackingOf(known: readonly Migration[], done: readonly string[]): string[] {
  const unknown = done.filter((name) => !known.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new AppError('database-newer', `The database was made by a newer Rollcall: it knows ${unknown.join(', ')}.`, {
      hint: 'Use the Rollcall that made it, or a newer one; or restore the backup from before the update.',
    });
  }
  return known.map((migration) => migration.name).filter((name) => !done.includes(name));
}

/**
 * DDL commits by itself on MySQL, so a migration that dies leaves its half behind, and knex's lock with it. Who still works
 * is waited for: on another node of a cluster, or an older Rollcall, which takes no named lock. On SQLite both are rolled
 * back, and nobody works.
 */
async function isLeftLocked(
  { client }: Database,
  knex: Knex,
  known: readonly Migration[],
  untilMs: number,
): Promise<boolean> {
  while (await isLocked(knex)) {
    if (client === 'sqlite' || performance.now() >= untilMs) return (await pendingIn(knex, known)).length > 0;
    await sleep(lookAgainMs);
  }
  return false;
}

const lookAgainMs = 250;

async function isLocked(knex: Knex): Promise<boolean> {
  if (!(await knex.schema.hasTable(lockTableName))) return false;
  return (await knex(lockTableName).where({ is_locked: 1 }).first()) !== undefined;
}

function underWay(): AppError {
  return new AppError('migration-under-way', 'Another process has been migrating the database for a while.', {
    hint: 'Wait until it has ended, then try again.',
    retryable: true,
  });
}

function interrupted(): AppError {
  return new AppError(
    'migration-interrupted',
    'Another process has been migrating the database for a while, or an earlier migration broke off half-way.',
    {
      hint: `If no Rollcall is migrating it, on any host: restore the backup from before the migration, or, in a new installation, create the database anew. To go on at your own risk, run "UPDATE ${lockTableName} SET is_locked = 0".`,
    },
  );
}

/** knex's own source puts the file extension into the names, which differs between src (.ts) and dist (.js). */
function migratorConfig(database: Database, known: readonly Migration[]): Knex.MigratorConfig {
  return {
    tableName,
    migrationSource: {
      getMigrations: async () => [...known],
      getMigrationName: (migration: Migration) => migration.name,
      getMigration: async (migration: Migration): Promise<Knex.Migration> => ({
        up: (trx) => migration.up(trx, database.dialect.tableOptions),
        down: () => Promise.reject(new Error('Migrations only go forward.')),
      }),
    },
  };
}
