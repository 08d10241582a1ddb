import { createLog } from '../../src/runtime/log.ts';
import { connect } from '../../src/store/connect.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import type { Cluster } from './cluster.ts';
import { database, type Pair } from './daemons.ts';

/** A roster that is larger than the cluster takes is refused, and nothing of it is there. */
export async function refuseTooLarge(cluster: Cluster, pair: Pair, feed: string): Promise<string[]> {
  const problems: string[] = [];
  for (const [setting, value] of [
    ['wsrep_max_ws_rows', 1000],
    ['wsrep_max_ws_size', 200_000],
  ] as const) {
    await setEverywhere(cluster, setting, String(value));
    const name = `${setting}.csv`;
    await pair.drop(feed, name, csvOf(syntheticEmployees(2000)));
    const failure = await untilFailed(cluster, name);
    const [employees] =
      (await cluster.nodes[0]?.query<{ n: number }>(
        `SELECT COUNT(*) AS n FROM ${database}.employees WHERE feed = '${feed}'`,
      )) ?? [];
    if (failure !== 'write-set-too-large') problems.push(`${name} failed with ${failure}.`);
    if (Number(employees?.n) !== 0) problems.push(`${employees?.n} employees came from ${name}.`);
    if (setting === 'wsrep_max_ws_size') problems.push(...(await refuseAtCommit(cluster)));
    await setEverywhere(cluster, setting, 'DEFAULT');
  }
  return problems;
}

/** What the estimate has missed, the cluster itself refuses: that is no lost answer to COMMIT. */
async function refuseAtCommit({ nodes }: Cluster): Promise<string[]> {
  const db = await connect({ client: 'mysql', url: `${nodes[0]?.url}/${database}` }, createLog('silent'));
  try {
    const rows = Array.from({ length: 3000 }, (_, id) => [`large ${id}`, 'x'.repeat(200)]);
    const outcome = await db
      .transaction((trx) => db.dialect.insertRows(trx, 'settings', ['name', 'value'], rows))
      .then(
        () => 'committed',
        (error: { code: string }) => error.code,
      );
    const left = await db.knex('settings').where('name', 'like', 'large%');
    return outcome === 'write-set-too-large' && left.length === 0
      ? []
      : [`COMMIT ended with ${outcome}, ${left.length} rows.`];
  } finally {
    await db.close();
  }
}

async function setEverywhere({ nodes }: Cluster, setting: string, value: string): Promise<void> {
  for (const node of nodes) await node.query(`SET GLOBAL ${setting} = ${value}`);
}

async function untilFailed({ nodes }: Cluster, name: string): Promise<string> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const [file] =
      (await nodes[0]?.query<{ status: string; failure: string | null }>(
        `SELECT status, failure FROM ${database}.roster_files WHERE name = '${name}'`,
      )) ?? [];
    if (file?.status === 'failed') return JSON.parse(file.failure ?? '{}').code;
    if (file?.status === 'processed') return 'no failure';
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return 'no verdict within 30 s';
}
