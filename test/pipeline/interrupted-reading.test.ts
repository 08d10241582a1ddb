import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { App } from '../../src/app/contract.ts';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import { noChanges } from '../../src/domain/plan.ts';
import { createLog } from '../../src/runtime/log.ts';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { openTestApp, startDaemon, type TestApp, untilStatus } from '../fixtures/app.ts';
import { eventually } from '../fixtures/daemon.ts';
import { beginHeavily } from '../fixtures/heavy-transaction.ts';
import { leaseElsewhere } from '../fixtures/lease-elsewhere.ts';
import { type ThreadTrouble, troubleNextThread } from '../fixtures/reading-thread.ts';
import { csvOf, longAddress, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase, type TestDatabases } from '../services/databases.ts';

vi.setConfig({ testTimeout: 60_000 });

/** More than a megabyte: it is read in a thread. */
const people = syntheticEmployees(3000, 0, { addressLine: longAddress });
const first = csvOf(people);
const moved = syntheticEmployees(2200, 0, { addressLine: `Nyveien 1, ${longAddress}` });
/** 2,200 people have moved, and the last one has left. */
const second = csvOf([...moved, ...people.slice(2200, -1)]);

interface Roster {
  name: string;
  /** How its thread dies, and what the file then says. */
  trouble: ThreadTrouble;
  code: string;
  /** Opens an app with the register on which the roster comes. */
  open(database: DatabaseConfig): Promise<TestApp>;
  content: string;
  plan: Record<string, number>;
  active: number;
}

const rosters: Roster[] = [
  {
    name: 'a first roster',
    trouble: 'memory',
    code: 'reading-out-of-memory',
    async open(database) {
      const test = await openTestApp({ database });
      await test.app.files({});
      return test;
    },
    content: first,
    plan: { ...noChanges(), created: 3000 },
    active: 3000,
  },
  {
    name: 'a later roster',
    trouble: 'exit',
    code: 'internal-error',
    /** Packed, the one before is less than a megabyte: it takes no thread, which would have to compile anew what it runs. */
    async open(database) {
      const test = await openTestApp({ database });
      await test.drop('before.csv.gz', gzipSync(first));
      return test;
    },
    content: second,
    plan: { ...noChanges(), updated: 2200, deactivated: 1, unchanged: 799 },
    active: 2999,
  },
];
const [firstRoster, laterRoster] = rosters as [Roster, Roster];

function eachRoster(databases: TestDatabases, suite: (roster: Roster, database: () => DatabaseConfig) => void): void {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });
  for (const roster of rosters) describe(roster.name, () => suite(roster, () => database));
}

function onBoth(databases: TestDatabases): void {
  eachRoster(databases, (roster, database) => {
    it('changes nothing and fails when its thread dies, and is taken up again by retry', async () => {
      const test = await roster.open(database());
      const before = await registerOf(test);
      await troubleNextThread(roster.trouble);

      await expect(test.drop('roster.csv', roster.content)).rejects.toThrow();

      const { id, status, failure } = await newestFile(test);
      expect({ status, code: failure?.code }).toEqual({ status: 'failed', code: roster.code });
      expect(await registerOf(test)).toBe(before);
      expect(await stagedOf(test)).toBe(0);
      await test.app.retry(id, { changes: 0 });
      await expectProcessed(test, roster);
    });

    it('changes nothing when the daemon is stopped, and is processed after its restart', async () => {
      const test = await roster.open(database());
      const before = await registerOf(test);
      const thread = await troubleNextThread('wait');
      const stop = await startDaemon(test);
      const path = await test.write('roster.csv', roster.content);
      await rename(path, join(test.dir, 'data', 'inbox', test.feed, 'roster.csv'));
      await thread.reached();

      await stop();

      await test.reopen({});
      expect(await newestFile(test)).toMatchObject({ status: 'received', crashes: 0 });
      expect(await registerOf(test)).toBe(before);
      const stopAgain = await startDaemon(test);
      await untilStatus(test, 'roster.csv', 'processed');
      await stopAgain();
      await test.reopen({});
      await expectProcessed(test, roster);
    });
  });
}

