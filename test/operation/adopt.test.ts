import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, inject, it, vi } from 'vitest';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import { tablesOfFeeds } from '../../src/store/adoption.ts';
import { rollcall } from '../cli/run.ts';
import { type FeedSettings, openTestApp, type TestApp, writeProject } from '../fixtures/app.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { employeesXml, positionsXml, syntheticPositions } from '../fixtures/positions.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase, onDatabase, type TestDatabases } from '../services/databases.ts';
import { startWebhookReceiver } from '../services/webhook-receiver.ts';

vi.setConfig({ testTimeout: 60_000 });

/** A project whose only feed can be renamed. */
async function open(databases: TestDatabases, settings: FeedSettings = {}) {
  const database = await databases.createConfig();
  const test = await openTestApp({ database, feed: settings });
  const configPath = join(test.dir, 'config', 'rollcall.yaml');
  return {
    test,
    configPath,
    rename: (...names: string[]) =>
      writeProject(test.dir, database, Object.fromEntries(names.map((name) => [name, settings]))),
    async run(...args: string[]) {
      const { code, stdout } = await rollcall([...args, '--json', '--config', configPath]);
      return { code, json: JSON.parse(stdout) };
    },
    import: async (name: string, content: string, feed: string) => {
      const path = await test.write(name, content);
      const { stdout } = await rollcall(['import', path, '--feed', feed, '--json', '--config', configPath]);
      return JSON.parse(stdout);
    },
  };
}

