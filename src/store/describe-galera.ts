import type { Knex } from 'knex';
import type { Store } from './contract.ts';
import type { SqlDialect } from './sql-dialect.ts';

type Finding = Awaited<ReturnType<Store['describe']>>[number];

export interface Setting {
  Variable_name: string;
  Value: string;
}

/** What `doctor` tells of the node of a Galera cluster that it is connected to. */
export async function describeGalera(dialect: SqlDialect, knex: Knex): Promise<Finding[]> {
  const rows = await dialect.rows<Setting>(knex, "SHOW STATUS LIKE 'wsrep%'");
  rows.push(...(await dialect.rows<Setting>(knex, `SHOW VARIABLES WHERE Variable_name IN (${settings})`)));
  const values = new Map(rows.map((row) => [row.Variable_name, row.Value]));
  const of = (name: string) => values.get(name) ?? 'unknown';
  const size = Number(of('wsrep_cluster_size'));
  const state = of('wsrep_local_state_comment');
  return [
    {
      name: 'cluster',
      value: `Galera, ${size} node(s), ${of('wsrep_cluster_status')}, this one is ${state}`,
      ...(size < 3
        ? {
            problem: 'With fewer than three nodes, the loss of one stops all of them.',
            mend: 'Add nodes until there are three, or two and an arbitrator (garbd).',
          }
        : {}),
    },
    { name: 'cluster id', value: of('wsrep_cluster_state_uuid') },
    ...[...limits].map(([name, unlimited]) => ({ name, value: of(name) === '0' ? unlimited : of(name) })),
    ...wrongSettings(of),
    ...(await tablesWithoutKey(dialect, knex)),
  ];
}

const limits = new Map([
  ['wsrep_max_ws_rows', '0 (no limit)'],
  ['wsrep_max_ws_size', '0'],
  ['wsrep_trx_fragment_size', '0 (transactions are replicated whole)'],
]);

/** Without these Galera does not replicate what it is given (https://mariadb.com/kb/en/configuring-mariadb-galera-cluster/). */
const needed = [
  ['binlog_format', 'ROW'],
  ['innodb_autoinc_lock_mode', '2'],
  ['wsrep_certify_nonPK', 'ON'],
] as const;

const settings = [...limits.keys(), ...needed.map(([name]) => name)].map((name) => `'${name}'`).join(', ');

function wrongSettings(of: (name: string) => string): Finding[] {
  return needed
    .filter(([name, value]) => ![value, 'unknown'].includes(of(name)))
    .map(([name, value]) => ({
      name,
      value: of(name),
      problem: 'Galera needs another setting.',
      mend: `Set ${name}=${value} on every node.`,
    }));
}

/** Galera certifies by primary keys, and deletes nothing from a table without one. */
async function tablesWithoutKey(dialect: SqlDialect, knex: Knex): Promise<Finding[]> {
  const tables = await dialect.rows<{ name: string; engine: string | null }>(
    knex,
    `SELECT t.table_name AS name, t.engine AS engine FROM information_schema.tables t
     LEFT JOIN information_schema.table_constraints c
       ON c.table_schema = t.table_schema AND c.table_name = t.table_name AND c.constraint_type = 'PRIMARY KEY'
     WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE' AND (c.table_name IS NULL OR t.engine <> 'InnoDB')
     ORDER BY t.table_name`,
  );
  return tables.map(({ name, engine }) => ({
    name: `table ${name}`,
    value: String(engine),
    problem: 'It has no primary key or is not InnoDB, so that the nodes of the cluster may come to differ.',
    mend: 'Move it to another database, or give it a primary key and the engine InnoDB.',
  }));
}