onDatabase('sqlite', 'a reading that is interrupted', (databases) => {
  onBoth(databases);

  // In a first roster nobody can take the feed over: its transaction has the only write lock there is.
  it.each(['at the end', 'at once'] as const)(
    'adds nothing to what its successor does once it has lost the feed, and hears of it %s',
    async (isHeardOf) => loseTheFeed(laterRoster, await databases.createConfig(), isHeardOf),
  );
});

onDatabase('mysql', 'a reading that is interrupted', (databases) => {
  onBoth(databases);

  eachRoster(databases, (roster, database) => {
    it.each(['at the end', 'at once'] as const)(
      'adds nothing to what its successor does once it has lost the feed, and hears of it %s',
      (isHeardOf) => loseTheFeed(roster, database(), isHeardOf),
    );
  });

  it('begins anew with a first roster when its connection breaks', async () => {
    const test = await firstRoster.open(await databases.createConfig());
    const thread = await troubleNextThread('wait');
    const dropped = test.drop('roster.csv', firstRoster.content);
    await thread.reached();

    const [loading] = await test.sql<{ id: number }>(
      `SELECT p.id FROM information_schema.processlist p
       JOIN information_schema.innodb_trx t ON p.id = t.trx_mysql_thread_id WHERE p.db = DATABASE()`,
    );
    await test.sql(`KILL ${loading?.id}`);
    await thread.goOn();

    expect(await dropped).toMatchObject({ status: 'processed', plan: firstRoster.plan });
    await expectProcessed(test, firstRoster);
  });

  it('begins anew with a first roster after a deadlock', async () => {
    const config = await databases.createConfig();
    const test = await firstRoster.open(config);
    const other = await beginHeavily(await databases.connectTo(config));
    await other.raw(insertEmployee(test.feed, people.at(-1)?.employeeNo));
    const dropped = test.drop('roster.csv', firstRoster.content);
    await untilBlocked(test, 'employees');

    // The load waits for this one, and this one for the load, which has written less and is rolled back.
    await other.raw(insertEmployee(test.feed, people[0]?.employeeNo));
    expect(await newestFile(test)).toMatchObject({ status: 'validating' });
    expect(await registerOf(test)).toBe('[]');
    await other.rollback();

    expect(await dropped).toMatchObject({ status: 'processed', plan: firstRoster.plan });
    await expectProcessed(test, firstRoster);
    const [lowest] = await test.sql<{ id: number }>('SELECT MIN(id) AS id FROM employees');
    expect(lowest?.id).toBeGreaterThan(1);
  });

  it('stages once after a deadlock', async () => {
    const config = await databases.createConfig();
    const test = await laterRoster.open(config);
    const thread = await troubleNextThread('wait');
    const dropped = test.drop('roster.csv', laterRoster.content);
    await thread.reached();
    const { id } = await newestFile(test);
    const other = await beginHeavily(await databases.connectTo(config));
    const leaver = `SELECT id FROM employees WHERE employee_no = '${people.at(-1)?.employeeNo}'`;
    await other.raw(`INSERT INTO unmatched_employees (file_id, employee_id) VALUES (${id}, (${leaver}))`);
    await thread.goOn();
    await untilBlocked(test, 'unmatched_employees');

    // Staging has renewed the lease and waits for this one, and this one for the lease.
    await other.raw(`UPDATE feed_leases SET host = 'another-host' WHERE feed = '${test.feed}'`);
    expect(await newestFile(test)).toMatchObject({ status: 'validating' });
    await other.rollback();

    expect(await dropped).toMatchObject({ status: 'processed', plan: laterRoster.plan });
    await expectProcessed(test, laterRoster);
  });
});

