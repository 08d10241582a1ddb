import { expect, test } from 'vitest';
import { noChanges } from '../../src/domain/plan.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { createPlans } from '../../src/store/plans.ts';
import { createRegister } from '../../src/store/register.ts';
import { createStaging } from '../../src/store/staging.ts';
import { eachDatabase } from '../services/databases.ts';
import { encodeSample, numbered, type SampleRow } from './sample-rows.ts';

const at = '2026-03-01T05:00:00.000Z';

eachDatabase('register', ({ open }) => {
  async function openRegister() {
    const database = await open();
    const { knex, dialect } = database;
    const register = createRegister(knex, dialect);
    const create = (feed: string, rows: SampleRow[], fileId = 1) =>
      register.create({ fileId, feed, at }, [encodeSample(dialect.rowEncoding, rows)]);
    return { ...database, register, create };
  }

  test('an employee number is found in every company of every feed, or of one', async () => {
    const { register, create } = await openRegister();
    for (const company of ['1', '2', 'A']) await create('acme', numbered(company, 100, 3));
    await create('beta', numbered('2', 100, 3));

    const keys = async (query: Parameters<typeof register.find>[0]) =>
      (await register.find(query)).map(({ feed, companyId, employeeNo }) => `${feed} ${companyId} ${employeeNo}`);

    expect(await keys({ employeeNo: '101' })).toEqual(['acme 1 101', 'acme 2 101', 'acme A 101', 'beta 2 101']);
    expect(await keys({ employeeNo: '101', feed: 'beta' })).toEqual(['beta 2 101']);
    expect(await keys({ employeeNo: '10' })).toEqual([]);
    expect(await keys({ employeeNo: '101', feed: 'gamma' })).toEqual([]);
  });

  test('a national identity number is found under any of its indexes, and with what else is asked', async () => {
    const { register, create } = await openRegister();
    const index = (byte: number) => Buffer.alloc(16, byte);
    const person = (employeeNo: string, byte: number): SampleRow => ({
      employeeNo,
      nationalId: '01019012345',
      nationalIdIndex: index(byte),
    });
    await create('acme', [person('1', 1), person('2', 2), { employeeNo: '3' }]);
    await create('beta', [person('4', 1)]);

    const numbers = async (query: Parameters<typeof register.find>[0]) =>
      (await register.find(query)).map(({ employeeNo, nationalId }) => `${employeeNo} ${nationalId}`);

    expect(await numbers({ nationalIdIndexes: [index(1), index(2)] })).toEqual(['1 *****', '2 *****', '4 *****']);
    expect(await numbers({ nationalIdIndexes: [index(1)], feed: 'beta' })).toEqual(['4 *****']);
    expect(await numbers({ nationalIdIndexes: [index(1)], employeeNo: '1' })).toEqual(['1 *****']);
    expect(await numbers({ nationalIdIndexes: [index(3)] })).toEqual([]);
  });

  test('employees are counted per feed, and the active ones per company', async () => {
    const { register, create } = await openRegister();
    const gone = (rows: SampleRow[]) => rows.map((row): SampleRow => ({ ...row, inactiveBy: 'inactive' }));
    await create('acme', [...numbered('1', 0, 5), ...gone(numbered('1', 10, 2)), ...gone(numbered('2', 0, 3))]);
    await create('acme', numbered('3', 0, 1));
    await create('beta', numbered('1', 0, 40));

    expect(await register.activePerCompany('acme', null)).toEqual(
      new Map([
        ['1', 5],
        ['3', 1],
      ]),
    );
    expect(await register.activePerCompany('beta', null)).toEqual(new Map([['1', 40]]));
    expect(await register.activePerCompany('gamma', null)).toEqual(new Map());
    const known = new Map([
      ['1', 2],
      ['2', 3],
    ]);
    expect(await register.activePerCompany('acme', known)).toEqual(await register.activePerCompany('acme', null));
    expect([await register.isEmpty('acme'), await register.isEmpty('gamma')]).toEqual([false, true]);
  });

  test('the changes of a first roster are read from the register, until the reader has enough', async () => {
    const { knex, dialect, create } = await openRegister();
    const ledger = createLedger(knex, dialect);
    const newFile = (feed: string) =>
      ledger.add({
        ...{ feed, layout: 'personnel-ticket', name: 'roster.csv', size: 1, sha256: 'c'.repeat(64), modifiedAt: null },
        ...{ source: 'command', inboxFingerprint: null, spoolName: null, receivedAt: at, archiveFrom: null },
      });
    const other = await newFile('beta');
    const fileId = await newFile('acme');
    await create('beta', numbered('1', 0, 20), other);
    await create('acme', [...numbered('2', 5, 2500), ...numbered('1', 5, 2500)], fileId);
    await create('acme', numbered('3', 0, 5), fileId + 1);
    await ledger.update(fileId, { plan: { ...noChanges(), created: 5000 }, planNo: 1 });
    await createStaging(knex, dialect).stageQuarantined(fileId, 'acme', [
      { line: 3, nth: 1, key: { companyId: '9', employeeNo: '9' }, email: null },
    ]);
    const plans = createPlans(knex, dialect);

    const changes = await Array.fromAsync(plans.changes(fileId, 1));
    const first = plans.changes(fileId, 1)[Symbol.asyncIterator]();

    expect(new Set(changes.map(({ companyId, employeeNo }) => `${companyId} ${employeeNo}`)).size).toBe(5000);
    expect(changes).toContainEqual({ kind: 'created', companyId: '1', employeeNo: '2504', fields: [] });
    expect(changes.every(({ companyId }) => companyId === '1' || companyId === '2')).toBe(true);
    expect((await first.next()).value).toMatchObject({ kind: 'created' });
    await first.return?.();
    expect(await Array.fromAsync(plans.changes(other, 1))).toEqual([]);
  });
});
