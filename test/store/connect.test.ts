import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { Worker } from 'node:worker_threads';
import SqliteDatabase from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createLog } from '../../src/runtime/log.ts';
import { connect, type Database } from '../../src/store/connect.ts';
import { parseMysqlUrl } from '../../src/store/mysql-address.ts';
import type { SqlValue } from '../../src/store/sql-dialect.ts';
import { mysqlDialect } from '../../src/store/sql-dialect-mysql.ts';
import { openSqliteConnection } from '../../src/store/sqlite-connection.ts';
import { useBuiltThreads } from '../fixtures/use-built-threads.ts';
import { eachDatabase, onDatabase } from '../services/databases.ts';
import { freePort, startMariaDb } from '../services/mariadb.ts';

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
const awkward: SqlValue[][] = [
  [1, 'it\'s "quoted" `so`', 0.1, true, Buffer.alloc(16, 7)],
  [2, 'back\\slash \\N \\0 and ? and :name', -1.5e-7, false, everyByte],
  [3, 'tab\there, line\nbreak, return\r, nul\0.', 2 ** 53 - 1, null, Buffer.alloc(0)],
  [4, 'Ærlighet på Tromsøya 🏔 ', 1e300, true, null],
  [5, '', 0, false, Buffer.from('\\N\t\n')],
  [6, null, null, null, null],
];

async function createAwkward({ knex, dialect }: Database): Promise<void> {
  const columns = 'id int primary key, body varchar(100), figure double, flag tinyint(1), bytes varbinary(256)';
  await knex.raw(`CREATE TABLE awkward (${columns}) ${dialect.tableOptions}`);
}

const awkwardColumns = ['id', 'body', 'figure', 'flag', 'bytes'];

