import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { noChanges } from '../../src/domain/plan.ts';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { type FeedSettings, openTestApp, sharedTestApps, type TestApp } from '../fixtures/app.ts';
import {
  csvOf,
  longAddress,
  type RosterRow,
  syntheticEmployee,
  syntheticEmployees,
  xmlOf,
} from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

const people = syntheticEmployees(120);
const misprinted: Partial<RosterRow> = { payType: 'Q' };

eachDatabase('the first roster of a feed', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });
  const openShared = sharedTestApps();
  const open = (feed: FeedSettings = {}) => openShared({ database, feed });

  it('leaves the same register as one that was staged and planned first', async () => {
    const direct = await open();
    const staged = await open({ schedule: '0 0 1 1 *' });
    const content = csvOf([...people.slice(1), syntheticEmployee(0, { isDeleted: 'true' })]);

    const report = await direct.drop('roster.csv', content);
    await staged.app.import(await staged.write('roster.csv', content), staged.feed);
    await staged.app.process(staged.feed);

    expect(report).toMatchObject({ status: 'processed', plan: { ...noChanges(), created: 120 } });
    expect(await employeesOf(direct)).toHaveLength(120);
    expect(await employeesOf(direct)).toEqual(await employeesOf(staged));
    expect(await direct.sealed()).toEqual(await staged.sealed());
    expect(await imports(direct)).toEqual([]);
    expect(await imports(staged)).toHaveLength(120);
  });

  it('tells for every employee the file and the line, and lists all of them as created', async () => {
    const test = await open();

    const report = await test.drop('roster.csv', csvOf(people));

    expect(report.changes.map(({ kind, employeeNo }) => [kind, employeeNo])).toEqual(
      people.map(({ employeeNo }) => ['created', employeeNo]),
    );
    const [last] = await test.app.employees({ feed: test.feed, employeeNo: people.at(-1)?.employeeNo ?? '' });
    expect(await test.app.history(last?.id ?? 0)).toMatchObject([
      { kind: 'created', fileId: report.fileId, fileName: 'roster.csv', line: 121, fields: [] },
    ]);
    const listed = await Array.fromAsync(test.app.fileChanges(report.fileId));
    expect(listed).toHaveLength(120);
  });

  it('is unchanged when it comes again in another format, and then changes by one row', async () => {
    const test = await open();
    await test.drop('roster.csv', csvOf(people));

    expect(await test.drop('again.csv', csvOf(people, { delimiter: ';', newline: '\r\n' }))).toMatchObject({
      plan: { ...noChanges(), unchanged: 120 },
    });
    expect(await imports(test)).toEqual([]);
    const moved = people.with(7, syntheticEmployee(7, { addressLine: 'Nyveien 1' }));
    expect(await test.drop('moved.xml', xmlOf(moved))).toMatchObject({
      plan: { ...noChanges(), updated: 1, unchanged: 119 },
    });
  });

  it('leaves nothing of a roster with one invalid birth date, and every issue in the report', async () => {
    const test = await open();
    const rows = people.with(110, syntheticEmployee(110, { dateOfBirth: '1979-02-30' }));

    const report = await test.drop('roster.csv', csvOf(rows.with(3, syntheticEmployee(3, misprinted))));

    expect(report).toMatchObject({ status: 'rejected', issueCounts: { total: 2, fatal: 1, row: 1 } });
    expect(await employeesOf(test)).toEqual([]);
    expect(await imports(test)).toEqual([]);
    expect(await linesOfReport(test, report.fileId)).toHaveLength(3);
    expect(await test.drop('mended.csv', csvOf(people))).toMatchObject({ status: 'processed' });
    expect(await employeesOf(test)).toHaveLength(120);
  });

  it('quarantines unusable rows and creates the others', async () => {
    const test = await open();

    const report = await test.drop('roster.csv', csvOf(people.with(3, syntheticEmployee(3, misprinted))));

    expect(report).toMatchObject({
      status: 'processed_with_warnings',
      plan: { ...noChanges(), created: 119, quarantined: 1 },
    });
    expect(await imports(test)).toMatchObject([{ employee_no: people[3]?.employeeNo, state: 'quarantined' }]);
  });

  it('uses no row of an employee number that stands there twice with different data', async () => {
    const test = await open();
    const twin = syntheticEmployee(5, { surname: 'Nordmann' });

    const report = await test.drop('roster.csv', csvOf([...people, twin]));

    expect(report).toMatchObject({ rows: 121, plan: { ...noChanges(), created: 119, quarantined: 2 } });
    expect((await employeesOf(test)).map(({ employee_no }) => employee_no)).not.toContain(twin.employeeNo);
    expect(await linesOfReport(test, report.fileId)).toHaveLength(3);
  });

  it('is held with the register empty, where the guard wants it, and applied when somebody says yes', async () => {
    const test = await open();
    const rows = people.map((row, i) => (i < 20 ? { ...row, ...misprinted } : row));

    const report = await test.drop('roster.csv', csvOf(rows));

    expect(report).toMatchObject({ status: 'held', plan: { created: 100, quarantined: 20 } });
    expect(report.holdReasons.map(({ code }) => code)).toEqual(['too-many-quarantined']);
    expect(await employeesOf(test)).toEqual([]);
    await test.app.approve(report.fileId, { now: false, changes: 0 });
    expect(await employeesOf(test)).toHaveLength(100);
  });
});

