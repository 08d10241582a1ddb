import { expect, test, vi } from 'vitest';
import { openTestApp, type TestApp } from '../fixtures/app.ts';
import { eventually } from '../fixtures/daemon.ts';
import { troubleNextThread } from '../fixtures/reading-thread.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 90_000 });

/** More than is planned while it is staged: see plan-file.ts. */
const people = syntheticEmployees(54_000);
/** One in 27 is known, so that changes stand among the first rows and among the last. */
const isKnown = (i: number) => i % 27 === 0;
const leavers = syntheticEmployees(100, people.length);

const first = csvOf([...people.filter((_, i) => isKnown(i)), ...leavers]);
/** Who was known has moved. The first row comes once more at the end, and says something else there. */
const second = csvOf([
  ...people.map((row, i) => (isKnown(i) ? { ...row, addressLine: 'Nyveien 1' } : row)),
  syntheticEmployee(0, { addressLine: 'Nyveien 2' }),
]);

eachDatabase('a plan that is begun while its rows are staged', (databases) => {
  test('is the one that is made afterwards, also where more is staged than is planned ahead', async () => {
    const opened = await openTestApp({ database: await databases.createConfig() });
    await opened.drop('first.csv', first);
    const path = await opened.write('second.csv', second);
    const afterwards = await opened.app.plan(path, opened.feed);

    const thread = await troubleNextThread('wait');
    const imported = opened.app.import(path, opened.feed);
    await thread.reached();
    await eventually('rows that are planned', async () => (await newRowsOf(opened)).planned > 0);
    await thread.goOn();
    const { fileId, status, timings: _, ...ahead } = await imported;

    expect(ahead).toEqual(afterwards);
    expect(ahead.plan).toMatchObject({ created: 52_000, updated: 1999, deactivated: 100, quarantined: 2 });
    expect({ status, changes: ahead.changes.length }).toEqual({ status: 'held', changes: 54_099 });
    const { planned, left } = await newRowsOf(opened);
    expect([fileId > 0, planned > 0, left > 0, planned + left]).toEqual([true, true, true, 52_000]);
  });
});

/** Staged rows of new employees: those that were planned ahead are marked, those that were left for the end are not. */
async function newRowsOf({ sql }: TestApp): Promise<{ planned: number; left: number }> {
  const [row] = await sql(
    `SELECT COUNT(kind) AS planned, COUNT(*) - COUNT(kind) AS not_planned FROM employee_imports
     WHERE state = 'staged' AND employee_id IS NULL`,
  );
  return { planned: Number(row?.planned), left: Number(row?.not_planned) };
}
