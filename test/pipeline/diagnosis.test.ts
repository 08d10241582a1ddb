import { beforeAll, expect, it } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { syncedCsv, syncedEmployee } from '../disasters/hr-data-sync.ts';
import { sharedTestApps } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase, onDatabase } from '../services/databases.ts';

eachDatabase('the reason of a hold', (databases) => {
  const open = sharedTestApps();
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  const rows = syntheticEmployees(60, 0, { companyId: '12' });
  const shop = syntheticEmployees(40, 60, { companyId: '14' });
  const first = csvOf([...rows, ...shop]);

  it.each([
    [
      'a prefix in front',
      rows.map((row) => ({ ...row, employeeNo: `E-${row.employeeNo}` })),
      csvOf(rows),
      'prefix-added',
      60,
    ],
    ['a company left out', rows, first, 'company-missing', 40],
    [
      'a company with another id',
      [...rows, ...shop.map((row) => ({ ...row, companyId: '15' }))],
      first,
      'company-changed',
      40,
    ],
    [
      'new and changed people alone',
      [...syntheticEmployees(9, 500), ...rows.slice(0, 3).map((row) => ({ ...row, surname: 'Ny' }))],
      first,
      'looks-partial',
      12,
    ],
    ['one field that has changed', rows.map((row) => ({ ...row, surname: 'Ny' })), csvOf(rows), 'field-changed', 60],
  ])('is found for %s by plan as by import, and kept', async (_what, after, before, code, count) => {
    const test = await open({ database });
    await test.drop('monday.csv', before);
    const planned = await test.app.plan(await test.write('tuesday.csv', csvOf(after)), test.feed);
    const imported = await test.drop('tuesday.csv', csvOf(after));

    expect(imported.status).toBe('held');
    expect(imported.diagnosis).toMatchObject([{ code, count }]);
    expect(planned.diagnosis).toEqual(imported.diagnosis);
    expect((await test.app.file(imported.fileId)).file.diagnosis).toEqual(imported.diagnosis);
    expect(JSON.stringify(imported.diagnosis)).not.toMatch(/Ny|\d{11}/);
  });

  it('is not looked for where nothing is held', async () => {
    const test = await open({ database });
    await test.drop('monday.csv', first);
    const processed = await test.drop('tuesday.csv', csvOf([...rows, ...shop.slice(1)]));
    expect(processed).toMatchObject({ status: 'processed', diagnosis: [] });
    expect(processed.timings).not.toHaveProperty('diagnose');
  });
});

onDatabase('sqlite', 'the reason of a hold of very many people', (databases) => {
  const open = sharedTestApps();

  it('is found by looking some of them up', { timeout: 90_000 }, async () => {
    const test = await open({ database: await databases.createConfig(), feed: { layout: 'hr-data-sync' } });
    const rosterOf = (numberOf: (no: number) => string) =>
      syncedCsv(Array.from({ length: 10_500 }, (_, i) => syncedEmployee(i, { employee_id: numberOf(1000 + i) })));
    const diagnosisOf = async (numberOf: (no: number) => string) => {
      const path = await test.write('roster.csv', rosterOf(numberOf));
      return (await test.app.import(path, test.feed, { changes: 0 })).diagnosis;
    };
    await diagnosisOf(String);

    expect(await diagnosisOf((no) => `e${no}`)).toMatchObject([
      {
        ...{ code: 'prefix-added', count: 10_500, of: 10_500 },
        message: 'Nearly all 10,500 missing employees match if the prefix e is removed.',
      },
    ]);
    expect(await diagnosisOf((no) => String(50_000 + ((no * 37) % 10_500)))).toMatchObject([
      {
        ...{ code: 'new-numbers', count: 10_500, of: 10_500 },
        message: 'Nearly all 10,500 missing employees reappear with the same email address under new employee numbers.',
      },
    ]);
  });
});
