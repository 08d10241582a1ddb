import { beforeAll, expect, it } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { sharedTestApps } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';
import { syncedCsv, syncedEmployee } from './hr-data-sync.ts';
import { activeNumbers, firstSentence, registerOf } from './register-of.ts';

eachDatabase("another company's roster", (databases) => {
  const open = sharedTestApps();
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  it('deactivates nobody, is told by both companies, and gives way to the right one', async () => {
    const test = await open({ database });
    const own = syntheticEmployees(120, 0, { companyId: '12' });
    await test.drop('monday.csv', csvOf(own));
    const before = await registerOf(test);
    // In both companies numbers are given out from the same one on.
    const others = syntheticEmployees(90, 1000, { companyId: '99' }).map((row, i) => ({
      ...row,
      employeeNo: String(100_000 + i),
    }));

    const held = await test.drop('tuesday.csv', csvOf(others));

    expect(held).toMatchObject({ status: 'held', diagnosis: [{ code: 'other-company', count: 120, of: 120 }] });
    expect(await firstSentence(test)).toBe(
      'Rollcall is holding tuesday.csv: The file is of company 99, which the feed has never had; all 120 missing employees belong to company 12.',
    );
    expect(await registerOf(test)).toEqual(before);

    await test.app.discard(held.fileId);
    const right = await test.drop('tuesday.csv', csvOf(own.slice(0, 119)));
    expect(right).toMatchObject({ status: 'processed', plan: { deactivated: 1 } });
    expect(await activeNumbers(test)).toHaveLength(119);
  });

  it('is told by its people where the system has no companies', async () => {
    const test = await open({ database, feed: { layout: 'hr-data-sync' } });
    const people = (from: number) => Array.from({ length: 80 }, (_, i) => syncedEmployee(from + i));
    await test.drop('monday.csv', syncedCsv(people(0)));
    const before = await registerOf(test);

    const { diagnosis } = await test.drop('tuesday.csv', syncedCsv(people(1000)));

    expect(diagnosis).toMatchObject([{ code: 'nobody-known', count: 80, of: 80 }]);
    expect(await firstSentence(test)).toBe(
      'Rollcall is holding tuesday.csv: The file looks like the roster of others: all 80 employees in it are new, by number and by name.',
    );
    expect(await registerOf(test)).toEqual(before);
  });
});
