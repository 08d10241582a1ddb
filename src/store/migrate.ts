import type { Knex } from 'knex';
import { AppError } from '../domain/app-error.ts';
import type { Database } from './connect.ts';
import type { MigrationReport } from './contract.ts';
import { type Migration, migrations } from './migrations/index.ts';

const tableName = 'migrations';
const lockTableName = `${tableName}_lock`;

/**
 * Brings the schema up to date.
 *
 * @throws AppError `database-newer`, `migration-interrupted`
 */
export async function migrate(database: Database, known: readonly Migration[] = migrations): Promise<MigrationReport> {
  const pending = await pendingMigrations(database, known);
  if (pending.length === 0) return { applied: [] };
  await refuseIfInterrupted(database.knex);
  try {
    const [, applied] = await database.knex.migrate.latest(migratorConfig(database, known));
    return { applied };
  } catch (error) {
    if (error instanceof Error && error.name === 'MigrationLocked') throw interrupted();
    throw error;
  }
}

/** Names of the migrations that have not run yet. @throws AppError `database-newer` */
export async function pendingMigrations(
  database: Database,
  known: readonly Migration[] = migrations,
): Promise<string[]> {
  const done = await completed(database.knex);
  const unknown = done.filter((name) => !known.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new AppError('database-newer', `The database was made by a newer Rollcall: it knows ${unknown.join(', ')}.`, {
      hint: 'Use the Rollcall that made it, or a newer one; or restore the backup from before the update.',
    });
  }
  return known.map((migration) => migration.name).filter((name) => !done.includes(name));
}

async function completed(knex: Knex): Promise<string[]> {
  try {
    const rows: { name: string }[] = await knex(tableName).select('name').orderBy('id');
    return rows.map((row) => row.name);
  } catch (error) {
    // Asked first, this would be one more statement whenever the database is opened.
    if (await knex.schema.hasTable(tableName)) throw error;
    return [];
  }
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

function interrupted(): AppError {
  return new AppError(
    'migration-interrupted',
    'The database is being migrated by somebody else, or an earlier migration broke off half-way.',
    {
      hint: `If no other "rollcall migrate" runs: restore the backup from before it, or, in a new installation, create the database anew. To go on at your own risk, run "UPDATE ${lockTableName} SET is_locked = 0".`,
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
