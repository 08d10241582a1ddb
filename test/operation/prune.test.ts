import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { rollcall } from '../cli/run.ts';
import { openTestApp, startDaemon } from '../fixtures/app.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { employeesXml, positionsXml, syntheticPositions } from '../fixtures/positions.ts';
import { eachDatabase, onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 60_000 });

const longAgo = '2020-01-01T00:00:00.000Z';
const many = 20;

/** The first of them work somewhere else. */
function moved(roster: string, department: string): string {
  let count = 0;
  return roster.replaceAll('Drift', (word) => (count++ < many ? department : word));
}

eachDatabase('what is old', (databases) => {
  it('goes once a day with all that belongs to it, but for what is still needed', async () => {
    const { log, lines } = keepLogLines();
    const test = await openTestApp({
      database: await databases.createConfig(),
      feed: { layout: 'hr-data-sync', guard: { maxUpdatedPercent: 100, minDeactivated: 1 } },
      config: { keep: { files: '365d', history: '365d', mails: '365d' } },
      log,
    });
    const rosters = employeesXml(2 * many);
    const cut = employeesXml(5).slice(0, -20);
    const ids: Record<string, number> = {};
    const drop = async (name: string, content: string) => {
      ids[name] = (await test.drop(`${name}.xml`, content)).fileId;
    };
    await drop('first', rosters);
    await drop('positions', positionsXml(syntheticPositions(8)));
    await drop('moved', moved(rosters, 'Salg'));
    await drop('positions-2', positionsXml(syntheticPositions(9)));
    await drop('wrong', cut);
    await drop('unsent', cut);
    await drop('undelivered', cut);
    await drop('in-inbox', cut);
    await drop('last', moved(rosters, 'Lager'));
    await drop('held', employeesXml(10));
    await drop('young', cut);
    await test.sql('UPDATE roster_files SET received_at = ?, processed_at = ? WHERE id <> ?', [
      longAgo,
      longAgo,
      ids.young ?? 0,
    ]);
    await test.sql("UPDATE roster_files SET status = 'failed', archive_from = '' WHERE id = ?", [ids['in-inbox'] ?? 0]);
    await test.sql("UPDATE outbox SET sent_at = ? WHERE status = 'sent' AND file_id <> ?", [longAgo, ids.young ?? 0]);
    await test.sql(
      "UPDATE outbox SET status = 'waiting', next_attempt_at = '2999-01-01T00:00:00.000Z' WHERE file_id = ?",
      [ids.unsent ?? 0],
    );
    for (const [name, status] of [
      ['first', 'delivered'],
      ['first', 'refused'],
      ['undelivered', 'delivered'],
      ['undelivered', 'waiting'],
    ] as const) {
      await test.sql(
        "INSERT INTO deliveries (feed, destination, employee_id, file_id, kind, queued_at, status) VALUES (?, 'events', 1, ?, 'created', ?, ?)",
        [test.feed, ids[name] ?? 0, longAgo, status],
      );
    }
    await test.sql('UPDATE employee_changes SET at = ? WHERE file_id = ?', [longAgo, ids.moved ?? 0]);
    await test.sql('UPDATE employees SET created_at = ?', [longAgo]);

    const stop = await startDaemon(test);
    await vi.waitFor(() => expect(lines.map(({ message }) => message)).toContain('pruned'), 30_000);
    await vi.waitFor(async () => expect(await reports(test.dir)).not.toContain(`${ids.wrong}.csv`), 10_000);
    await stop();

    const kept = ['positions-2', 'unsent', 'undelivered', 'in-inbox', 'last', 'held', 'young'].map((name) => ids[name]);
    const left = async (statement: string) =>
      (await test.sql<{ id: number }>(`SELECT DISTINCT ${statement} ORDER BY 1`)).map(({ id }) => id);
    expect(await left('id FROM roster_files')).toEqual(kept);
    for (const table of ['file_issues', 'employee_imports', 'plan_changes', 'position_plans', 'outbox']) {
      expect(kept).toEqual(expect.arrayContaining(await left(`file_id AS id FROM ${table}`)));
    }
    expect(await left('file_id AS id FROM outbox')).toEqual([ids.unsent, ids.young]);
    const deliveries = await test.sql('SELECT file_id, status FROM deliveries ORDER BY id');
    expect(deliveries).toEqual(['delivered', 'waiting'].map((status) => ({ file_id: ids.undelivered, status })));
    expect(await left('file_id AS id FROM employee_changes')).toEqual([ids.last]);
    expect(await left('COUNT(*) AS id FROM employees')).toEqual([2 * many]);
    expect(await reports(test.dir)).toContain(`${ids.young}.csv`);
    expect(lines.filter(({ message }) => message === 'pruned')).toMatchObject([
      { files: 4, durationMs: expect.any(Number) },
    ]);

    const config = ['--config', join(test.dir, 'config', 'rollcall.yaml')];
    const gone = await rollcall(['file', String(ids.moved), ...config]);
    expect(gone).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('before 2024-06-02T06:00:00.000Z have been removed'),
    });
    const id = (await left('MIN(id) AS id FROM employees'))[0] ?? 0;
    const history = await rollcall(['history', String(id), ...config]);
    expect(history.stdout).toMatch(/created +file \d+, removed/);
    expect(history.stdout).toMatch(/updated +last\.xml/);
    expect(history.stdout).toContain(
      'Changes from before 2024-06-02T06:00:00.000Z, but for the first, have been removed',
    );
    const json = await rollcall(['history', String(id), '--json', ...config]);
    expect(JSON.parse(json.stdout)).toMatchObject({ changes: [{}, {}], prunedBefore: '2024-06-02T06:00:00.000Z' });
  });
});

onDatabase('sqlite', 'pruning', (databases) => {
  it('is done by one daemon a day, and by none where everything is kept', async () => {
    const { log, lines } = keepLogLines();
    const database = await databases.createConfig();
    const config = { keep: { mails: '30d' } };
    for (const [now, days] of [
      ['2025-06-02T06:00:00.000Z', 1],
      ['2025-06-03T05:59:00.000Z', 1],
      ['2025-06-03T06:01:00.000Z', 2],
    ] as const) {
      const test = await openTestApp({ database, now, config, log });
      const stop = await startDaemon(test);
      await vi.waitFor(() => expect(lines.filter(({ message }) => message === 'pruned')).toHaveLength(days), 5_000);
      await stop();
      expect(lines.filter(({ message }) => message === 'pruned')).toHaveLength(days);
    }
    const keeping = await openTestApp({ database, now: '2026-01-01T00:00:00.000Z', log });
    await (await startDaemon(keeping))();
    expect(lines.filter(({ message }) => message === 'pruned')).toHaveLength(2);
  });
});

async function reports(dir: string): Promise<string[]> {
  return readdir(join(dir, 'data', 'spool', 'reports'));
}
