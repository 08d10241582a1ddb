import { beforeAll, expect, it } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { sharedTestApps } from '../fixtures/app.ts';
import { csvOf, type RosterRow, ssnFor, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';
import { syncedCsv, syncedEmployee } from './hr-data-sync.ts';
import { activeNumbers, firstSentence, registerOf } from './register-of.ts';

eachDatabase('a roster whose leading zeros a spreadsheet ate', (databases) => {
  const open = sharedTestApps();
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  /** Numbers of six digits, all of them with zeros in front. */
  const padded = (i: number) => String(1 + i).padStart(6, '0');
  const eaten = (text: string) => text.replace(/^0+(?=\d)/, '');

  it('deactivates and renumbers nobody, names the zeros, and gives way to the roster with them', async () => {
    const test = await open({ database });
    // Of people whose identity number has no zero in front; others have the roster rejected, as below.
    const rows = syntheticEmployees(100).map((row, i) => ({
      ...row,
      employeeNo: padded(i),
      ssn: ssnFor(row.dateOfBirth, 40),
    }));
    await test.drop('monday.csv', csvOf(rows));
    const before = await registerOf(test);

    const held = await test.drop('tuesday.csv', csvOf(rows.map(withoutZeros)));

    expect(held).toMatchObject({
      status: 'held',
      diagnosis: [{ code: 'leading-zeros-lost', count: 100, of: 100, facts: { in: 'number', digits: '6' } }],
    });
    expect(await firstSentence(test)).toBe(
      'Rollcall is holding tuesday.csv: All 100 missing employees match if leading zeros are restored, to 6 digits.',
    );
    expect(await registerOf(test)).toEqual(before);

    await test.app.discard(held.fileId);
    const right = await test.drop('tuesday.csv', csvOf([...rows, ...syntheticEmployees(1, 500)]));
    expect(right).toMatchObject({ status: 'processed', plan: { created: 1, renumbered: 0, deactivated: 0 } });
    expect(await activeNumbers(test)).toHaveLength(101);
  });

  it('is told by its figures where some have really left and some numbers had no zeros, without an identity number', async () => {
    const test = await open({ database, feed: { layout: 'hr-data-sync' } });
    const employees = Array.from({ length: 100 }, (_, i) =>
      syncedEmployee(i, { employee_id: i < 60 ? padded(i) : String(500_000 + i) }),
    );
    await test.drop('monday.csv', syncedCsv(employees));
    const before = await registerOf(test);

    const staying = employees.filter((_, i) => i % 15 !== 4);
    const { diagnosis } = await test.drop(
      'tuesday.csv',
      syncedCsv(staying.map((employee) => ({ ...employee, employee_id: eaten(employee.employee_id ?? '') }))),
    );

    expect(diagnosis).toMatchObject([{ code: 'leading-zeros-lost', count: 56, of: 63 }]);
    expect(await firstSentence(test)).toBe(
      'Rollcall is holding tuesday.csv: 56 of the 63 missing employees match if leading zeros are restored, to 6 digits.',
    );
    expect(await registerOf(test)).toEqual(before);
  });

  it('is held, too, where only few numbers begin with a zero', async () => {
    for (const layout of ['personnel-ticket', 'hr-data-sync'] as const) {
      const test = await open({ database, feed: { layout } });
      const rosterOf = (numberOf: (i: number) => string) =>
        layout === 'hr-data-sync'
          ? syncedCsv(Array.from({ length: 40 }, (_, i) => syncedEmployee(i, { employee_id: numberOf(i) })))
          : csvOf(
              syntheticEmployees(40).map((row, i) => ({
                ...row,
                employeeNo: numberOf(i),
                ssn: ssnFor(row.dateOfBirth, 40),
              })),
            );
      const numberOf = (i: number) => (i < 3 ? padded(i) : String(500_000 + i));
      await test.drop('monday.csv', rosterOf(numberOf));
      const before = await registerOf(test);

      const held = await test.drop(
        'tuesday.csv',
        rosterOf((i) => eaten(numberOf(i))),
      );

      expect(held).toMatchObject({ status: 'held', diagnosis: [{ code: 'leading-zeros-lost', count: 3, of: 3 }] });
      expect(held.holdReasons.map(({ code }) => code)).toContain('too-many-renumbered');
      expect(await registerOf(test)).toEqual(before);
    }
  });

  it('is rejected where it ate those of identity numbers, too', async () => {
    const test = await open({ database });
    const rows = syntheticEmployees(100).map((row, i) => ({ ...row, employeeNo: padded(i) }));
    await test.drop('monday.csv', csvOf(rows));
    const before = await registerOf(test);
    const spoiled = rows.map((row) => ({ ...withoutZeros(row), ssn: eaten(row.ssn) }));
    const count = rows.filter(({ ssn }) => ssn.startsWith('0')).length;

    expect((await test.drop('tuesday.csv', csvOf(spoiled))).status).toBe('rejected');
    expect(await firstSentence(test)).toBe(`Rollcall rejected tuesday.csv: ${count} SSNs are invalid.`);
    expect(await registerOf(test)).toEqual(before);
  });

  function withoutZeros(row: RosterRow): RosterRow {
    return { ...row, employeeNo: eaten(row.employeeNo) };
  }
});
