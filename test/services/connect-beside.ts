import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import knex from 'knex';
import { createLog } from '../../src/runtime/log.ts';
import { connect, type Database, type DatabaseConfig } from '../../src/store/connect.ts';

/**
 * A connection of the test's own, beside those of the program. SQLite's is in this thread: one in a worker, as the program's
 * are, takes 0.1 s to open. So whoever has to wait for a lock of an app in this process connects as the program does.
 */
export async function connectBeside(config: DatabaseConfig): Promise<Pick<Database, 'client' | 'knex' | 'close'>> {
  if (config.client === 'mysql') return connect(config, createLog('silent'));
  await mkdir(dirname(config.file), { recursive: true });
  const db = knex({ client: 'better-sqlite3', connection: { filename: config.file }, useNullAsDefault: true });
  return { client: 'sqlite', knex: db, close: () => db.destroy() };
}
