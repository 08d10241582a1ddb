import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { parseSealedText } from '../../src/domain/sealed-text.ts';
import { rotateKey } from '../../src/pipeline/rotate-key.ts';
import { createVault, newKey } from '../../src/runtime/vault.ts';
import { createStore } from '../../src/store/index.ts';
import { createResealing, sealedTables } from '../../src/store/resealing.ts';
import { rollcall } from '../cli/run.ts';
import { openTestApp, testKey } from '../fixtures/app.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase, type TestDatabases } from '../services/databases.ts';

vi.setConfig({ testTimeout: 60_000 });

const old = createVault(testKey);
const people = syntheticEmployees(60);
const [first, ...rest] = people;
if (first === undefined) throw new Error('There is nobody.');
const disabled = { ...first, disabilityGrade: '55', disabilityFromDate: '2024-01-01' };

/** A register in which every place with sealed values has some of the old key. */
async function open(databases: TestDatabases) {
  const database = await databases.createConfig();
  const test = await openTestApp({ database, feed: { guard: { maxUpdatedPercent: 100 } } });
  await test.drop('first.csv', csvOf(people));
  await test.drop('second.csv', csvOf([disabled, ...rest]));
  await test.sql(
    "INSERT INTO archive_keys (file_id, wrapped, folder, name, created_at) VALUES (1, ?, 'processed', 'x', '2025')",
    [old.seal('an archive key') as unknown as string],
  );
  await test.sql(
    "INSERT INTO import_corrections (file_id, line, nth, at, actor, fields, corrected) VALUES (2, 2, 1, '2025', 'x', '[]', ?)",
    [old.seal('{"surname":"Corrected"}') as unknown as string],
  );
  const path = join(test.dir, 'config', 'rollcall.yaml');
  const run = async (keys: string, args: readonly string[], stdin = '') => {
    const { code, stdout } = await rollcall([...args, '--json', '--config', path], {
      stdin,
      env: { ROLLCALL_KEY: keys },
    });
    return { code, json: JSON.parse(stdout) };
  };
  return {
    test,
    database,
    run,
    rotate: (keys: string) => run(keys, ['key', 'rotate']),
    import: async (keys: string, name: string, content: string) => {
      const { json } = await run(keys, ['import', await test.write(name, content), '--feed', test.feed]);
      return json;
    },
    find: async (keys: string, nationalId: string) =>
      (await run(keys, ['employee', '--national-id', '-'], nationalId)).json.employees.length,
    /** The key ids of all sealed values, and what those of the employees say. */
    async sealed(keys: string) {
      const vault = createVault(keys);
      const keyIds = new Set<string>();
      for (const { table, sealed } of Object.values(sealedTables)) {
        const rows = await test.sql<{ sealed: Uint8Array }>(
          `SELECT ${sealed} AS sealed FROM ${table} WHERE ${sealed} IS NOT NULL`,
        );
        expect(rows.length, table).toBeGreaterThan(0);
        for (const row of rows) keyIds.add(Buffer.from(row.sealed).subarray(1, 5).toString('hex'));
      }
      const rows = await test.sql<{ employee_no: string; sealed: Uint8Array }>(
        'SELECT employee_no, sealed FROM employees ORDER BY employee_no',
      );
      return {
        keyIds: [...keyIds],
        values: rows.map(({ employee_no, sealed }) => ({
          employeeNo: employee_no,
          ...parseSealedText(vault.open(Buffer.from(sealed))),
        })),
      };
    },
  };
}

const numberOf = ({ dateOfBirth, ssn }: { dateOfBirth: string; ssn: string }) => {
  const [year = '', month, day] = dateOfBirth.split('-');
  return `${day}${month}${year.slice(2)}${ssn}`;
};

