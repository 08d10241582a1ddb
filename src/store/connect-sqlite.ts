import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import knex, { type Knex } from 'knex';
import { AppError } from '../domain/app-error.ts';
import type { Log } from '../runtime/log.ts';
import { knexLog } from './knex-log.ts';
import { SqliteClient } from './sqlite-client.ts';

/** Each connection is a thread with a cache of up to 16 MB, and only one of them can write at a time. */
const maxConnections = 3;

/** Opens the file, which only its owner can read; it and its directory are created where they are missing. */
export async function openSqlite(file: string, log: Log): Promise<Knex> {
  const path = resolve(file);
  await createPrivately(path);
  return knex({
    client: SqliteClient,
    connection: { filename: path },
    useNullAsDefault: true,
    compileSqlOnError: false,
    asyncStackTraces: false,
    pool: { min: 1, max: maxConnections, idleTimeoutMillis: 10_000, reapIntervalMillis: 5_000 },
    log: knexLog(log),
  });
}

/** SQLite gives its -wal and -shm files the mode of the database file. */
async function createPrivately(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const handle = await open(path, 'a', 0o600);
    await handle.close();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'UNKNOWN';
    const full = code === 'ENOSPC' || code === 'EDQUOT';
    throw new AppError(
      full ? 'database-full' : 'database-refused',
      `The database file ${path} can't be opened (${code}).`,
      {
        hint: full ? 'Free disk space there.' : 'Check "database.file", and that Rollcall\'s user may write there.',
        retryable: full,
        cause,
      },
    );
  }
}
