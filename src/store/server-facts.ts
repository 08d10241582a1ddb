import type { Knex } from 'knex';

/** What is asked of a database once, when it is connected. */
export interface ServerFacts {
  client: 'sqlite' | 'mysql';
  version: string;
  mariaDb: boolean;
  /** Byte by byte, without padding. */
  collation: string;
  localInfile: boolean;
}

export async function readServerFacts(knex: Knex, client: 'sqlite' | 'mysql'): Promise<ServerFacts> {
  if (client === 'sqlite') {
    const [row] = await knex.raw('SELECT sqlite_version() AS version');
    return { client, version: row.version, mariaDb: false, collation: 'BINARY', localInfile: false };
  }
  const [[row]] = await knex.raw('SELECT VERSION() AS version, @@local_infile AS local_infile');
  const mariaDb = /mariadb/i.test(row.version);
  return {
    client,
    version: row.version,
    mariaDb,
    // Each server lacks the other's: MariaDB has no 0900 collations before 11.4, MySQL has no nopad ones.
    collation: mariaDb ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin',
    localInfile: Number(row.local_infile) === 1,
  };
}
