import { expect, it } from 'vitest';
import { openTestApp } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

const people = syntheticEmployees(100);
const without = (count: number) => csvOf(people.slice(count));

eachDatabase('the windows of the guard', (databases) => {
  it('hold what adds up over several rosters, but not what was approved', async () => {
    let now = '2025-06-02T06:00:00.000Z';
    const test = await openTestApp({ database: await databases.createConfig(), clock: () => new Date(now) });
    const codesOf = async (name: string, count: number) => {
      const { status, holdReasons } = await test.drop(name, without(count));
      return [status, ...holdReasons.map(({ code }) => code)];
    };
    await test.drop('0.csv', without(0));

    expect(await codesOf('1.csv', 9)).toEqual(['processed']);
    now = '2025-06-02T20:00:00.000Z';
    expect(await codesOf('2.csv', 14)).toEqual(['processed']);
    const full = await test.drop('3.csv', without(15));
    expect(full).toMatchObject({ status: 'held', holdReasons: [{ code: 'window-full' }] });
    expect(full.holdReasons[0]?.message).toBe(
      'With the one person of this roster, 15 of 100 active ones would have been deactivated in 24 hours (15.0 %; the limit is 15 %).',
    );
    expect(await codesOf('nobody.csv', 14)).toEqual(['skipped']);

    now = '2025-06-04T06:00:00.000Z';
    expect(await codesOf('4.csv', 19)).toEqual(['processed']);
    const week = await test.drop('5.csv', without(20));
    expect(week.holdReasons).toMatchObject([{ code: 'window-full', facts: { days: 7, deactivated: 20, active: 100 } }]);
    expect(await test.app.approve(week.fileId, { changes: 0, now: true })).toMatchObject({ status: 'processed' });
    now = '2025-06-09T07:00:00.000Z';
    expect(await codesOf('6.csv', 23)).toEqual(['processed']);
  });
});
