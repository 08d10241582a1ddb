import { beforeAll, expect, it } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { sharedTestApps } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';
import { activeNumbers, firstSentence, registerOf } from './register-of.ts';

eachDatabase("last month's roster", (databases) => {
  const open = sharedTestApps();
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  const november = csvOf(syntheticEmployees(100));
  /** Five have left, five have come, and forty have moved. */
  const inDecember = [...syntheticEmployees(40, 5, { postalCode: '0150' }), ...syntheticEmployees(60, 45)];
  const december = csvOf(inDecember);

  it('deactivates nobody and brings nobody back, is told by its day, and gives way to the right one', async () => {
    const test = await open({ database, now: '2026-11-03T06:00:00.000Z' });
    await test.drop('roster.csv', november);
    await test.drop('roster.csv', december);
    const before = await registerOf(test);

    const held = await test.drop('roster.csv', november);

    expect(held).toMatchObject({ status: 'held', diagnosis: [{ code: 'old-roster-resent', count: 50, of: 50 }] });
    expect(await firstSentence(test)).toBe(
      'Rollcall is holding roster.csv: This file is the roster of 3 November 2026 again.',
    );
    expect(await registerOf(test)).toEqual(before);

    await test.app.discard(held.fileId);
    const right = await test.drop('roster.csv', csvOf([...inDecember, ...syntheticEmployees(1, 500)]));
    expect(right).toMatchObject({ status: 'processed', plan: { created: 1, deactivated: 0 } });
    expect(await activeNumbers(test)).toHaveLength(101);
  });

  it('is told by the dates of the names where it was written anew', async () => {
    const test = await open({ database });
    await test.drop('roster-2026-11-30.csv', november);
    await test.drop('roster-2026-12-31.csv', december);
    const before = await registerOf(test);

    const { diagnosis } = await test.drop('roster-2026-11-30.csv', csvOf(syntheticEmployees(99)));

    expect(diagnosis).toMatchObject([{ code: 'old-roster-resent' }]);
    expect(await firstSentence(test)).toBe(
      'Rollcall is holding roster-2026-11-30.csv: By its name this file is of 30 November 2026, and the last one of 31 December 2026.',
    );
    expect(await registerOf(test)).toEqual(before);
  });
});
