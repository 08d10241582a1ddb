import { expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../fixtures/app.ts';
import { csvOf, type RosterRow, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

const people = syntheticEmployees(40);

/** Of the first `count` the end date is this day. */
function ending(count: number, hireEndDate: string, hireEndCause = 'S'): RosterRow[] {
  return people.map((row, i) => (i < count ? { ...row, hireEndDate, hireEndCause } : row));
}

async function inactiveOf({ sql, feed }: TestApp): Promise<string[]> {
  const rows = await sql<{ employee_no: string; deactivated_by: string }>(
    'SELECT employee_no, deactivated_by FROM employees WHERE feed = ? AND active = 0 ORDER BY id',
    [feed],
  );
  return rows.map(({ employee_no, deactivated_by }) => `${employee_no} ${deactivated_by}`);
}

eachDatabase('end dates', (databases) => {
  async function open(deactivateOnEndDate: unknown) {
    let now = '2025-06-02T10:00:00.000Z';
    const test = await openTestApp({
      database: await databases.createConfig(),
      feed: { deactivateOnEndDate },
      clock: () => new Date(now),
    });
    return {
      test,
      async at(time: string) {
        now = time;
        const { processed } = await test.app.process(test.feed);
        return processed.map(({ status }) => status);
      },
    };
  }

  it('deactivate nobody unless the feed says so', async () => {
    const { test, at } = await open(false);
    await test.drop('1.csv', csvOf(ending(2, '2025-06-01')));

    expect(await at('2025-06-05T10:00:00.000Z')).toEqual([]);
    expect(await inactiveOf(test)).toEqual([]);
  });

  it('deactivate on the day after, in the time zone of the feed, and a roster that goes on changes nothing', async () => {
    const { test, at } = await open({ exceptCauses: ['A'] });
    const pensioner = (row: RosterRow, i: number) => (i === 1 ? { ...row, hireEndCause: 'A' } : row);
    const roster = ending(2, '2025-06-03').map(pensioner);
    await test.drop('1.csv', csvOf(roster));

    expect(await at('2025-06-03T21:59:00.000Z')).toEqual([]);
    expect(await at('2025-06-03T22:01:00.000Z')).toEqual(['processed']);
    expect(await inactiveOf(test)).toEqual(['100000 end_date']);
    expect(await at('2025-06-03T22:02:00.000Z')).toEqual([]);
    expect(await test.drop('2.csv', csvOf(roster))).toMatchObject({ status: 'skipped' });

    const renamed = roster.map((row, i) => (i === 0 ? { ...row, surname: 'Nyttnavn' } : row));
    expect(await test.drop('3.csv', csvOf(renamed))).toMatchObject({ plan: { updated: 1, reactivated: 0 } });
    expect(await inactiveOf(test)).toEqual(['100000 end_date']);
    const longer = renamed.map((row, i) => (i === 0 ? { ...row, hireEndDate: '2025-12-31' } : row));
    expect(await test.drop('4.csv', csvOf(longer))).toMatchObject({ plan: { reactivated: 1 } });
    expect(await inactiveOf(test)).toEqual([]);
    const kinds = (await test.app.files({ feed: test.feed })).map(({ name, source }) => `${source} ${name}`);
    expect(kinds).toContain('end-dates end dates of 2025-06-04');
  });

  it('do not repeat what somebody has undone, neither on that day nor later, while a roster goes on listing them', async () => {
    const { test, at } = await open(true);
    const roster = ending(1, '2025-06-03');
    await test.drop('1.csv', csvOf(roster));
    expect(await at('2025-06-04T10:00:00.000Z')).toEqual(['processed']);
    const [entry] = await test.app.files({ feed: test.feed, limit: 1 });
    await test.app.undo(entry?.id ?? 0, { changes: 0, dryRun: false });

    await test.drop('2.csv', `${csvOf(roster)}\n`);
    expect(await at('2025-06-04T11:00:00.000Z')).toEqual([]);
    expect(await inactiveOf(test)).toEqual([]);
    expect(await at('2025-06-05T10:00:00.000Z')).toEqual(['held']);
    expect(await inactiveOf(test)).toEqual([]);
  });

  it('are held like a roster where they are many, and so is a roster that brings many of them', async () => {
    const { test, at } = await open(true);
    await test.drop('1.csv', csvOf(ending(3, '2025-06-20')));
    expect(await at('2025-06-05T10:00:00.000Z')).toEqual([]);
    const rows = ending(4, '2025-06-09').map((row, i) => (i < 3 ? { ...row, hireEndDate: '2025-06-20' } : row));
    expect(await test.drop('2.csv', csvOf(rows))).toMatchObject({ status: 'processed' });
    expect(await test.drop('3.csv', csvOf(ending(4, '2025-06-08')))).toMatchObject({ status: 'processed' });
    const held = await test.drop('4.csv', csvOf(ending(9, '2025-06-08')));
    expect(held).toMatchObject({
      status: 'held',
      holdReasons: [{ code: 'too-many-deactivated', facts: { ending: 5, deactivated: 5 } }],
    });
    expect((await test.mails()).at(-1)?.subject).toContain('(5 people would be deactivated)');
    await test.app.discard(held.fileId);

    expect(await at('2025-06-09T10:00:00.000Z')).toEqual(['held']);
    expect(await inactiveOf(test)).toEqual([]);
    const [entry] = await test.app.files({ feed: test.feed, status: 'held' });
    expect(entry).toMatchObject({ source: 'end-dates', plan: { deactivated: 4 } });
    expect((await test.mails()).at(-1)?.subject).toContain('HELD');
    const text = (await test.mails()).at(-1)?.text ?? '';
    expect(text.replace(/\s+/g, ' ')).toContain('Check the end dates in the HR system. Approve it only if');
    expect(text).not.toMatch(/Employees in it|roster is complete/);
    expect(await test.drop('5.csv', csvOf(ending(4, '2025-06-08')))).toMatchObject({ status: 'skipped' });
    expect(await test.app.approve(entry?.id ?? 0, { changes: 0, now: false })).toMatchObject({ status: 'processed' });
    expect(await inactiveOf(test)).toHaveLength(4);
  });
});