eachDatabase('connect', ({ client, open, connectTo, configOf }) => {
  test('gives back every value as it was put in', async () => {
    const database = await open();
    await createAwkward(database);

    await database.dialect.insertRows(database.knex, 'awkward', awkwardColumns, awkward);

    const rows = await database.dialect.rows(database.knex, 'SELECT * FROM awkward ORDER BY id');
    expect(rows).toEqual(awkward.map(asStored));
  });

  test('brings in many rows in one transaction', async () => {
    const database = await open();
    await createAwkward(database);
    const rows = Array.from({ length: 12_345 }, (_, id) => [
      id,
      `body ${id}`,
      id / 3,
      id % 2 === 0,
      Buffer.from([id % 256]),
    ]);

    await database.transaction((trx) => database.dialect.insertRows(trx, 'awkward', awkwardColumns, rows));

    const [sums] = await database.dialect.rows<{ count: number; ids: number }>(
      database.knex,
      'SELECT COUNT(*) AS count, SUM(id) AS ids FROM awkward',
    );
    expect(sums).toEqual({ count: 12_345, ids: (12_344 * 12_345) / 2 });
  });

  test('brings in all rows or none', async () => {
    const database = await open();
    await createAwkward(database);
    const rows = [...awkward, [1, 'the same key again', 0, false, null]];

    await expect(database.dialect.insertRows(database.knex, 'awkward', awkwardColumns, rows)).rejects.toMatchObject({
      code: 'database-failed',
    });

    expect(await database.knex('awkward')).toEqual([]);
  });

  test('rolls back the whole callback when it throws', async () => {
    const { knex, transaction } = await open();

    await expect(
      transaction(async (trx) => {
        await trx('feeds').insert({ feed: 'acme' });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');

    expect(await knex('feeds')).toEqual([]);
  });

  test('never commits a transaction in which an error was swallowed', async () => {
    const { knex, transaction } = await open();

    await expect(
      transaction(async (trx) => {
        await trx('feeds').insert({ feed: 'acme' });
        await trx('feeds')
          .insert({ feed: 'acme' })
          .catch(() => {});
      }),
    ).rejects.toMatchObject({ code: 'database-failed' });

    expect(await knex('feeds')).toEqual([]);
  });

  test('gives the result of a rehearsal and keeps nothing of it', async () => {
    const { knex, rehearse } = await open();

    const seen = await rehearse(async (trx) => {
      await trx('feeds').insert({ feed: 'acme' });
      return await trx('feeds').pluck('feed');
    });

    expect(seen).toEqual(['acme']);
    expect(await knex('feeds')).toEqual([]);
  });

  test('keeps what was bound out of every error', async () => {
    const database = await open();
    const secret = '01019012345';
    await database.knex('settings').insert({ name: secret, value: secret });
    const attempts = [
      () => database.knex('settings').insert({ name: secret, value: secret }),
      () => database.knex('settings').where({ nme: secret }),
      () => database.transaction((trx) => trx('settings').insert({ name: secret, value: secret })),
      () => database.dialect.insertRows(database.knex, 'settings', ['name', 'value'], [[secret, secret]]),
      () => database.dialect.run(database.knex, 'INSERT INTO settings (name, value) VALUES (?, ?)', [secret, secret]),
    ];

    for (const attempt of attempts) {
      const error: unknown = await Promise.resolve(attempt()).then(
        () => null,
        (reason) => reason,
      );
      expect(error).toMatchObject({ name: 'AppError', code: 'database-failed' });
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret);
    }
  });

  test('lets the main thread go on while a statement takes long', async () => {
    const { knex } = await open();
    const long =
      client === 'sqlite'
        ? 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000) SELECT COUNT(*) FROM n'
        : 'SELECT SLEEP(0.5)';
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 5);

    const startedMs = performance.now();
    await knex.raw(long);
    const tookMs = performance.now() - startedMs;
    clearInterval(timer);

    expect(tookMs).toBeGreaterThan(200);
    expect(ticks).toBeGreaterThan(tookMs / 5 / 4);
  });

  test('updates one table from another, NULL being equal to NULL', async () => {
    const { knex, dialect } = await open();
    await knex('feeds').insert(
      ['a', 'b', 'c'].map((feed) => ({ feed, digest_fingerprint: feed === 'c' ? 'old' : null })),
    );
    await knex('settings').insert([
      { name: 'a', value: 'new' },
      { name: 'c', value: 'old' },
    ]);

    const sql = dialect.updateFrom({
      target: 'feeds',
      targetAlias: 'f',
      source: 'settings s',
      on: 's.name = f.feed',
      set: { digest_fingerprint: 's.value', register_version: 'f.register_version + 1' },
      where: `NOT (${dialect.same('f.digest_fingerprint', 's.value')})`,
    });
    const updated = await dialect.run(knex, sql);

    expect(updated).toBe(1);
    expect(await knex('feeds').orderBy('feed').pluck('digest_fingerprint')).toEqual(['new', null, 'old']);
  });

  test('counts the rows that an update meets, changed or not', async () => {
    const { knex } = await open();
    await knex('feeds').insert({ feed: 'acme' });

    expect(await knex('feeds').where({ feed: 'acme' }).update({ register_version: 0 })).toBe(1);
    expect(await knex('feeds').where({ feed: 'other' }).update({ register_version: 0 })).toBe(0);
  });

  test('tells the time in milliseconds', async () => {
    const { knex, dialect } = await open();

    const [row] = await dialect.rows<{ now: number }>(knex, `SELECT ${dialect.nowMs} AS now`);

    expect(Math.abs(Date.now() - Number(row?.now))).toBeLessThan(2000);
    expect(Number.isInteger(row?.now)).toBe(true);
  });

  test('waits its turn while another process holds the write lock, and then does its work once', async () => {
    const database = await open();
    const other = await connectTo(configOf(database));
    await database.knex('feeds').insert({ feed: 'acme' });
    let ended = false;
    let runs = 0;

    const holding = other.transaction(async (trx) => {
      await trx('feeds').where({ feed: 'acme' }).update({ register_version: 10 });
      await sleep(1000);
      ended = true;
    });
    await sleep(200);
    await database.transaction(async (trx) => {
      runs += 1;
      await trx('feeds').where({ feed: 'acme' }).increment('register_version', 1);
      expect(ended).toBe(true);
    });
    await holding;

    expect(runs).toBe(1);
    expect(await database.knex('feeds').pluck('register_version')).toEqual([11]);
  });
});

onDatabase('sqlite', 'a busy database', ({ open, configOf }) => {
  test('is tried again after SQLITE_BUSY', async () => {
    const database = await open();
    const config = configOf(database);
    if (config.client !== 'sqlite') throw new Error('SQLite was asked for.');
    const holder = new SqliteDatabase(config.file);
    holder.exec('BEGIN IMMEDIATE');
    // Longer than the busy_timeout of 5 s: the first try ends with SQLITE_BUSY.
    setTimeout(() => {
      holder.exec('COMMIT');
      holder.close();
    }, 5400);

    const startedMs = performance.now();
    await Promise.all([
      database.transaction((trx) => trx('feeds').insert({ feed: 'in a transaction' })),
      database.knex('feeds').insert({ feed: 'by itself' }),
    ]);

    expect(performance.now() - startedMs).toBeGreaterThan(5300);
    expect(await database.knex('feeds').pluck('feed')).toHaveLength(2);
  });
});

