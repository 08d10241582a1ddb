import { beforeAll, expect, it } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { sharedTestApps } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';
import { syncedCsv, syncedEmployee } from './hr-data-sync.ts';
import { firstSentence, registerOf } from './register-of.ts';

eachDatabase('a new HR system with new numbers', (databases) => {
  const open = sharedTestApps();
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  /** In no order that the old numbers have. */
  const newNumber = (i: number) => `${7000 + ((i * 37) % 1000)}`;

  it('keeps everybody once it is approved, with their history: they are the same people', async () => {
    const test = await open({ database });
    const rows = syntheticEmployees(100);
    await test.drop('old.csv', csvOf(rows));
    await test.drop('old-2.csv', csvOf(rows.map((row, i) => (i === 3 ? { ...row, surname: 'Nytt' } : row))));
    const before = await registerOf(test);
    const ids = await idsBySurname(test);

    const renumbered = rows.map((row, i) => ({
      ...row,
      employeeNo: newNumber(i),
      ...(i === 3 && { surname: 'Nytt' }),
    }));
    const held = await test.drop('new.csv', csvOf(renumbered));

    expect(held).toMatchObject({
      status: 'held',
      plan: { renumbered: 100, deactivated: 0, created: 0 },
      diagnosis: [{ code: 'new-numbers', count: 100, of: 100, facts: { by: 'nationalId' } }],
    });
    expect(await firstSentence(test)).toBe(
      'Rollcall is holding new.csv: 100 national identity numbers reappear under new employee numbers.',
    );
    expect(await registerOf(test)).toEqual(before);

    expect(await test.app.approve(held.fileId, { now: true, changes: 0 })).toMatchObject({ status: 'processed' });
    expect(await idsBySurname(test)).toEqual(ids);
    const [person] = await test.app.employees({ feed: test.feed, employeeNo: newNumber(3) });
    const history = await test.app.history(person?.id ?? 0);
    expect(history.map(({ kind }) => kind)).toEqual(['created', 'updated', 'renumbered']);
  });

  it('is told by email addresses where the system has no identity numbers', async () => {
    const test = await open({ database, feed: { layout: 'hr-data-sync' } });
    const employees = Array.from({ length: 100 }, (_, i) => syncedEmployee(i));
    await test.drop('old.csv', syncedCsv(employees));
    const before = await registerOf(test);

    const { diagnosis } = await test.drop(
      'new.csv',
      syncedCsv(employees.slice(2).map((employee, i) => ({ ...employee, employee_id: newNumber(i) }))),
    );

    expect(diagnosis).toMatchObject([{ code: 'new-numbers', count: 98, of: 100, facts: { by: 'email' } }]);
    expect(await firstSentence(test)).toBe(
      'Rollcall is holding new.csv: 98 of the 100 missing employees reappear with the same email address under new employee numbers.',
    );
    expect(await registerOf(test)).toEqual(before);
  });

  async function idsBySurname({ sql, feed }: Awaited<ReturnType<typeof open>>) {
    return sql('SELECT id, surname, active FROM employees WHERE feed = ? ORDER BY id', [feed]);
  }
});
