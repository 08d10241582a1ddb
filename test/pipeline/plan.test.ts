import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CheckReport } from '../../src/app/contract.ts';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { openTestApp } from '../fixtures/app.ts';
import { csvOf, type RosterRow, syntheticEmployee, syntheticEmployees, xmlOf } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

const first = syntheticEmployees(30);

/** Second rosters of every kind. */
const rosters: [name: string, text: string][] = [
  ['changes.csv', csvOf(changed(first))],
  ['changes.xml', xmlOf(changed(first))],
  ['warnings.csv', csvOf([...first, ...first.slice(0, 2), syntheticEmployee(31, { isDeleted: 'NO' })])],
  ['repeats.csv', csvOf([...first, { ...(first[3] as RosterRow), surname: 'Nordmann' }])],
  [
    'rejected.csv',
    csvOf([...first.slice(2), syntheticEmployee(0, { ssn: '1' }), syntheticEmployee(1, { payType: 'Q' })]),
  ],
  ['held.csv', csvOf(first.slice(0, 10))],
  ['roster-empty.csv', csvOf([])],
  ['file-empty.csv', ''],
  ['columns.csv', csvOf(first).replace('\n', ',more\n')],
  ['not-well-formed.xml', xmlOf(first).slice(0, -20)],
];

eachDatabase('plan', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  async function openWithFirst() {
    const test = await openTestApp({ database });
    await test.drop('first.csv', csvOf(first));
    return test;
  }

  it.each(rosters)('tells of %s what the import then does, and keeps nothing', async (name, text) => {
    const test = await openWithFirst();
    const path = await test.write(name, text);
    const before = [await test.dump(), await filesIn(test.dir)];

    const planned = await test.app.plan(path, test.feed);

    expect([await test.dump(), await filesIn(test.dir)]).toEqual(before);
    const { fileId, status, timings: _, ...imported } = await test.app.import(path, test.feed);
    expect(planned).toEqual(imported);
    expect(fileId).toBeGreaterThan(0);
    expect(planned.held).toBe(status === 'held');
    expect(planned.verdict === 'rejected').toBe(status === 'rejected');
  });

  it('tells every kind of change with its fields', async () => {
    const test = await openWithFirst();
    const planned = await test.app.plan(await test.write('second.csv', csvOf(changed(first))), test.feed);
    expect(planned.plan).toMatchObject({ created: 2, updated: 1, deactivated: 2, unchanged: 26, quarantined: 1 });
    expect(planned.changes.map(({ kind, employeeNo }) => `${kind} ${employeeNo}`).sort()).toEqual([
      'created 100030',
      'created 100031',
      'deactivated 100002',
      'deactivated 100029',
      'updated 100001',
    ]);
  });

  it('of a feed without employees creates all of them, again and again', async () => {
    const test = await openTestApp({ database });
    const path = await test.write('first.csv', csvOf(first));
    const once = await test.app.plan(path, test.feed);
    expect(once.plan.created).toBe(30);
    expect(await test.app.plan(path, test.feed)).toEqual(once);
    expect(await test.app.employees({ feed: test.feed })).toEqual([]);
    expect(await test.app.files({ feed: test.feed })).toEqual([]);
  });

  it('does not end a hold', async () => {
    const test = await openWithFirst();
    const held = await test.drop('held.csv', csvOf(first.slice(0, 10)));
    await test.app.plan(await test.write('second.csv', csvOf(changed(first))), test.feed);
    expect((await test.app.file(held.fileId)).file.status).toBe('held');
  });

  it.each(rosters)('check finds in %s the issues of the import', async (name, text) => {
    const test = await openTestApp({ database });
    const path = await test.write(name, text);
    const checked = await test.app.check(path, test.feed);
    const imported = await test.app.import(path, test.feed);
    const { file, feed, layout, kind, rows, verdict, dialect, issueCounts, issues } = imported;
    const expected: CheckReport = { file, feed, layout, kind, rows, verdict, dialect, issueCounts, issues };
    expect(checked).toEqual(expected);
  });
});

describe('check', () => {
  it('works while the database is down, and writes nothing', async () => {
    const test = await openTestApp({ database: { client: 'mysql', url: 'mysql://nobody@127.0.0.1:1/none' } });
    const path = await test.write('rejected.csv', csvOf([syntheticEmployee(0, { ssn: '1' })]));
    const before = await filesIn(test.dir);
    expect(await test.app.check(path, test.feed)).toMatchObject({ verdict: 'rejected', issueCounts: { fatal: 1 } });
    await expect(test.app.plan(path, test.feed)).rejects.toMatchObject({
      code: 'database-unreachable',
      retryable: true,
    });
    expect(await filesIn(test.dir)).toEqual(before);
  });

  it('makes no database file', async () => {
    const test = await openTestApp({ database: { client: 'sqlite', file: 'data/rollcall.db' } });
    await test.app.check(await test.write('first.csv', csvOf(first)), test.feed);
    await expect(access(join(test.dir, 'data'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('names a file or a feed that is not there', async () => {
    const test = await openTestApp({ database: { client: 'sqlite', file: 'data/rollcall.db' } });
    await expect(test.app.check(join(test.dir, 'none.csv'), test.feed)).rejects.toMatchObject({
      code: 'file-not-found',
    });
    await expect(test.app.check(join(test.dir, 'none.csv'), 'nobody')).rejects.toMatchObject({ code: 'feed-unknown' });
  });
});

/** Somebody marked deleted, a leaver, a new address, a row that can't be used, and two new employees. */
function changed(rows: readonly RosterRow[]): RosterRow[] {
  const kept = rows.slice(0, -1).map((row, i) => {
    if (i === 1) return { ...row, addressLine: 'Nyveien 1' };
    if (i === 2) return { ...row, isDeleted: 'true' };
    return i === 3 ? { ...row, payType: 'Q' } : row;
  });
  return [...kept, ...syntheticEmployees(2, rows.length)];
}

async function filesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}
