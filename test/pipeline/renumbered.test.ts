import { beforeAll, expect, it } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { sharedTestApps, type TestApp } from '../fixtures/app.ts';
import { csvOf, type RosterRow, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

const people = syntheticEmployees(60);

function renumbered(row: RosterRow): RosterRow {
  return { ...row, employeeNo: `N${row.employeeNo}` };
}

eachDatabase('a person under a new employee number', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  const open = sharedTestApps();

  async function openWith(rows: readonly RosterRow[], guard: Record<string, unknown> = {}): Promise<TestApp> {
    const test = await open({ database, feed: { guard } });
    expect((await test.drop('first.csv', csvOf(rows))).status).toBe('processed');
    return test;
  }

  const registerOf = async ({ sql, feed }: TestApp) =>
    sql<{ id: number; company_id: string; employee_no: string; active: number; surname: string }>(
      'SELECT id, company_id, employee_no, active, surname FROM employees WHERE feed = ? ORDER BY id',
      [feed],
    );

  it('is renumbered: the same internal id, with the history, and nobody is deactivated', async () => {
    const test = await openWith(people);
    const before = await registerOf(test);
    const changed = people.map((row, i) => (i < 2 ? { ...renumbered(row), surname: 'Nyttnavn' } : row));

    const report = await test.drop('second.csv', csvOf(changed));

    expect(report).toMatchObject({
      status: 'processed',
      plan: { renumbered: 2, created: 0, deactivated: 0, unchanged: 58 },
    });
    expect(report.changes[0]).toMatchObject({
      kind: 'renumbered',
      fields: [
        { field: 'employeeNo', before: '100000', after: 'N100000' },
        { field: 'surname', after: 'Nyttnavn' },
      ],
    });
    const after = await registerOf(test);
    expect(after.map(({ id, active }) => [id, active])).toEqual(before.map(({ id }) => [id, 1]));
    expect(after.slice(0, 2).map(({ employee_no }) => employee_no)).toEqual(['N100000', 'N100001']);
    const kinds = (await test.app.history(before[0]?.id ?? 0)).map(({ kind }) => kind);
    expect(kinds).toEqual(['created', 'renumbered']);
    expect(await test.drop('third.csv', `${csvOf(changed)}\n`)).toMatchObject({
      plan: { unchanged: 60, renumbered: 0 },
    });
  });

  it('is renumbered in another company, too, but not while the old number is still in the file', async () => {
    const test = await openWith(people);
    const [one, two, ...others] = people as [RosterRow, RosterRow, ...RosterRow[]];
    const moved = { ...one, companyId: '2' };

    const report = await test.drop('second.csv', csvOf([moved, two, { ...two, companyId: '2' }, ...others]));

    expect(report).toMatchObject({ status: 'processed', plan: { renumbered: 1, created: 1, deactivated: 0 } });
    expect(report.changes.find(({ kind }) => kind === 'renumbered')?.fields).toEqual([
      { field: 'companyId', before: '1', after: '2' },
    ]);
  });

  it('is a new person where it is not one to one, or where the old number could not be read', async () => {
    const test = await openWith(people);
    const [one, two, ...others] = people as [RosterRow, RosterRow, ...RosterRow[]];
    const twice = [renumbered(one), { ...one, employeeNo: 'M1', companyId: '2' }];
    const spoiled = { ...two, employmentPercentage: 'x' };

    const report = await test.drop('second.csv', csvOf([...twice, spoiled, renumbered(two), ...others]));

    expect(report).toMatchObject({ plan: { renumbered: 0, created: 3, deactivated: 1, quarantined: 1 } });
  });

  it('holds the file where the numbers of several people name others, however few they are of all', async () => {
    const test = await openWith(people);
    const before = await registerOf(test);
    const [first, ...others] = people as [RosterRow, ...RosterRow[]];
    const shifted = others.map((row, i) => (i < 3 ? { ...row, employeeNo: people[i]?.employeeNo ?? '' } : row));

    const held = await test.drop('second.csv', csvOf([...shifted, { ...first, employeeNo: '100003' }]));

    expect(held).toMatchObject({
      status: 'held',
      holdReasons: [{ code: 'too-many-renumbered', facts: { takenOver: 4 } }],
    });
    expect(await registerOf(test)).toEqual(before);
  });

  it('holds the file when there are many of them, and applies them as renumbered once it is approved', async () => {
    const test = await openWith(people);
    const before = await registerOf(test);
    const changed = people.map((row, i) => (i < 6 ? renumbered(row) : row));

    const held = await test.drop('second.csv', csvOf(changed));
    expect(held).toMatchObject({ status: 'held', plan: { renumbered: 6, created: 0, deactivated: 0 } });
    expect(held.holdReasons.map(({ code }) => code)).toEqual(['too-many-renumbered']);
    expect(await registerOf(test)).toEqual(before);

    expect(await test.app.approve(held.fileId, { changes: 0, now: true })).toMatchObject({ status: 'processed' });
    const after = await registerOf(test);
    expect(after.map(({ id, active }) => [id, active])).toEqual(before.map(({ id }) => [id, 1]));
    expect(after.filter(({ employee_no }) => employee_no.startsWith('N'))).toHaveLength(6);
  });
});

eachDatabase('somebody who is absent', (databases) => {
  it('is deactivated only after as many full rosters in a row as the feed wants', async () => {
    const test = await sharedTestApps()({
      database: await databases.createConfig(),
      feed: { deactivateAfterMissing: 3 },
    });
    const all = csvOf(people);
    const without = csvOf(people.slice(1));
    const activeOf = async () => {
      const [row] = await test.sql<{ active: number; absences: number }>(
        'SELECT active, absences FROM employees WHERE feed = ? AND employee_no = ?',
        [test.feed, '100000'],
      );
      return [row?.active, row?.absences];
    };
    await test.drop('1.csv', all);

    expect(await test.drop('2.csv', without)).toMatchObject({ plan: { deactivated: 0, missing: 1 }, changes: [] });
    expect(await activeOf()).toEqual([1, 1]);
    expect(await test.drop('3.csv', without)).toMatchObject({
      status: 'processed',
      plan: { deactivated: 0, missing: 1 },
    });
    const spoiled = csvOf([syntheticEmployee(0, { employmentPercentage: 'x' }), ...people.slice(1)]);
    expect(await test.drop('4.csv', spoiled)).toMatchObject({ plan: { deactivated: 0, quarantined: 1 } });
    expect(await activeOf()).toEqual([1, 0]);
    expect(await test.drop('5.csv', all)).toMatchObject({ plan: { updated: 0, unchanged: 60 } });
    expect(await activeOf()).toEqual([1, 0]);
    expect(await test.drop('old.csv', without)).toMatchObject({ status: 'held', holdReasons: [{ code: 'resent' }] });
    const again = `${without}\n`;
    for (const name of ['6.csv', '7.csv']) await test.drop(name, again);
    expect(await activeOf()).toEqual([1, 2]);
    expect(await test.drop('8.csv', again)).toMatchObject({ status: 'processed', plan: { deactivated: 1 } });
    expect(await activeOf()).toEqual([0, 0]);
    expect(await test.drop('9.csv', again)).toMatchObject({ status: 'skipped' });
  });
});
