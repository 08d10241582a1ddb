import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { createLog } from '../../src/runtime/log.ts';
import { connect, type DatabaseConfig } from '../../src/store/connect.ts';
import { migrate } from '../../src/store/migrate.ts';

// Hundreds of tests begin with a migrated database, and to migrate each of them took a fifth of a second: they have copies of
// one that is made once in each process.

/** Writes a migrated SQLite database. */
export async function writeMigrated(file: string): Promise<void> {
  sqliteFile ??= migratedFile();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, await sqliteFile, { mode: 0o600 });
}

/** Gives an empty MySQL database the tables of a migrated one. @param server its URL without the database */
export async function fillMigrated(url: string, server: string): Promise<void> {
  mysqlStatements ??= migratedStatements(server);
  const connection = await createConnection({ uri: url, multipleStatements: true });
  try {
    await connection.query(await mysqlStatements);
  } finally {
    await connection.end();
  }
}

let sqliteFile: Promise<Uint8Array> | null = null;
let mysqlStatements: Promise<string> | null = null;

async function migratedFile(): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-migrated-'));
  try {
    const file = join(directory, 'rollcall.db');
    await migrateAt({ client: 'sqlite', file });
    return await readFile(file);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * What copies a migrated database, which stays on the server, into the one that a connection is in. `LIKE` fails for a view, and
 * leaves out foreign keys, of which there are none.
 */
async function migratedStatements(server: string): Promise<string> {
  const name = `rollcall_migrated_${randomBytes(6).toString('hex')}`;
  const connection = await createConnection(server);
  try {
    await connection.query(`CREATE DATABASE ${name}`);
    await migrateAt({ client: 'mysql', url: `${server}/${name}` });
    const [tables] = await connection.query<(RowDataPacket & { name: string })[]>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = '${name}'`,
    );
    const copy = (table: string) =>
      `CREATE TABLE ${table} LIKE ${name}.${table}; INSERT INTO ${table} SELECT * FROM ${name}.${table}`;
    return tables.map((table) => copy(table.name)).join(';\n');
  } finally {
    await connection.end();
  }
}

async function migrateAt(config: DatabaseConfig): Promise<void> {
  const database = await connect(config, createLog('silent'));
  try {
    await migrate(database);
  } finally {
    await database.close();
  }
}
