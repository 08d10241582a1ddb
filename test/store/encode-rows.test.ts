import { expect, test } from 'vitest';
import { plainFields } from '../../src/domain/employee.ts';
import type { EncodedRows } from '../../src/store/contract.ts';
import { createRegister } from '../../src/store/register.ts';
import type { SqlDialect } from '../../src/store/sql-dialect.ts';
import { mysqlDialect } from '../../src/store/sql-dialect-mysql.ts';
import { createStaging } from '../../src/store/staging.ts';
import { eachDatabase, onDatabase, type TestDatabases } from '../services/databases.ts';
import { encodeSample, numbered, type SampleRow } from './sample-rows.ts';

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const digestOf = (byte: number) => new Uint8Array(16).fill(byte);

const hostileTexts = [
  'Ærlig Øst-Ås',
  '🧑🏽‍🚒 Zoë 𝒜 中文 한글',
  '\\N',
  'N\\',
  '\\',
  '\\\\t',
  'tab\there',
  'line\nbreak\r\nend\r',
  'nul\0byte',
  '\u0001\u001a\u007f\u0080\u07ff\u0800\uffff',
  'quote \' and " and ` ; -- DROP',
  ' spaces ',
  '?',
  ':name @line $1',
  '{"a":1}',
  'null',
  'a'.repeat(85),
  'æ'.repeat(86),
  '中'.repeat(200),
  `${'b'.repeat(199)}\\`,
];

/** Rows with each hostile text and each byte in them. */
const hostileRows: SampleRow[] = hostileTexts.map((text, index) => ({
  companyId: '1',
  employeeNo: text.slice(0, 64),
  line: 1000 * index + 2,
  firstName: text,
  surname: index % 2 === 0 ? null : text,
  attributes: { [text]: [text, null, 1.5] },
  employmentPercentage: [0, 100, 62.5, 0.0001, 1e21][index % 5] ?? null,
  abstainFromTicket: [true, false, null][index % 3] ?? null,
  dateOfBirth: '1946-01-01',
  nationalId: index % 4 === 0 ? null : '01019012345',
  sealed: index % 4 === 1 ? new Uint8Array(0) : everyByte.subarray(index),
  sealedDigest: everyByte.subarray(index, index + 16),
  nationalIdIndex: everyByte.subarray(9 * index, 9 * index + 16),
  sourceDigest: everyByte.subarray(240 - index, 256 - index),
}));

const storedRows = hostileRows.map((row, index) => ({
  company_id: row.companyId,
  employee_no: row.employeeNo,
  first_name: row.firstName,
  surname: row.surname,
  attributes: JSON.stringify(row.attributes),
  employment_percentage: row.employmentPercentage,
  abstain_from_ticket: row.abstainFromTicket === null ? null : Number(row.abstainFromTicket),
  date_of_birth: '1946-01-01',
  email: null,
  sealed: index % 4 === 1 ? null : Buffer.from(row.sealed ?? []),
  sealed_digest: index % 4 === 1 ? null : Buffer.from(row.sealedDigest ?? []),
  national_id_index: row.nationalId === null ? null : Buffer.from(row.nationalIdIndex ?? []),
  source_digest: Buffer.from(row.sourceDigest ?? []),
}));
const storedColumns = Object.keys(storedRows[0] ?? {});

type Opened = Awaited<ReturnType<TestDatabases['open']>>;

async function roundTrip({ knex }: Opened, dialect: SqlDialect): Promise<void> {
  const rows = encodeSample(dialect.rowEncoding, hostileRows);

  await createRegister(knex, dialect).create({ fileId: 7, feed: "a'c\\me", at: '2026-03-01T05:00:00.000Z' }, [rows]);
  await createStaging(knex, dialect).stage(8, "a'c\\me", [rows]);

  expect(await knex('employees').select(storedColumns).orderBy('id')).toEqual(storedRows);
  expect(await knex('employee_imports').select(storedColumns).orderBy('id')).toEqual(storedRows);
  expect(await knex('employees').orderBy('id').first()).toMatchObject({
    feed: "a'c\\me",
    active: 1,
    deactivated_at: null,
    deactivated_by: null,
    created_file_id: 7,
    created_line: 2,
    created_at: '2026-03-01T05:00:00.000Z',
    updated_at: '2026-03-01T05:00:00.000Z',
  });
  expect(await knex('employee_imports').orderBy('id').first()).toMatchObject({
    file_id: 8,
    feed: "a'c\\me",
    line: 2,
    state: 'staged',
    kind: null,
    employee_id: null,
    inactive_by: null,
  });
}

