import { createLog } from '../../src/runtime/log.ts';
import { connect } from '../../src/store/connect.ts';
import { migrate, pendingMigrations } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import type { Cluster } from './cluster.ts';

/** Migrates an empty database through all nodes at once, several times: one does it, and nobody fails. */
export async function migrateEverywhere({ nodes }: Cluster, rounds: number): Promise<string[]> {
  const problems: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const name = `migrated_${round}`;
    await nodes[0]?.query(`CREATE DATABASE ${name}`);
    for (const node of nodes) await node.query('SELECT COUNT(*) FROM information_schema.schemata');
    const open = ({ url }: { url: string }) => connect({ client: 'mysql', url: `${url}/${name}` }, createLog('silent'));
    const databases = await Promise.all([...nodes, ...nodes].map(open));
    const results = await Promise.allSettled(databases.map((database) => migrate(database)));
    const applied = results.flatMap((result) => (result.status === 'fulfilled' ? result.value.applied : []));
    for (const result of results) if (result.status === 'rejected') problems.push(`round ${round}: ${result.reason}`);
    if (applied.length !== migrations.length)
      problems.push(`round ${round}: ${applied.length} migrations were applied.`);
    for (const database of databases) {
      const pending = await pendingMigrations(database);
      if (pending.length > 0) problems.push(`round ${round}: ${pending.join(', ')} have not run.`);
      await database.close();
    }
    await nodes[0]?.query(`DROP DATABASE ${name}`);
  }
  return problems;
}