describe('a roster that is large enough for a thread of its own', () => {
  eachDatabase('as the first of its feed', (databases) => {
    it('has no row used of an employee number that stands twice among the rows that were read ahead', async () => {
      const test = await openTestApp({ database: await databases.createConfig() });
      const many = syntheticEmployees(3000, 0, { addressLine: longAddress });
      const twin = syntheticEmployee(10, { addressLine: longAddress, surname: 'Nordmann' });

      const report = await test.drop('roster.csv', csvOf(many.toSpliced(20, 0, twin)));

      expect(report).toMatchObject({ rows: 3001, plan: { ...noChanges(), created: 2999, quarantined: 2 } });
      expect(await employeesOf(test)).toHaveLength(2999);
    });
  });

  eachDatabase('beside a small one', (databases) => {
    it('is judged, staged and applied alike', async () => {
      const database = await databases.createConfig();
      const small = await openTestApp({ database });
      const large = await openTestApp({ database });
      const days = [
        csvOf(people),
        csvOf([
          ...people.slice(2).with(30, syntheticEmployee(32, { addressLine: 'Nyveien 1' })),
          ...syntheticEmployees(9, 500),
          syntheticEmployee(40, { surname: 'Nordmann' }),
          syntheticEmployee(50),
          syntheticEmployee(60, misprinted),
        ]),
        csvOf(people.with(70, syntheticEmployee(70, { ssn: '00000' }))),
      ];

      for (const [day, content] of days.entries()) {
        const expected = await small.drop(`day-${day}.csv`, content);
        const report = await large.drop(`day-${day}.csv`, content + blankLines);

        expect({ ...report, ...own }).toEqual({ ...expected, ...own });
        expect(await employeesOf(large)).toEqual(await employeesOf(small));
        expect(await linesOfReport(large, report.fileId)).toEqual(await linesOfReport(small, expected.fileId));
      }
      expect(await large.sealed()).toEqual(await small.sealed());
    });

    it('can be checked', async () => {
      const test = await openTestApp({ database: await databases.createConfig() });
      const path = await test.write('roster.csv', csvOf([...people, people[0] as RosterRow]) + blankLines);

      expect(await test.app.check(path, test.feed)).toMatchObject({
        rows: 121,
        verdict: 'valid_with_warnings',
        issueCounts: { byCode: { 'duplicate-rows': 1 } },
      });
    });
  });
});

/** More than a megabyte that holds no row. */
const blankLines = '\n'.repeat(1_100_000);
/** What tells one report from another's. */
const own = { file: '', feed: '', fileId: 0, timings: {} };

async function employeesOf(test: TestApp) {
  const rows = await test.sql('SELECT * FROM employees WHERE feed = ? ORDER BY employee_no', [test.feed]);
  // Ids, and what is keyed or random, differ from run to run.
  const differing = ['id', 'feed', 'sealed', 'source_digest', 'created_file_id'];
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !differing.includes(name))));
}

function imports(test: TestApp) {
  return test.sql('SELECT employee_no, state FROM employee_imports WHERE feed = ?', [test.feed]);
}

async function linesOfReport(test: TestApp, fileId: number): Promise<string[]> {
  const report = await test.app.fileErrors(fileId);
  return report === null ? [] : (await text(report)).trim().split('\r\n');
}