/** How many rows each table has of a feed. */
async function rowsOf(test: TestApp, feed: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of await tablesWithFeed(test)) {
    const [row] = await test.sql<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE feed = ?`, [feed]);
    counts[table] = Number(row?.n);
  }
  return counts;
}

/** Tables about the name itself, and about what was seen by daemons that had it. */
const aboutNames = ['feeds', 'feed_leases', 'feed_alerts', 'destinations', 'told_failures'];

/** Every table that has a feed, but those. */
async function tablesWithFeed(test: TestApp): Promise<string[]> {
  const found: string[] = [];
  for (const [table, [row]] of Object.entries(await test.dump())) {
    const known = row !== undefined && 'feed' in JSON.parse(row);
    if (known && !aboutNames.includes(table)) found.push(table);
  }
  return found;
}

eachDatabase('a feed that is renamed', (databases) => {
  it('takes over employees, positions, files, history, mails, deliveries and a hold, and goes on as before', async () => {
    const receiver = await startWebhookReceiver();
    await receiver.stop();
    const {
      test,
      run,
      rename,
      import: importAs,
    } = await open(databases, {
      layout: 'hr-data-sync',
      guard: { minDeactivated: 2 },
      destinations: [{ name: 'events', kind: 'webhook', url: receiver.url, secret: receiver.secret }],
    });
    await test.drop('employees.xml', employeesXml(12));
    await test.drop('positions.xml', positionsXml(syntheticPositions(12)));
    await test.drop('moved.xml', employeesXml(12).replace('Drift', 'Salg'));
    const held = await test.drop('held.xml', employeesXml(8));
    expect(held).toMatchObject({ status: 'held', plan: { deactivated: 4 } });
    await test.sql("UPDATE outbox SET status = 'waiting', sent_at = NULL WHERE file_id = ?", [held.fileId]);
    const before = await rowsOf(test, test.feed);
    const employee = (await test.app.employees({ feed: test.feed, employeeNo: 'e1000' }))[0];
    await rename('renamed');

    const adopted = await run('feed', 'adopt', test.feed, 'renamed');

    expect(adopted).toMatchObject({
      code: 0,
      json: { from: test.feed, to: 'renamed', adopted: { employees: 12, positions: 12, files: 4, deliveries: 13 } },
    });
    expect(await rowsOf(test, 'renamed')).toEqual(before);
    expect(Object.values(await rowsOf(test, test.feed)).every((count) => count === 0)).toBe(true);
    expect(await test.sql('SELECT feed FROM destinations')).toEqual([]);
    expect((await run('history', String(employee?.id))).json.changes).toMatchObject([
      { kind: 'created', fileName: 'employees.xml' },
      { kind: 'updated', fileName: 'moved.xml', fields: [{ field: 'department', after: 'Salg' }] },
    ]);
    expect((await run('position', 'p1', '--feed', 'renamed')).json.changes).toHaveLength(1);

    await receiver.start();
    expect(await importAs('positions.xml', positionsXml(syntheticPositions(12)), 'renamed')).toMatchObject({
      status: 'skipped',
    });
    const approved = await run('approve', String(held.fileId));
    expect(approved).toMatchObject({
      code: 0,
      json: { status: 'processed', plan: { created: 0, updated: 1, deactivated: 4 } },
    });
    expect(receiver.events.map(({ data }) => data.feed)).toEqual(Array(13 + 5).fill('renamed'));
    expect(await test.sql('SELECT status FROM outbox WHERE file_id = ? AND event = ?', [held.fileId, 'held'])).toEqual([
      { status: 'sent' },
    ]);
    expect((await test.mails()).at(-1)?.subject ?? '').toContain('renamed');
    expect(await importAs('same.xml', employeesXml(8), 'renamed')).toMatchObject({ status: 'skipped' });
    expect(await importAs('next.xml', employeesXml(9), 'renamed')).toMatchObject({
      status: 'processed',
      plan: { created: 0, reactivated: 1, deactivated: 0, updated: 0, unchanged: 8 },
    });

    // Somebody still works with the old config.
    expect(await test.app.import(join(test.dir, 'employees.xml'), test.feed).catch((error) => error)).toMatchObject({
      code: 'feed-paused',
      message: expect.stringContaining('taken over by renamed'),
    });
    expect(await run('feed', 'adopt', test.feed, 'renamed')).toMatchObject({ code: 2 });
  });

  it('is as it was when the adoption does not come to its end', async () => {
    const { test, rename, configPath } = await open(databases);
    await test.drop('roster.csv', csvOf(syntheticEmployees(20)));
    const before = await rowsOf(test, test.feed);
    await rename('renamed');
    const { log } = keepLogLines(({ message }) => {
      if (message === 'commit began') throw new Error('It ends here.');
    });
    const app = await createApp(await loadConfig({ path: configPath, env: {} }), { log, clock: () => new Date() });

    await expect(app.adopt(test.feed, 'renamed')).rejects.toThrow('It ends here.');
    await app.close();

    expect(await rowsOf(test, test.feed)).toEqual(before);
    expect(Object.values(await rowsOf(test, 'renamed')).every((count) => count === 0)).toBe(true);
    expect(await test.app.import(join(test.dir, 'roster.csv'), test.feed)).toMatchObject({ status: 'skipped' });
  });

  it('is the old or the new one when the command is killed half-way', async () => {
    const { test, rename, configPath } = await open(databases);
    await test.drop('roster.csv', csvOf(syntheticEmployees(3000)));
    const before = await rowsOf(test, test.feed);
    await rename('renamed');

    const signal = await killedAt('commit began', ['feed', 'adopt', test.feed, 'renamed', '--config', configPath]);

    expect(signal).toBe('SIGKILL');
    const [old, renamed] = [await rowsOf(test, test.feed), await rowsOf(test, 'renamed')];
    const nothing = Object.fromEntries(Object.keys(before).map((table) => [table, 0]));
    expect([
      [before, nothing],
      [nothing, before],
    ]).toContainEqual([old, renamed]);
  });
});

onDatabase('sqlite', 'feed adopt', (databases) => {
  it('refuses what would make two feeds one, and changes nothing', async () => {
    const { test, run, rename, import: importAs } = await open(databases);
    await test.drop('roster.csv', csvOf(syntheticEmployees(20)));
    await rename(test.feed, 'renamed');
    const refusals = async (from: string, to: string) => (await run('feed', 'adopt', from, to)).json.error;

    expect(await refusals(test.feed, 'renamed')).toMatchObject({
      code: 'usage-adopt',
      message: expect.stringContaining('still in'),
    });
    await rename('renamed');
    expect(await refusals(test.feed, 'nobody')).toMatchObject({ code: 'feed-unknown' });
    expect(await refusals('nobody', 'renamed')).toMatchObject({ code: 'usage-adopt' });
    await importAs('roster.csv', csvOf(syntheticEmployees(3)), 'renamed');
    expect(await refusals(test.feed, 'renamed')).toMatchObject({
      code: 'usage-adopt',
      message: expect.stringContaining('of its own'),
    });
    expect((await run('feed', 'adopt', test.feed, 'renamed')).code).toBe(2);
    expect(await rowsOf(test, test.feed)).toMatchObject({ employees: 20 });
    const { stdout } = await rollcall(['doctor', '--config', join(test.dir, 'config', 'rollcall.yaml')]);
    expect(stdout).toContain(`feed ${test.feed}: Its employees are in the register, but it is not in the config.`);
  });

  it('knows every table that has rows of a feed, beside feeds, leases and alerts', async () => {
    const { test } = await open(databases);
    const found = await test.sql<{ name: string }>(
      "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'feed'",
    );
    const names = found.map(({ name }) => name).filter((name) => !aboutNames.includes(name));
    expect(names.sort()).toEqual(Object.values(tablesOfFeeds).sort());
  });

  it('plans a roster anew that the new name held while it had no employees', async () => {
    const { test, run, rename, import: importAs } = await open(databases);
    await test.drop('roster.csv', csvOf(syntheticEmployees(20)));
    await rename('renamed');
    const held = await importAs('empty.csv', csvOf([]), 'renamed');
    expect(held).toMatchObject({ status: 'held', plan: { deactivated: 0 } });
    // As if both registers had been changed as often.
    await test.sql('UPDATE roster_files SET plan_version = 1 WHERE id = ?', [held.fileId]);

    await run('feed', 'adopt', test.feed, 'renamed');
    const approved = await run('approve', String(held.fileId));

    expect(approved).toMatchObject({ code: 3, json: { status: 'held', plan: { deactivated: 20 } } });
    expect(await test.sql('SELECT COUNT(*) AS n FROM employees WHERE active = 1')).toEqual([{ n: 20 }]);
  });
});

function killedAt(message: string, args: readonly string[]): Promise<string | null> {
  const dieAt = new URL('../crash/die-at.ts', import.meta.url).href;
  const env = { PATH: process.env.PATH, DIE_AT: JSON.stringify({ afterMs: 0, line: { message } }) };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', dieAt, inject('builtMain'), ...args, '--verbose'], { env }, (error) => {
      resolve(error?.signal ?? null);
    });
  });
}
