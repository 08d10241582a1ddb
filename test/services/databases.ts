import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, describe, inject } from 'vitest';
import { createLog } from '../../src/runtime/log.ts';
import { connect, type Database, type DatabaseConfig } from '../../src/store/connect.ts';
import { fillMigrated, writeMigrated } from './migrated.ts';

export interface TestDatabases {
  client: 'sqlite' | 'mysql';
  /** A connected, migrated database that nobody else uses. Closed and removed after the test. */
  open(): Promise<Database>;
  /** Another pool on the same database, as a second process would have it; closed after the test. */
  connectTo(config: DatabaseConfig): Promise<Database>;
  /** Where a fresh, migrated database is; removed after the suite. */
  createConfig(): Promise<DatabaseConfig>;
  /** The same without a table. */
  createEmpty(): Promise<DatabaseConfig>;
  /** The config of the database that `open` returned. */
  configOf(database: Database): DatabaseConfig;
}

/** Runs a suite on SQLite and on MariaDB. */
export function eachDatabase(name: string, suite: (databases: TestDatabases) => void): void {
  onDatabase('sqlite', name, suite);
  onDatabase('mysql', name, suite);
}

/** Runs a suite on one of them. */
export function onDatabase(client: 'sqlite' | 'mysql', name: string, suite: (databases: TestDatabases) => void): void {
  describe(`${name} on ${client === 'sqlite' ? 'SQLite' : 'MariaDB'}`, () => {
    const removals: (() => Promise<void>)[] = [];
    const opened = new Map<Database, DatabaseConfig>();
    const createEmpty = async () => {
      const { config, remove } = client === 'sqlite' ? await createSqlite() : await createMysql();
      removals.push(remove);
      return config;
    };
    const createConfig = async () => {
      const config = await createEmpty();
      if (config.client === 'sqlite') await writeMigrated(config.file);
      else await fillMigrated(String(config.url), inject('mariaDbUrl'));
      return config;
    };
    const connectTo = async (config: DatabaseConfig) => {
      const database = await connect(config, createLog('silent'));
      opened.set(database, config);
      return database;
    };

    afterEach(async () => {
      for (const database of opened.keys()) await database.close();
      opened.clear();
    });
    afterAll(async () => {
      for (const remove of removals) await remove();
    });

    suite({
      client,
      createConfig,
      createEmpty,
      connectTo,
      open: async () => connectTo(await createConfig()),
      configOf(database) {
        const config = opened.get(database);
        if (config === undefined) throw new Error('This database was not opened here.');
        return config;
      },
    });
  });
}

async function createSqlite() {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-sqlite-'));
  const config: DatabaseConfig = { client: 'sqlite', file: join(directory, 'rollcall.db') };
  return { config, remove: () => rm(directory, { recursive: true, force: true }) };
}

async function createMysql() {
  const server = inject('mariaDbUrl');
  const name = `rollcall_${randomBytes(6).toString('hex')}`;
  await query(server, `CREATE DATABASE ${name}`);
  const config: DatabaseConfig = { client: 'mysql', url: `${server}/${name}` };
  return { config, remove: () => query(server, `DROP DATABASE ${name}`) };
}

async function query(server: string, sql: string): Promise<void> {
  const connection = await createConnection(server);
  await connection.query(sql);
  await connection.end();
}
