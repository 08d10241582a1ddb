import type { Knex } from 'knex';

/** What is asked of a database once, when it is connected. */
export interface ServerFacts {
  client: 'sqlite' | 'mysql';
  version: string;
  mariaDb: boolean;
  /** Byte by byte, without padding. */
  collation: string;
  localInfile: boolean;
  /** Null where no Galera cluster is behind it. */
  writeSetLimits: WriteSetLimits | null;
}

/** How much one transaction may change on Galera; infinite where there is no limit. */
export interface WriteSetLimits {
  rows: number;
  bytes: number;
}

export async function readServerFacts(knex: Knex, client: 'sqlite' | 'mysql'): Promise<ServerFacts> {
  if (client === 'sqlite') {
    const [row] = await knex.raw('SELECT sqlite_version() AS version');
    return {
      client,
      version: row.version,
      mariaDb: false,
      collation: 'BINARY',
      localInfile: false,
      writeSetLimits: null,
    };
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
    writeSetLimits: await readWriteSetLimits(knex),
  };
}

async function readWriteSetLimits(knex: Knex): Promise<WriteSetLimits | null> {
  const [rows]: { Variable_name: string; Value: string }[][] = await knex.raw(
    "SHOW VARIABLES WHERE Variable_name IN ('wsrep_on', 'wsrep_max_ws_rows', 'wsrep_max_ws_size', 'wsrep_trx_fragment_size')",
  );
  const values = new Map(rows?.map((row) => [row.Variable_name, row.Value]));
  if (values.get('wsrep_on') !== 'ON') return null;
  const limit = (name: string) => Number(values.get(name)) || Number.POSITIVE_INFINITY;
  // Of a transaction that is replicated in fragments the rows are counted as a whole, the bytes are not (10.11).
  const inFragments = Number(values.get('wsrep_trx_fragment_size')) > 0;
  const bytes = inFragments ? Number.POSITIVE_INFINITY : limit('wsrep_max_ws_size');
  return { rows: limit('wsrep_max_ws_rows'), bytes };
}