async function loseTheFeed(roster: Roster, config: DatabaseConfig, isHeardOf: 'at the end' | 'at once'): Promise<void> {
  const test = await roster.open(config);
  const before = await registerOf(test);
  const thread = await troubleNextThread('wait');
  const app = isHeardOf === 'at once' ? await openWatchfulApp(test) : test.app;
  const path = await test.write('roster.csv', roster.content);
  const imported = app.import(path, test.feed).catch((error: unknown) => error);
  await thread.reached();
  const { id } = await newestFile(test);

  const successor = await leaseElsewhere(config, test.feed);
  if (isHeardOf === 'at the end') await thread.goOn();

  expect(await imported).toMatchObject({ code: 'lease-lost', retryable: true });
  expect(await newestFile(test)).toMatchObject({ id, status: 'validating' });
  expect(await registerOf(test)).toBe(before);
  await successor.release();
  expect(await test.app.process(test.feed)).toMatchObject({ processed: [{ fileId: id, status: 'processed' }] });
  await expectProcessed(test, roster);
  // Nobody has died: the process that lost the feed knows that, another one can't.
  expect(await newestFile(test)).toMatchObject({ crashes: app === test.app ? 0 : 1 });
}

/** Another app on the same project, which looks after its lease every 100 ms. */
async function openWatchfulApp(test: TestApp): Promise<App> {
  const path = join(test.dir, 'config', 'rollcall.yaml');
  const config = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...config, times: { leaseExpiry: '300ms' } }));
  const app = await createApp(await loadConfig({ path, env: {} }), {
    log: createLog('silent'),
    clock: () => new Date('2025-06-02T06:00:00.000Z'),
  });
  onTestFinished(() => app.close());
  return app;
}

function insertEmployee(feed: string, employeeNo = ''): string {
  return `INSERT INTO employees (feed, company_id, employee_no, active, created_at, updated_at)
    VALUES ('${feed}', '1', '${employeeNo}', 1, '', '')`;
}

async function untilBlocked(test: TestApp, table: string): Promise<void> {
  await eventually(`transaction that waits for ${table}`, async () => {
    // InnoDB looks anew only where nobody has asked for 100 ms.
    await sleep(150);
    const waiting = await test.sql(
      `SELECT 1 FROM information_schema.innodb_trx t
       JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
       WHERE p.db = DATABASE() AND t.trx_state = 'LOCK WAIT' AND t.trx_query LIKE ?`,
      [`%INTO%${table}%`],
    );
    return waiting.length > 0;
  });
}

async function newestFile(test: TestApp) {
  const [file] = await test.app.files({ feed: test.feed, limit: 1 });
  if (file === undefined) throw new Error('There is no file.');
  return file;
}

async function expectProcessed(test: TestApp, { plan, active }: Roster): Promise<void> {
  const file = await newestFile(test);
  expect(file).toMatchObject({ status: 'processed', plan });
  const [register] = await test.sql<Record<string, unknown>>(
    `SELECT SUM(active) AS active, COUNT(DISTINCT employee_no) AS people, COUNT(*) AS count
     FROM employees WHERE feed = ?`,
    [test.feed],
  );
  const counts = Object.entries(register ?? {}).map(([name, count]) => [name, Number(count)]);
  expect(Object.fromEntries(counts)).toEqual({ active, people: 3000, count: 3000 });
  expect(await stagedOf(test)).toBe(plan.updated);
}

/** As text: to compare thousands of rows field by field costs more than to read them. */
async function registerOf(test: TestApp): Promise<string> {
  return JSON.stringify(await test.sql('SELECT * FROM employees WHERE feed = ? ORDER BY id', [test.feed]));
}

/** Staged rows of the newest file. */
async function stagedOf(test: TestApp): Promise<number> {
  const { id } = await newestFile(test);
  const [staged] = await test.sql<{ n: number }>('SELECT COUNT(*) AS n FROM employee_imports WHERE file_id = ?', [id]);
  return Number(staged?.n);
}
