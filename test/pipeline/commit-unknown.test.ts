import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { openTestApp, startDaemon, type TestApp, untilStatus } from '../fixtures/app.ts';
import { eventually } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { startCommitProxy } from '../services/commit-proxy.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 60_000 });

const soon = { start: '50ms', cap: '100ms' };
const config = { times: { shutdownGrace: '1s', backoff: { inbox: soon, database: soon, mail: soon } } };
/** What only the transaction that ends with a verdict writes. */
const verdict = 'insert into `outbox`';
const people = syntheticEmployees(20);
const rosters = { first: csvOf(people), second: csvOf(people.slice(1)) };

onDatabase('mysql', 'a COMMIT', (databases) => {
  async function openBehindProxy() {
    const database = await databases.createConfig();
    if (database.client !== 'mysql') throw new Error('This is about MariaDB.');
    const server = inject('mariaDbUrl');
    const proxy = await startCommitProxy(server);
    onTestFinished(() => proxy.close());
    const test = await openTestApp({
      database: { client: 'mysql', url: String(database.url).replace(server, proxy.url) },
      config,
    });
    return { proxy, test };
  }

  it('whose answer is lost is looked up in the ledger: the roster is processed, and nothing done again', async () => {
    const { proxy, test } = await openBehindProxy();
    for (const [i, [name, content]] of Object.entries(rosters).entries()) {
      proxy.strike('answer lost', verdict);
      expect(await test.drop(`${name}.csv`, content)).toMatchObject({ status: 'processed' });
      expect(proxy.struck).toBe(i + 1);
    }
    await expectOnce(test);
  });

  it('that is lost itself changes nothing, and the daemon applies the roster once it reaches the database', async () => {
    const { proxy, test } = await openBehindProxy();
    const stop = await startDaemon(test);
    for (const [i, [name, content]] of Object.entries(rosters).entries()) {
      proxy.strike('commit lost', verdict);
      await test.write(`data/inbox/${test.feed}/${name}.csv`, content);
      await untilStatus(test, `${name}.csv`, 'processed');
      expect(proxy.struck).toBe(i + 1);
    }
    await eventually('two mails', async () => (await test.mails()).length === 2);
    await stop();
    await expectOnce(test);
  });

  it('that is not answered does not keep a daemon from stopping in its time, and counts once', async () => {
    const { proxy, test } = await openBehindProxy();
    expect(await test.drop('first.csv', rosters.first)).toMatchObject({ status: 'processed' });
    const stop = await startDaemon(test);
    proxy.strike('answer late', verdict);
    await test.write(`data/inbox/${test.feed}/second.csv`, rosters.second);
    await eventually('COMMIT', async () => proxy.struck === 1);

    const startedMs = performance.now();
    await expect(stop()).rejects.toMatchObject({ code: 'stop-overdue' });
    expect(performance.now() - startedMs).toBeGreaterThan(900);
    expect(performance.now() - startedMs).toBeLessThan(5000);

    proxy.release();
    await test.reopen({});
    const stopAgain = await startDaemon(test);
    await untilStatus(test, 'second.csv', 'processed');
    await eventually('two mails', async () => (await test.mails()).length === 2);
    await stopAgain();
    await expectOnce(test);
  });
});

async function expectOnce(test: TestApp): Promise<void> {
  expect(
    await test.sql('SELECT name, status, crashes FROM roster_files WHERE feed = ? ORDER BY id', [test.feed]),
  ).toEqual([
    { name: 'first.csv', status: 'processed', crashes: 0 },
    { name: 'second.csv', status: 'processed', crashes: 0 },
  ]);
  expect(await test.sql('SELECT register_version FROM feeds WHERE feed = ?', [test.feed])).toEqual([
    { register_version: 2 },
  ]);
  expect(await test.sql('SELECT active, COUNT(*) AS n FROM employees GROUP BY active ORDER BY active')).toEqual([
    { active: 0, n: 1 },
    { active: 1, n: 19 },
  ]);
  expect(await test.sql('SELECT kind FROM employee_changes')).toEqual([{ kind: 'deactivated' }]);
  expect(await test.mails()).toHaveLength(2);
}
