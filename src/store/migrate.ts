import type { Knex } from 'knex';
import { AppError } from '../domain/app-error.ts';
import type { Database } from './connect.ts';
import type { MigrationReport } from './contract.ts';
import { type Migration, migrations } from './migrations/index.ts';

const tableName = 'migrations';
const lockTableName = `${tableName}_lock`;

/**
 * Brings the schema up to date. Of several processes that come at the same time one does it, and the others wait for it.
 *
 * @throws AppError `database-newer`, `migration-interrupted`, `migration-under-way` (retryable) when another process takes
 *   longer than half a minute
 */
export async function migrate(database: Database, known: readonly Migration[] = migrations): Promise<MigrationReport> {
  return alone(database, async (knex) => {
    const pending = await pendingIn(knex, known);
    if (pending.length === 0) return { applied: [] };
    await refuseIfInterrupted(knex);
    try {
      const [, applied] = await knex.migrate.latest(migratorConfig(database, known));
      return { applied };
    } catch (error) {
      if (error instanceof Error && error.name === 'MigrationLocked') throw interrupted();
      throw error;
    }
  });
}

/**
 * knex's own lock lies in a table that two processes on an empty database make at the same time: one fails, or the table
 * ends with two rows, which is no lock. SQLite has the write lock of a transaction; MySQL's DDL would end one, so there the
 * lock has a name, and a connection that holds it while the migration runs on another.
 */
async function alone<T>({ client, knex, dialect, transaction }: Database, work: (db: Knex) => Promise<T>): Promise<T> {
  if (client === 'sqlite') return transaction(work);
  return knex.transaction(async (holder) => {
    const [lock] = await dialect.rows<{ held: number | null }>(
      holder,
      `SELECT GET_LOCK(${lockName}, ${lockPatienceS}) AS held`,
    );
    if (lock?.held !== 1) throw underWay();
    try {
      return await work(knex);
    } finally {
      await holder.raw(`DO RELEASE_LOCK(${lockName})`);
    }
  });
}

/** MySQL's named locks belong to the server, not to one of its databases, and are at most 64 characters long. */
const lockName = "CONCAT('rollcall.migrate.', MD5(DATABASE()))";
const lockPatienceS = 30;

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
 * DDL commits by itself on MySQL, so a migration that dies leaves its half behind, and knex's lock with it. On SQLite both
 * are rolled back.
 */
async function refuseIfInterrupted(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasTable(lockTableName))) return;
  const locked = await knex(lockTableName).where({ is_locked: 1 }).first();
  if (locked !== undefined) throw interrupted();
}

function underWay(): AppError {
  return new AppError('migration-under-way', 'Another process has been migrating the database for a while.', {
    hint: 'Wait until it has ended, then try again.',
    retryable: true,
  });
}

function interrupted(): AppError {
  return new AppError('migration-interrupted', 'An earlier migration broke off half-way.', {
    hint: `Restore the backup from before it, or, in a new installation, create the database anew. To go on at your own risk, run "UPDATE ${lockTableName} SET is_locked = 0".`,
  });
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