eachDatabase('encoded rows', ({ open }) => {
  test('bring in every text and every byte as it is', async () => {
    const database = await open();

    await roundTrip(database, database.dialect);
  });

  test('turn half a surrogate pair into the replacement character', async () => {
    const { knex, dialect } = await open();
    const halves = ['\ud83d', 'a\udc00b', '\ud83d\ud83d\ude00'];

    await createStaging(knex, dialect).stage(1, 'acme', [
      encodeSample(
        dialect.rowEncoding,
        halves.map((firstName, index) => ({ employeeNo: String(index), firstName })),
      ),
    ]);

    expect(await knex('employee_imports').orderBy('id').pluck('first_name')).toEqual([
      '\ufffd',
      'a\ufffdb',
      '\ufffd😀',
    ]);
  });

  test('bring each field into its own column', async () => {
    const { knex, dialect } = await open();
    const values = plainFields.map(({ kind, name }, index) => {
      const day = `2026-01-${String(index + 1).padStart(2, '0')}`;
      return { text: name, date: day, number: index, boolean: true, json: { index } }[kind];
    });
    const row = Object.fromEntries(plainFields.map(({ name }, index) => [name, values[index]]));

    await createStaging(knex, dialect).stage(1, 'acme', [encodeSample(dialect.rowEncoding, [row])]);

    const stored = await knex('employee_imports').first();
    const expected = values.map((value) =>
      value === true ? 1 : typeof value === 'object' ? JSON.stringify(value) : value,
    );
    expect(plainFields.map(({ column }) => stored[column])).toEqual(expected);
  });

  test('leave out the fields that a layout does not have', async () => {
    const { knex, dialect } = await open();
    const rows = encodeSample(dialect.rowEncoding, [{ firstName: 'Ella', surname: 'Berg' }], ['surname']);

    await createStaging(knex, dialect).stage(1, 'acme', [rows]);

    expect(rows.columns).toEqual([
      ...['line', 'company_id', 'employee_no', 'surname', 'inactive_by'],
      ...['sealed', 'sealed_digest', 'national_id_index', 'source_digest'],
    ]);
    expect(await knex('employee_imports').first('first_name', 'surname')).toEqual({
      first_name: null,
      surname: 'Berg',
    });
  });

  test('say who is not active, in the register and in staging', async () => {
    const { knex, dialect } = await open();
    const rows = encodeSample(dialect.rowEncoding, [
      { employeeNo: '1', inactiveBy: 'deleted' },
      { employeeNo: '2' },
      { employeeNo: '3', inactiveBy: 'inactive' },
    ]);
    const at = '2026-03-01T05:00:00.000Z';

    await createRegister(knex, dialect).create({ fileId: 7, feed: 'acme', at }, [rows]);
    await createStaging(knex, dialect).stage(8, 'acme', [rows]);

    expect(await knex('employees').select('active', 'deactivated_at', 'deactivated_by').orderBy('id')).toEqual([
      { active: 0, deactivated_at: at, deactivated_by: 'deleted' },
      { active: 1, deactivated_at: null, deactivated_by: null },
      { active: 0, deactivated_at: at, deactivated_by: 'inactive' },
    ]);
    expect(await knex('employee_imports').orderBy('id').pluck('inactive_by')).toEqual(['deleted', null, 'inactive']);
  });

  test('come in whole batches or not at all, in a transaction of several', async () => {
    const database = await open();
    const { knex, dialect } = database;
    const batch = (rows: SampleRow[]) => encodeSample(dialect.rowEncoding, rows);
    const create = (...batches: EncodedRows[]) =>
      database.transaction(async (trx) => {
        const register = createRegister(trx, dialect);
        for (const rows of batches) await register.create({ fileId: 7, feed: 'acme', at: 'now' }, [rows]);
      });

    const failure = { name: 'AppError', code: 'database-failed' };

    await expect(create(batch(numbered('1', 0, 500)), batch(numbered('1', 499, 500)))).rejects.toMatchObject(failure);
    await expect(create(batch([...numbered('2', 0, 10), ...numbered('2', 5, 1)]))).rejects.toMatchObject(failure);

    expect(await knex('employees')).toEqual([]);

    await create(batch(numbered('1', 0, 500)), batch(numbered('1', 500, 500)));
    expect(await knex('employees').count({ count: '*' })).toEqual([{ count: 1000 }]);
  });

  test('a value that is too long fails, and its error does not tell it', async () => {
    const { knex, dialect } = await open();
    const rows = encodeSample(dialect.rowEncoding, [{ employeeNo: 'x'.repeat(65) }]);
    const staging = createStaging(knex, dialect);
    if (dialect.client === 'sqlite') return await staging.stage(1, 'acme', [rows]);

    await expect(staging.stage(1, 'acme', [rows])).rejects.toMatchObject({
      code: 'database-failed',
      message: expect.not.stringContaining('xxx'),
    });
    expect(await knex('employee_imports')).toEqual([]);
  });

  test('quarantined rows bring their keys only', async () => {
    const { knex, dialect } = await open();
    const staging = createStaging(knex, dialect);

    await staging.stageQuarantined(1, 'acme', [
      { line: 9, nth: 1, key: { companyId: '1', employeeNo: 'Ø\t1' }, email: null },
    ]);
    await staging.stageQuarantined(1, 'acme', []);

    expect(
      await knex('employee_imports').select('file_id', 'feed', 'line', 'state', 'company_id', 'employee_no'),
    ).toEqual([{ file_id: 1, feed: 'acme', line: 9, state: 'quarantined', company_id: '1', employee_no: 'Ø\t1' }]);
  });

  test('the encoder is the same for every batch: nothing is left of the one before', () => {
    const small = () => encodeSample('jsonb', [{ sealed: digestOf(1) }]);
    const before = small();

    encodeSample('jsonb', numbered('1', 0, 5000));

    expect(small()).toEqual(before);
    expect(before.bytes.byteOffset).toBe(0);
    expect(before.bytes.buffer.byteLength).toBe(before.bytes.byteLength);
  });
});

onDatabase('mysql', 'encoded rows without LOAD DATA', ({ open }) => {
  test('bring in every text and every byte as it is', async () => {
    const database = await open();

    await roundTrip(database, mysqlDialect({ ...database.facts, localInfile: false }));
  });
});
