import { expect, test } from 'vitest';
import type { Database } from '../../src/store/connect.ts';
import { migrate, pendingMigrations } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { eachDatabase, onDatabase } from '../services/databases.ts';

const all = [
  '0001-register',
  '0002-fewer-indexes',
  '0003-unarchived-files',
  '0004-manifest',
  '0005-positions',
  '0006-sources',
  '0007-whole-positions',
  '0008-alerts',
  '0009-operation',
  '0010-same-bytes',
  '0011-deliveries',
  '0012-no-disaster',
  '0013-digest',
  '0014-retention',
  '0015-by-hand',
  '0016-undo',
];

eachDatabase('migrate', ({ createEmpty, connectTo, open }) => {
  test('creates the tables of the register once', async () => {
    const database = await connectTo(await createEmpty());
    const pending = await pendingMigrations(database);

    const first = await migrate(database);
    const second = await migrate(database);

    expect(pending).toEqual(all);
    expect(first.applied).toEqual(all);
    expect(second.applied).toEqual([]);
    expect(await pendingMigrations(database)).toEqual([]);
    expect(await database.knex.schema.hasTable('employees')).toBe(true);
  });

  test('is done once where several processes start on an empty database at the same time', async () => {
    for (let round = 0; round < 8; round += 1) {
      const config = await createEmpty();
      const databases = await Promise.all(Array.from({ length: 4 }, () => connectTo(config)));

      const reports = await Promise.all(databases.map((database) => migrate(database)));

      expect(reports.flatMap(({ applied }) => applied)).toEqual(all);
      for (const database of databases) expect(await pendingMigrations(database)).toEqual([]);
    }
  });

  test('refuses a database that knows a migration which this program does not', async () => {
    const database = await open();
    const newer = [...migrations, { name: '9999-from-the-future', up: async () => {} }];
    await migrate(database, newer);

    await expect(pendingMigrations(database)).rejects.toMatchObject({
      code: 'database-newer',
      message: expect.stringContaining('9999-from-the-future'),
    });
    await expect(migrate(database)).rejects.toMatchObject({ code: 'database-newer' });
  });

  test('refuses to go on where a migration was interrupted, and says how to mend it', async () => {
    const database = await open();
    const further = [...migrations, { name: '0005-more', up: async () => {} }];
    await database.knex('migrations_lock').update({ is_locked: 1 });

    await expect(migrate(database, further, 500)).rejects.toMatchObject({
      code: 'migration-interrupted',
      hint: expect.stringContaining('migrations_lock'),
    });
  });

  test('keeps keys apart that differ only by case or by spaces at the end', async () => {
    const { knex } = await open();
    for (const feed of ['acme', 'ACME', 'acme ']) await knex('feeds').insert({ feed });

    const rows = await knex('feeds').where({ feed: 'acme' });

    expect(rows).toHaveLength(1);
  });
});

onDatabase('mysql', 'migrate', ({ open, connectTo, configOf }) => {
  test('refuses to go on where a process was cut off in the middle of a migration', async () => {
    const database = await open();
    const halfWay = {
      name: '9999-half-way',
      async up(db: Database['knex']) {
        await db.raw('CREATE TABLE half_way (id int primary key)');
        const [[row]] = await db.raw('SELECT CONNECTION_ID() AS id');
        await database.knex.raw(`KILL ${row.id}`);
        await db.raw('ALTER TABLE half_way ADD COLUMN other int');
      },
    };
    const known = [...migrations, halfWay];

    await expect(migrate(database, known, 500)).rejects.toMatchObject({ code: 'database-unreachable' });

    const next = await connectTo(configOf(database));
    expect(await pendingMigrations(next, known)).toEqual(['9999-half-way']);
    await expect(migrate(next, known, 500)).rejects.toMatchObject({
      code: 'migration-interrupted',
      retryable: false,
      hint: expect.stringContaining('restore the backup'),
    });
  });
});
