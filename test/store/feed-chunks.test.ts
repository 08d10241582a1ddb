import { expect, test } from 'vitest';
import { chunksOfFeed } from '../../src/store/feed-chunks.ts';
import { readDigests } from '../../src/store/read-digests.ts';
import { createRegister } from '../../src/store/register.ts';
import { createStaging } from '../../src/store/staging.ts';
import { eachDatabase, type TestDatabases } from '../services/databases.ts';
import { encodeSample, numbered } from './sample-rows.ts';

type Opened = Awaited<ReturnType<TestDatabases['open']>>;

async function add({ knex, dialect }: Opened, feed: string, rows: ReturnType<typeof numbered>): Promise<void> {
  const encoded = encodeSample(dialect.rowEncoding, rows);
  await createRegister(knex, dialect).create({ fileId: 1, feed, at: '2026-03-01T05:00:00.000Z' }, [encoded]);
}

async function readAll({ knex, dialect }: Opened, feed: string, size: number) {
  const chunks: number[][] = [];
  let table = '';
  for await (const chunk of chunksOfFeed(knex, dialect, feed, size)) {
    ({ table } = chunk);
    const rows = await dialect.rows<{ id: number }>(
      knex,
      `SELECT id FROM ${table} WHERE ${chunk.where}`,
      chunk.bindings,
    );
    chunks.push(rows.map(({ id }) => id));
  }
  const byKey = table.includes('employees_key');
  return {
    byKey,
    longest: Math.max(0, ...chunks.map(({ length }) => length)),
    ids: chunks.flat().sort((a, b) => a - b),
  };
}

const idsOf = ({ knex }: Opened, feed: string): Promise<number[]> =>
  knex('employees').where({ feed }).orderBy('id').pluck('id');

eachDatabase('chunks of a feed', ({ open }) => {
  test('hold each of its employees once, by id where the feed is most of the table and by key where it is not', async () => {
    const database = await open();
    for (const [feed, count] of [
      ['beta', 60],
      ['acme', 12],
      ['gamma', 5],
    ] as const) {
      for (const company of ['1', '10', '2', 'Ø']) await add(database, feed, numbered(company, 95, count));
    }

    for (const [feed, byKey] of [
      ['beta', false],
      ['acme', true],
      ['gamma', true],
    ] as const) {
      for (const size of [1, 7, 48, 1000]) {
        const read = await readAll(database, feed, size);
        expect(read).toMatchObject({ byKey, ids: await idsOf(database, feed) });
        expect(read.longest).toBeLessThanOrEqual(size);
      }
    }
    expect((await readAll(database, 'nobody', 7)).ids).toEqual([]);
  });

  test('pass over ids that a load has lost when it was rolled back', async () => {
    const database = await open();
    await add(database, 'acme', numbered('1', 0, 5));
    await database.knex('employees').where({ employee_no: '4' }).update({ id: 40_000_000 });
    await add(database, 'acme', numbered('1', 100, 5));

    const read = await readAll(database, 'acme', 10);

    expect(read).toMatchObject({ byKey: false, ids: await idsOf(database, 'acme') });
    expect(read.ids).toHaveLength(10);
  });

  test('an empty register has none', async () => {
    expect((await readAll(await open(), 'acme', 10)).ids).toEqual([]);
  });
});

eachDatabase('source digests', ({ open }) => {
  test('come with the ids that they belong to, with the active who have none, and with the number of those who are not active', async () => {
    const database = await open();
    const { knex, dialect } = database;
    await add(database, 'acme', numbered('1', 0, 25_000));
    await add(database, 'beta', numbered('1', 0, 10));
    await knex('employees').whereIn('employee_no', ['7', '8', '24999']).update({ source_digest: null });
    await add(database, 'acme', numbered('Ø 2', 0, 30));
    await knex('employees').where('employee_no', '8').update({ active: false });
    // Leavers of many years, so many that those of the last chunk outnumber the active ones.
    await knex('employees').where('id', '>', 12_000).where('id', '<', 25_000).update({ active: false });
    const staging = createStaging(knex, dialect);

    for (const feed of ['acme', 'beta']) {
      const expected = new Map<number, Buffer>();
      const stored = await knex('employees')
        .where({ feed })
        .whereNotNull('source_digest')
        .select('id', 'source_digest');
      for (const { id, source_digest } of stored) expected.set(id, source_digest);
      const read = new Map<number, Buffer>();
      const without: number[] = [];
      const inactive = new Map<string, number>();
      for await (const { ids, digests, withoutDigest, inactive: some } of staging.digests(feed)) {
        without.push(...withoutDigest);
        for (const [company, count] of some) inactive.set(company, (inactive.get(company) ?? 0) + count);
        for (const [position, id] of ids.entries()) read.set(id, digests.subarray(16 * position, 16 * position + 16));
      }
      expect(read).toEqual(expected);

      const active = knex('employees').where({ feed, active: true });
      expect(without.sort((a, b) => a - b)).toEqual(await active.whereNull('source_digest').orderBy('id').pluck('id'));
      expect(without).toHaveLength(feed === 'acme' ? 2 : 1);
      const gone: string[] = await knex('employees').where({ feed, active: false }).pluck('company_id');
      const expectedGone = new Map<string, number>();
      for (const company of gone) expectedGone.set(company, (expectedGone.get(company) ?? 0) + 1);
      expect(inactive).toEqual(expectedGone);
      expect(inactive.size).toBe(feed === 'acme' ? 2 : 1);
    }
  });

  test('need not be there: those who have none come all the same', async () => {
    const database = await open();
    await add(database, 'acme', numbered('1', 0, 4));
    await database.knex('employees').update({ source_digest: null });
    await database.knex('employees').where('employee_no', '3').update({ active: false });

    const [chunk] = await Array.fromAsync(readDigests(database.knex, database.dialect, 'acme'));

    expect(chunk?.ids).toHaveLength(0);
    expect(chunk?.digests).toHaveLength(0);
    expect(chunk?.withoutDigest).toHaveLength(3);
    expect(chunk?.inactive).toEqual(new Map([['1', 1]]));
  });

  test('of the wrong length are not taken', async () => {
    const database = await open();
    await add(database, 'acme', numbered('1', 0, 2));
    await database
      .knex('employees')
      .where('employee_no', '1')
      .update({ source_digest: Buffer.alloc(15) });

    const reading = Array.fromAsync(readDigests(database.knex, database.dialect, 'acme'));

    await expect(reading).rejects.toMatchObject({ code: 'database-failed' });
  });
});
