import { expect, test } from 'vitest';
import { createRegister } from '../../src/store/register.ts';
import { eachDatabase } from '../services/databases.ts';
import { encodeSample, numbered } from './sample-rows.ts';

eachDatabase('a snapshot', ({ open, connectTo, configOf }) => {
  test('lists the employees of one moment while others write, and makes nobody wait', async () => {
    const database = await open();
    const { knex, dialect } = database;
    const other = await connectTo(configOf(database));
    const at = '2026-03-01T05:00:00.000Z';
    const add = (fileId: number, rows: ReturnType<typeof numbered>) =>
      other.transaction((trx) =>
        createRegister(trx, dialect).create({ fileId, feed: 'acme', at }, [encodeSample(dialect.rowEncoding, rows)]),
      );
    // More than are read at once.
    await add(1, numbered('7', 1, 1200));

    const seen = await database.snapshot(async (trx) => {
      const register = createRegister(trx, dialect);
      const before = await register.countPerCompany('acme');
      const parts: number[] = [];
      const surnames = new Set<string | null>();
      for await (const part of register.list('acme', { attributes: false, sealed: false })) {
        if (parts.length === 0) {
          await other.knex('employees').update({ surname: 'Later', active: false });
          await add(2, numbered('7', 5000, 50));
        }
        parts.push(part.length);
        for (const { surname } of part) surnames.add(surname);
      }
      return { parts, before, after: await register.countPerCompany('acme'), isLater: surnames.has('Later') };
    });

    expect(seen.parts.length).toBeGreaterThan(2);
    expect(seen.parts.reduce((sum, count) => sum + count, 0)).toBe(1200);
    expect(seen.isLater).toBe(false);
    expect(seen.after).toEqual(seen.before);
    const now = await createRegister(knex, dialect).countPerCompany('acme');
    expect(now.reduce((sum, { deactivated }) => sum + deactivated, 0)).toBe(1200);
  });
});