onDatabase('mysql', 'a busy database', ({ open, connectTo, configOf }) => {
  test('is tried again after a deadlock, with the whole callback', async () => {
    const database = await open();
    const other = await connectTo(configOf(database));
    await database.knex('feeds').insert([{ feed: 'a' }, { feed: 'b' }]);
    let runs = 0;
    const add = (where: Database, first: string, second: string) =>
      where.transaction(async (trx) => {
        runs += 1;
        await trx('feeds').where({ feed: first }).increment('register_version', 1);
        await sleep(300);
        await trx('feeds').where({ feed: second }).increment('register_version', 1);
      });

    await Promise.all([add(database, 'a', 'b'), add(other, 'b', 'a')]);

    expect(runs).toBeGreaterThan(2);
    expect(await database.knex('feeds').pluck('register_version')).toEqual([2, 2]);
  });

  test('is tried again when a lock was waited for too long, with the whole callback', async () => {
    const database = await open();
    const other = await (await connectTo(configOf(database))).knex.transaction();
    await other('settings').insert({ name: 'locked', value: 'other' });
    let runs = 0;

    await database.transaction(async (trx) => {
      runs += 1;
      if (runs === 2) await other.rollback();
      await trx.raw('SET SESSION innodb_lock_wait_timeout = 1');
      await trx('settings').insert({ name: 'before', value: String(runs) });
      await trx('settings').insert({ name: 'locked', value: String(runs) });
    });

    expect(runs).toBe(2);
    expect(await database.knex('settings').where('value', '2').orderBy('name').pluck('name')).toEqual([
      'before',
      'locked',
    ]);
  });

  test('is tried again when the connection breaks before COMMIT', async () => {
    const database = await open();
    let runs = 0;

    await database.transaction(async (trx) => {
      runs += 1;
      await trx('feeds').insert({ feed: 'acme' });
      if (runs === 1) await killConnection(database, trx);
      await trx('feeds').insert({ feed: 'other' });
    });

    expect(runs).toBe(2);
    expect(await database.knex('feeds').pluck('feed')).toEqual(['acme', 'other']);
  });

  test('leaves it to the caller when the connection breaks at COMMIT', async () => {
    const database = await open();
    let runs = 0;

    const committing = database.transaction(async (trx) => {
      runs += 1;
      await trx('feeds').insert({ feed: 'acme' });
      await killConnection(database, trx);
    });

    await expect(committing).rejects.toMatchObject({ code: 'commit-unknown', retryable: true });
    expect(runs).toBe(1);
  });
});

test('a transaction is run again when the server crashes in the middle of it', async () => {
  const server = await startMariaDb();
  onTestFinished(() => server.remove());
  const admin = await createConnection(server.url);
  await admin.query('CREATE DATABASE crash');
  await admin.end();
  const database = await connect({ client: 'mysql', url: `${server.url}/crash` }, createLog('silent'));
  onTestFinished(() => database.close());
  await database.knex.raw('CREATE TABLE t (a INT) ENGINE=InnoDB');
  let runs = 0;

  await database.transaction(async (trx) => {
    runs += 1;
    await trx('t').insert({ a: runs });
    if (runs === 1) {
      await server.kill();
      await server.start();
    }
    await trx('t').insert({ a: runs * 10 });
  });

  expect(runs).toBe(2);
  expect(await database.knex('t').pluck('a')).toEqual([2, 20]);
});

/** The server ends the transaction's connection. */
async function killConnection({ knex, dialect }: Database, trx: Database['knex']): Promise<void> {
  const [row] = await dialect.rows<{ id: number }>(trx, 'SELECT CONNECTION_ID() AS id');
  await knex.raw(`KILL ${row?.id}`);
}

onDatabase('mysql', 'LOAD DATA', ({ open }) => {
  test('is not needed: INSERT brings in the same values', async () => {
    const database = await open();
    await createAwkward(database);
    const withoutLoading = mysqlDialect({ ...database.facts, localInfile: false });

    expect(database.dialect.localInfile).toBe(true);
    await withoutLoading.insertRows(database.knex, 'awkward', awkwardColumns, awkward);

    expect(await database.knex('awkward').orderBy('id')).toEqual(awkward.map(asStored));
  });

  const sql = "LOAD DATA LOCAL INFILE 'x' INTO TABLE feeds FIELDS TERMINATED BY ',' (feed)";

  test('keeps nothing when its source fails half-way', async () => {
    const { dialect, knex, transaction } = await open();
    const source = async function* () {
      yield Buffer.from('a\nb\n');
      throw new Error('the source broke');
    };

    await expect(transaction((trx) => dialect.loadData(trx, sql, source(), () => 2))).rejects.toThrow(
      'the source broke',
    );

    expect(await knex('feeds')).toEqual([]);
  });

  test('ends when the connection breaks while it reads, and is run again', async () => {
    const database = await open();
    let runs = 0;

    await database.transaction(async (trx) => {
      runs += 1;
      const [row] = await database.dialect.rows<{ id: number }>(trx, 'SELECT CONNECTION_ID() AS id');
      const breaks = runs === 1;
      const source = async function* () {
        yield Buffer.from('a\n');
        if (breaks) await database.knex.raw(`KILL ${row?.id}`);
        for (let line = 0; line < 100_000; line += 1) yield Buffer.from(`${line}\n`);
      };
      await database.dialect.loadData(trx, sql, source(), () => 100_001);
    });

    expect(runs).toBe(2);
    const [count] = await database.dialect.rows(database.knex, 'SELECT COUNT(*) AS count FROM feeds');
    expect(count).toEqual({ count: 100_001 });
  });

  test('refuses a load with warnings, and one with fewer rows than expected', async () => {
    const { dialect, knex, transaction } = await open();
    const load = (text: string, rows: number) =>
      transaction((trx) => dialect.loadData(trx, sql, Readable.from([Buffer.from(text)]), () => rows));

    await expect(load('a\na\n', 2)).rejects.toMatchObject({ code: 'database-failed' });
    await expect(load('a\nb\n', 3)).rejects.toMatchObject({ code: 'database-failed' });

    expect(await knex('feeds')).toEqual([]);
  });
});

