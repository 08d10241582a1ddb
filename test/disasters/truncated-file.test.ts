import { beforeAll, expect, it } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { sharedTestApps } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';
import { activeNumbers, firstSentence, registerOf } from './register-of.ts';

eachDatabase('a file that was cut off', (databases) => {
  const open = sharedTestApps();
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  it('deactivates nobody, is told by the employee whom it ends at, and gives way to the whole one', async () => {
    const test = await open({ database });
    await test.drop('monday.csv', csvOf(syntheticEmployees(200)));
    const before = await registerOf(test);

    const held = await test.drop('tuesday.csv', csvOf(syntheticEmployees(120)));

    expect(held).toMatchObject({
      status: 'held',
      diagnosis: [{ code: 'file-cut', count: 80, of: 80, facts: { employeeNo: '100119' } }],
    });
    expect(await firstSentence(test)).toBe(
      'Rollcall is holding tuesday.csv: The file seems to end at employee 100119, and all 80 missing employees come after it in the order of earlier rosters.',
    );
    expect(await registerOf(test)).toEqual(before);

    await test.app.discard(held.fileId);
    const whole = await test.drop('tuesday.csv', csvOf(syntheticEmployees(201)));
    expect(whole).toMatchObject({ status: 'processed', plan: { created: 1, deactivated: 0 } });
    expect(await activeNumbers(test)).toHaveLength(201);
  });

  it('is told by the company in whose middle it ends', async () => {
    const test = await open({ database });
    const companies = ['5', '6', '7', '8'].flatMap((companyId, index) =>
      syntheticEmployees(50, index * 50, { companyId }),
    );
    await test.drop('monday.csv', csvOf(companies));
    const before = await registerOf(test);

    const { diagnosis } = await test.drop('tuesday.csv', csvOf(companies.slice(0, 130)));

    expect(diagnosis).toMatchObject([{ code: 'file-cut', count: 70, of: 70, facts: { company: '7' } }]);
    expect(await firstSentence(test)).toBe(
      'Rollcall is holding tuesday.csv: The file ends in the middle of company 7, at employee 100129, and all 70 missing employees come after it in the order of earlier rosters.',
    );
    expect(await registerOf(test)).toEqual(before);
  });
});
