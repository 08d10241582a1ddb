import { expect, onTestFinished, test } from 'vitest';
import { createLog } from '../../src/runtime/log.ts';
import { connect, type Database } from '../../src/store/connect.ts';
import { wrapDriverError } from '../../src/store/driver-error.ts';
import { type DatabaseNode, startDatabaseNode } from '../services/database-node.ts';
import { onDatabase } from '../services/databases.ts';

onDatabase('mysql', 'several addresses', ({ createConfig }) => {
  const nodesOf = async (count: number): Promise<DatabaseNode[]> => {
    const config = await createConfig();
    if (config.client !== 'mysql') throw new Error('MariaDB was asked for.');
    return Promise.all(Array.from({ length: count }, () => startDatabaseNode(String(config.url))));
  };
  const connectTo = async (nodes: readonly DatabaseNode[], times = {}): Promise<Database> => {
    const url = nodes.map((node) => node.url);
    const database = await connect({ client: 'mysql', url, times }, createLog('silent'));
    onTestFinished(() => database.close());
    return database;
  };

  test('are tried in order: who does not answer, or has left its cluster, is passed over', async () => {
    const [dead, left, good, spare] = await nodesOf(4);
    dead?.die();
    left?.leaveCluster();

    const database = await connectTo([dead, left, good, spare].filter((node) => node !== undefined));

    expect(await database.knex('feeds')).toEqual([]);
    expect([left?.connections, good?.connections, spare?.connections]).toEqual([1, 1, 0]);
  });

  test('are told of as one database that does not answer when none of them does', async () => {
    const nodes = await nodesOf(2);
    nodes[0]?.die();
    nodes[1]?.leaveCluster();

    await expect(connectTo(nodes)).rejects.toMatchObject({ code: 'database-unreachable', retryable: true });
  });

  test('let a transaction run again on another node when its own dies in the middle', async () => {
    const [first, second] = await nodesOf(2);
    if (first === undefined || second === undefined) throw new Error('Two were asked for.');
    const database = await connectTo([first, second]);
    let runs = 0;

    await database.transaction(async (trx) => {
      runs += 1;
      await trx('feeds').insert({ feed: 'acme' });
      if (runs === 1) first.die();
      await trx('feeds').insert({ feed: 'other' });
    });

    expect(runs).toBe(2);
    expect(await database.knex('feeds').orderBy('feed').pluck('feed')).toEqual(['acme', 'other']);
    expect(second.connections).toBeGreaterThan(0);
  });

  test('let a transaction run again on another node when its own falls silent', async () => {
    const [first, second] = await nodesOf(2);
    if (first === undefined || second === undefined) throw new Error('Two were asked for.');
    const database = await connectTo([first, second], { silentAfterMs: 300, idleInTransactionMs: 1000 });
    let runs = 0;

    await database.transaction(async (trx) => {
      runs += 1;
      await trx('feeds').insert({ feed: 'acme' });
      if (runs === 1) first.fallSilent();
      await trx('feeds').insert({ feed: 'other' });
    });

    expect(runs).toBe(2);
    expect(await database.knex('feeds').orderBy('feed').pluck('feed')).toEqual(['acme', 'other']);
  });

  test('are kept by a statement that takes long, as long as its node answers', async () => {
    const [first, second] = await nodesOf(2);
    if (first === undefined || second === undefined) throw new Error('Two were asked for.');
    const database = await connectTo([first, second], { silentAfterMs: 1500 });

    await database.knex.raw('SELECT SLEEP(2)');

    expect(first.connections).toBe(2);
    expect(second.connections).toBe(0);
  });

  test('are left, with every connection, when their node leaves its cluster; the one that worked last comes first then', async () => {
    const [first, second] = await nodesOf(2);
    if (first === undefined || second === undefined) throw new Error('Two were asked for.');
    const database = await connectTo([first, second]);
    const together = () => Promise.all([1, 2, 3].map(() => database.knex.raw('SELECT SLEEP(0.05)')));
    await together();
    const before = first.connections;
    first.leaveCluster();

    await expect(database.knex('feeds')).rejects.toMatchObject({ code: 'database-unreachable', errno: 1047 });

    await together();
    await database.transaction((trx) => trx('feeds').insert({ feed: 'acme' }));
    expect(await database.knex('feeds').pluck('feed')).toEqual(['acme']);
    expect([before, first.connections, second.connections]).toEqual([3, 3, 3]);
  });
});

// In the words of MariaDB 10.11 and Galera 26.4.23, where a node has lost the others, and where a transaction is too large.
test.each([
  [
    'ER_ERROR_DURING_COMMIT',
    1180,
    'Error while appending streaming replication fragment(provider status: Not connected to Primary Component)',
    'database-unreachable',
    true,
  ],
  ['ER_UNKNOWN_COM_ERROR', 1047, 'WSREP has not yet prepared node for application use', 'database-unreachable', true],
  ['ER_ERROR_DURING_COMMIT', 1180, 'wsrep_max_ws_rows exceeded', 'write-set-too-large', false],
  ['ER_UNKNOWN_ERROR', 1105, 'Maximum writeset size exceeded', 'write-set-too-large', false],
])('%s %i, "%s", is %s', (code, errno, sqlMessage, kind, retryable) => {
  expect(wrapDriverError(Object.assign(new Error(sqlMessage), { code, errno, sqlMessage }))).toMatchObject({
    code: kind,
    retryable,
  });
});