eachDatabase('a new key', (databases) => {
  it('takes the place of the old one while rosters come: nothing is lost, and nobody looks changed', async () => {
    const { run, rotate, import: importWith, find, sealed } = await open(databases);
    const fresh = newKey();
    const both = `${fresh},${testKey}`;
    const before = await sealed(testKey);
    expect(before.keyIds).toEqual(old.keyIds);
    const someone = numberOf(people[30] ?? first);
    const renamed = { ...disabled, surname: 'Renamed' };

    // Everything is read with the new key in front, and one row is changed by it.
    expect(await importWith(both, 'third.csv', csvOf([renamed, ...rest]))).toMatchObject({
      status: 'processed',
      plan: { created: 0, updated: 1, unchanged: 59, deactivated: 0, renumbered: 0 },
    });
    expect(await importWith(both, 'fourth.csv', csvOf([renamed, ...rest.slice(1)]))).toMatchObject({
      plan: { updated: 0, unchanged: 59, deactivated: 1 },
    });
    expect([await find(both, someone), await find(both, numberOf(first))]).toEqual([1, 1]);

    const rotated = await rotate(both);

    const [keyId] = createVault(fresh).keyIds;
    expect(rotated).toMatchObject({ code: 0, json: { keyId, otherKeyIds: old.keyIds, finished: true } });
    const { employees, imports, corrections, history, archiveKeys } = rotated.json.resealed;
    // The rosters have sealed all employees anew.
    expect([employees, imports > 0, corrections, history > 0, archiveKeys]).toEqual([0, true, 1, true, 1]);
    expect(await sealed(fresh)).toEqual({ keyIds: [keyId], values: before.values });
    expect((await rotate(both)).json.resealed).toEqual({
      employees: 0,
      imports: 0,
      corrections: 0,
      history: 0,
      archiveKeys: 0,
    });
    expect([await find(fresh, someone), await find(fresh, numberOf(first))]).toEqual([1, 1]);
    expect(
      await importWith(fresh, 'fifth.csv', csvOf([{ ...renamed, surname: 'Again' }, ...rest.slice(1)])),
    ).toMatchObject({
      plan: { updated: 1, unchanged: 58, created: 0 },
    });
    expect((await rotate(fresh)).json).toMatchObject({ otherKeyIds: [], finished: true });

    expect(await run(testKey, ['files'])).toMatchObject({ code: 2, json: { error: { code: 'key-wrong' } } });
    expect(await run(`${testKey},${fresh}`, ['files'])).toMatchObject({
      code: 2,
      json: { error: { code: 'key-replaced', hint: expect.stringContaining(String(keyId)) } },
    });
  });

  it('is taken by all values also where the command was ended in the middle, and beside rosters that are applied', async () => {
    const { test, database, rotate, import: importWith, sealed } = await open(databases);
    const fresh = newKey();
    const both = `${fresh},${testKey}`;
    const before = await sealed(testKey);
    const stop = new AbortController();
    const { log, onLine } = keepLogLines();
    onLine('values sealed anew', {}, () => stop.abort());
    const store = await createStore({ ...database, leaseExpiryMs: 30_000 }, log);
    const vault = createVault(both);
    const cutOff = await rotateKey({ store, vault, log, clock: () => new Date() }, stop.signal);
    await store.close();
    expect(cutOff).toMatchObject({ finished: false, resealed: { employees: 60, history: 0 } });
    expect((await sealed(both)).values).toEqual(before.values);
    expect(await test.sql("SELECT value FROM settings WHERE name = 'key-check'")).toEqual([{ value: old.keyIds[0] }]);

    const [, ...imported] = await Promise.all([
      rotate(both),
      importWith(both, 'third.csv', csvOf([{ ...disabled, disabilityGrade: '60' }, ...rest])),
    ]);
    const rotated = await rotate(both);

    expect(imported).toMatchObject([{ status: 'processed', plan: { updated: 1, unchanged: 59 } }]);
    expect(rotated).toMatchObject({ code: 0, json: { finished: true } });
    const [changed, ...others] = before.values;
    expect(await sealed(fresh)).toEqual({
      keyIds: createVault(fresh).keyIds,
      values: [{ ...changed, disabilityGrade: 60 }, ...others],
    });
  });

  it('does not overwrite what was written since a value was read, and knows every column with sealed values', async () => {
    const { knex, dialect } = await databases.open();
    const resealing = createResealing(knex, dialect);
    const row = { feed: 'acme', company_id: '1', active: 1, created_at: '2025', updated_at: '2025' };
    const [one, two, other] = [old.seal('["1"]'), old.seal('["2"]'), old.seal('["3"]')];
    await knex('employees').insert({ ...row, employee_no: 'a', sealed: one });
    await knex('employees').insert({ ...row, employee_no: 'b', sealed: two });
    const fresh = createVault(newKey());
    const { values } = await resealing.others('employees', String(fresh.keyIds[0]), 0);
    await knex('employees').where({ employee_no: 'b' }).update({ sealed: other });

    const written = await resealing.write(
      'employees',
      values.map(({ id, sealed: before }) => ({
        id,
        before,
        sealed: fresh.seal(old.open(before)),
        sealedDigest: null,
        nationalIdIndex: null,
      })),
    );

    expect(written).toBe(1);
    const now = await knex('employees').orderBy('employee_no').pluck('sealed');
    expect(
      now.map((sealed) => createVault(testKey).keyIds.includes(Buffer.from(sealed).subarray(1, 5).toString('hex'))),
    ).toEqual([false, true]);

    const columns: { table: string; name: string }[] = await dialect.rows(
      knex,
      databases.client === 'sqlite'
        ? "SELECT m.name AS 'table', c.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND (c.type LIKE '%binary%' OR c.type LIKE '%blob%')"
        : "SELECT table_name AS `table`, column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND (data_type LIKE '%binary%' OR data_type LIKE '%blob%')",
    );
    const digests = ['sealed_digest', 'national_id_index', 'source_digest'];
    const sealed = columns.filter(({ name }) => !digests.includes(name)).map(({ table, name }) => `${table}.${name}`);
    expect(sealed.sort()).toEqual(
      Object.values(sealedTables)
        .map((each) => `${each.table}.${each.sealed}`)
        .sort(),
    );
  });

  it('is refused by a register that has values of a key that is not there', async () => {
    const { test, run, rotate } = await open(databases);
    const fresh = newKey();
    await test.sql("UPDATE settings SET value = ? WHERE name = 'key-check'", [String(createVault(fresh).keyIds[0])]);

    expect(await rotate(fresh)).toMatchObject({ code: 2, json: { error: { code: 'key-unknown' } } });
    expect(await run(fresh, ['key', 'new'])).toMatchObject({ code: 0, json: { key: expect.any(String) } });
  });
});