onDatabase('sqlite', 'a database file', ({ createEmpty, connectTo }) => {
  test('is readable by its owner only', async () => {
    const config = await createEmpty();
    if (config.client !== 'sqlite') throw new Error('SQLite was asked for.');
    const file = `${dirname(config.file)}/data/rollcall.db`;

    const { knex } = await connectTo({ client: 'sqlite', file });
    await knex.raw('CREATE TABLE t (a)');

    const modes = await Promise.all(
      [dirname(file), file, `${file}-wal`].map(async (path) => (await stat(path)).mode & 0o777),
    );
    expect(modes).toEqual([0o700, 0o600, 0o600]);
  });

  test('is open in a thread, which ends when it is closed', async () => {
    const config = await createEmpty();
    if (config.client !== 'sqlite') throw new Error('SQLite was asked for.');
    useBuiltThreads(inject('builtMain'), false);
    onTestFinished(() => useBuiltThreads(inject('builtMain')));
    const started = once(process, 'worker') as Promise<[Worker]>;
    const connection = await openSqliteConnection(config.file);
    const [thread] = await started;
    expect(thread.threadId).toBeGreaterThan(0);

    await connection.close();

    expect(thread.threadId).toBe(-1);
  });

  // SQLite fails whoever wants to use its WAL meanwhile, and does not wait.
  test('that another process is making is waited for', async () => {
    const config = await createEmpty();
    if (config.client !== 'sqlite') throw new Error('SQLite was asked for.');
    const other = new SqliteDatabase(config.file);
    other.exec('BEGIN IMMEDIATE');
    const connecting = connectTo(config);
    const early = await Promise.race([connecting.then(() => 'connected'), sleep(300).then(() => 'waiting')]);

    other.exec('COMMIT');

    expect(early).toBe('waiting');
    expect(await (await connecting).knex.raw('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    other.close();
  });

  test('that can not be created is refused', async () => {
    await expect(
      connect({ client: 'sqlite', file: '/dev/null/rollcall.db' }, createLog('silent')),
    ).rejects.toMatchObject({
      code: 'database-refused',
    });
  });
});

test('a server that does not answer is unreachable, and worth another try', async () => {
  const url = `mysql://root@127.0.0.1:${await freePort()}/rollcall`;

  await expect(connect({ client: 'mysql', url }, createLog('silent'))).rejects.toMatchObject({
    code: 'database-unreachable',
    retryable: true,
  });
});

test('an address off this host needs TLS or an explicit consent', () => {
  const remote = 'mysql://rollcall:p%40ss@db.example.org/rollcall';

  expect(() => parseMysqlUrl(remote, false)).toThrow(expect.objectContaining({ code: 'database-insecure' }));
  expect(parseMysqlUrl(remote, true)).toMatchObject({ host: 'db.example.org', port: 3306, password: 'p@ss' });
  expect(parseMysqlUrl(`${remote}?ssl=true`, false).ssl).toMatchObject({ rejectUnauthorized: true });
  expect(parseMysqlUrl('mysql://u@localhost/rollcall', false)).toMatchObject({ database: 'rollcall', user: 'u' });
  expect(parseMysqlUrl('mysql://u@[::1]:3307/rollcall', false)).toMatchObject({ host: '::1', port: 3307 });
  expect(parseMysqlUrl('mysql://u@localhost/rollcall?socket=/run/s.sock', false)).toMatchObject({
    socketPath: '/run/s.sock',
  });
  expect(() => parseMysqlUrl('mysql://u:secret@localhost', false)).toThrow(
    expect.objectContaining({ code: 'database-url-invalid' }),
  );
});

function asStored([id, body, figure, flag, bytes]: SqlValue[]) {
  return { id, body, figure, flag: flag === null ? null : Number(flag), bytes };
}
