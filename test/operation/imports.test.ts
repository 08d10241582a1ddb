import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { openTestApp, sharedTestApps, startDaemon, type TestApp, untilStatus } from '../fixtures/app.ts';
import { csvOf, type RosterRow, ssnFor, syntheticEmployee, syntheticEmployees, xmlOf } from '../fixtures/roster.ts';
import { eachDatabase, onDatabase } from '../services/databases.ts';

const now = { now: true, changes: 0 };

/** Ten are known; the last three are missing, so that it is held; who stands on line 5 can't be used, and line 6 differs. */
const heldRows = (change: Partial<RosterRow> = { payType: 'Q' }): RosterRow[] =>
  syntheticEmployees(7).map((row, i) => (i === 3 ? { ...row, ...change } : i === 4 ? { ...row, surname: 'Ny' } : row));

async function hold(test: TestApp, content = csvOf(heldRows()), name = 'held.csv'): Promise<number> {
  await test.drop('first.csv', csvOf(syntheticEmployees(10)));
  const report = await test.drop(name, content);
  expect(report).toMatchObject({ status: 'held', holdReasons: [{ code: 'too-many-deactivated' }] });
  return report.fileId;
}

const correct = (test: TestApp, id: string, values: Record<string, string>) =>
  test.app.correctImports([{ id, values }], 'kari@hr');

const employee = async (test: TestApp, i: number) =>
  (await test.app.employees({ feed: test.feed, employeeNo: syntheticEmployee(i).employeeNo }))[0];

eachDatabase('an import', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });
  const open = sharedTestApps();

  it('is corrected under an id that stays, also where it was left out, and applied with the rest', async () => {
    const test = await open({ database });
    const id = await hold(test);
    const before = (await test.mails()).length;
    const { imports, counts } = await test.app.imports(id, { limit: 50 });
    expect(counts).toEqual({ staged: 1, quarantined: 1 });
    expect(imports).toMatchObject([
      { id: `${id}-5`, line: 5, companyId: '1', employeeNo: '100003', state: 'quarantined', change: null },
      { id: `${id}-6`, line: 6, employeeNo: '100004', state: 'staged', change: 'updated' },
    ]);
    expect(await test.app.importDetail(`${id}-5`)).toMatchObject({
      state: 'quarantined',
      fields: { employeeNo: '100003', payType: 'Q', ssn: '*****', disabilityGrade: '*****', hireEndDate: '' },
      issues: [{ code: 'unknown-code', field: 'payType', line: 5 }],
      corrections: [],
    });

    // Line 2 has hit its digest, and stands in no list.
    expect(await test.app.importDetail(`${id}-2`)).toMatchObject({ state: 'known', change: 'unchanged' });
    const values = { payType: 'D', surname: 'Ødegård-Lie' };
    const report = await test.app.correctImports(
      [
        { id: `${id}-5`, values },
        { id: `${id}-2`, values: { postalCode: '0911' } },
      ],
      'kari@hr',
    );

    expect(report).toMatchObject({
      changed: true,
      status: 'held',
      plan: { updated: 3, deactivated: 3, quarantined: 0, unchanged: 4 },
      imports: [
        { id: `${id}-5`, state: 'staged', change: 'updated', fields: values, issues: [] },
        { id: `${id}-2`, state: 'staged', change: 'updated' },
      ],
    });
    expect((await test.app.importDetail(`${id}-5`)).corrections).toMatchObject([
      { actor: 'kari@hr', fields: ['payType', 'surname'] },
    ]);
    // Who was told of the hold is not told again of the same one.
    expect(await test.mails()).toHaveLength(before);
    expect(await correct(test, `${id}-5`, values)).toMatchObject({ changed: false, status: 'held' });

    expect(await test.app.approve(id, now)).toMatchObject({ status: 'processed' });
    expect(await employee(test, 3)).toMatchObject({ payType: 'D', surname: 'Ødegård-Lie', active: true });
    expect(await employee(test, 0)).toMatchObject({ postalCode: '0911' });

    await expect(correct(test, `${id}-5`, { payType: 'A' })).rejects.toMatchObject({ code: 'file-not-correctable' });
    expect(await test.app.importDetail(`${id}-5`)).toMatchObject({
      state: 'staged',
      fieldsAs: 'register',
      fields: { payType: 'D', nationalId: '*****' },
    });
    expect((await test.app.imports(id, { limit: 1 })).imports).toHaveLength(1);
  });

  it('that is corrected voids an approval: the new plan has to be approved', async () => {
    const test = await open({ database });
    const id = await hold(test);
    await test.app.pause(test.feed);
    await test.app.approve(id, now, 'ola@hr');
    expect((await test.app.file(id)).file).toMatchObject({ status: 'approved', decidedBy: 'ola@hr', planNo: 1 });

    expect(await correct(test, `${id}-6`, { surname: 'Nye' })).toMatchObject({ status: 'held' });

    expect((await test.app.file(id)).file).toMatchObject({ planNo: 2, approvedPlanNo: null, decidedBy: null });
    await test.app.resume(test.feed);
    expect(await test.app.process(test.feed)).toMatchObject({ processed: [] });
    expect(await test.app.approve(id, now)).toMatchObject({ status: 'processed_with_warnings' });
    expect(await employee(test, 4)).toMatchObject({ surname: 'Nye' });
  });

  it('is not corrected so that the whole file would be rejected, and nothing changes by the attempt', async () => {
    const test = await open({ database });
    const id = await hold(test);
    const tables = ['roster_files', 'employee_imports', 'plan_changes', 'import_corrections', 'file_issues', 'outbox'];
    const dump = async () => {
      const all = await test.dump();
      return tables.map((name) => all[name]);
    };
    const before = await dump();

    for (const [field, text] of [
      ['dateOfBirth', '1999-02-30'],
      ['ssn', '12345'],
    ]) {
      const failing = correct(test, `${id}-5`, { [field as string]: text as string, payType: 'A' });
      await expect(failing).rejects.toMatchObject({
        code: 'correction-refused',
        message: expect.stringMatching(new RegExp(`file ${id} would be rejected.*line 5`)),
      });
    }
    await expect(correct(test, `${id}-5`, { paytype: 'A' })).rejects.toMatchObject({
      code: 'usage-field',
      message: 'The file has no field paytype: it is written payType.',
    });
    await expect(correct(test, `${id}-5`, { surname: 'a\u001fb' })).rejects.toMatchObject({ code: 'usage-value' });
    await expect(correct(test, `${id}-99`, { payType: 'A' })).rejects.toMatchObject({ code: 'import-unknown' });

    expect(await dump()).toEqual(before);
  });

  it('may be given another birth date and identity number, of which nothing stands in plain text', async () => {
    const test = await open({ database });
    const id = await hold(test);
    const dateOfBirth = '1971-03-04';
    const ssn = ssnFor(dateOfBirth, 3);

    await correct(test, `${id}-6`, { dateOfBirth, ssn });

    expect(JSON.stringify(await test.dump())).not.toContain(ssn);
    await test.app.approve(id, now);
    expect((await test.sealed())['100004']).toMatchObject({ nationalId: `040371${ssn}` });
    expect(JSON.stringify(await test.dump())).not.toContain(ssn);
  });
});

onDatabase('sqlite', 'an import', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  it.each([
    ['held.xml', xmlOf(heldRows())],
    ['held.json', JSON.stringify(heldRows())],
  ])('of %s is known by its line, and by its place where rows share one', async (name, content) => {
    const test = await openTestApp({ database });
    const id = await hold(test, content, name);

    const { imports } = await test.app.imports(id, { limit: 10 });
    const found = imports.find(({ state }) => state === 'quarantined');
    const importId = name === 'held.json' ? `${id}-1.4` : `${id}-${found?.line}`;
    expect(found).toMatchObject({ id: importId, employeeNo: '100003' });
    const { state, issues } = await test.app.importDetail(importId);
    expect({ state, codes: issues.map(({ code }) => code) }).toEqual({ state: 'quarantined', codes: ['unknown-code'] });

    await correct(test, importId, { payType: 'T' });

    expect((await test.app.imports(id, { limit: 10 })).imports.map((one) => one.id)).toContain(importId);
    await test.app.approve(id, now);
    expect(await employee(test, 3)).toMatchObject({ payType: 'T' });
    expect(await employee(test, 2)).toMatchObject({ payType: 'A' });
  });

  it('that ends the reason of a hold leaves its file staged, with its correction, until it is processed', async () => {
    const test = await openTestApp({ database });
    const rows = syntheticEmployees(60).map((row, i) => (i < 6 ? { ...row, payType: 'Q' } : row));
    const { fileId: id, holdReasons } = await test.drop('first.csv', csvOf(rows));
    expect(holdReasons).toMatchObject([{ code: 'too-many-quarantined' }]);

    expect(await correct(test, `${id}-2`, { payType: 'A' })).toMatchObject({ status: 'staged', holdReasons: [] });
    expect(await correct(test, `${id}-3`, { payType: 'A' })).toMatchObject({ status: 'staged', plan: { created: 56 } });
    // The register moves, and the file is planned again from its bytes: with what was corrected.
    await test.sql('UPDATE feeds SET register_version = register_version + 1 WHERE feed = ?', [test.feed]);
    const { processed } = await test.app.process(test.feed);

    expect(processed).toEqual([{ fileId: id, status: 'processed_with_warnings' }]);
    expect((await test.app.employees({ feed: test.feed })).length).toBe(56);
    // What its bytes say is not what was applied: they are looked at again, and only then skipped.
    const again = await test.drop('again.csv', csvOf(rows));
    expect(again).toMatchObject({ status: 'held', plan: { quarantined: 6, deactivated: 0 } });
  });

  it('of a file whose copy is gone is read from where the file lies held', async () => {
    const test = await openTestApp({ database });
    await test.drop('first.csv', csvOf(syntheticEmployees(10)));
    const stop = await startDaemon(test);
    await test.write(join('data', 'inbox', test.feed, 'held.csv'), csvOf(heldRows()));
    const id = await untilStatus(test, 'held.csv', 'held');
    await stop();
    await test.reopen({});
    const spool = join(test.dir, 'data', 'spool');
    for (const name of await readdir(spool)) await rm(join(spool, name), { recursive: true });

    expect(await test.app.importDetail(`${id}-6`)).toMatchObject({ fieldsAs: 'register', fields: { surname: 'Ny' } });
    expect(await correct(test, `${id}-5`, { payType: 'A' })).toMatchObject({ changed: true, plan: { quarantined: 0 } });
    expect(await test.app.importDetail(`${id}-6`)).toMatchObject({ fieldsAs: 'layout', fields: { surname: 'Ny' } });
  });

  it('of a rejected file is none: it is final', async () => {
    const test = await openTestApp({ database });
    const rows = syntheticEmployees(3).map((row, i) => (i === 0 ? { ...row, dateOfBirth: '1999-02-30' } : row));
    const { fileId } = await test.drop('wrong.csv', csvOf(rows));

    await expect(correct(test, `${fileId}-2`, { dateOfBirth: '1999-02-28' })).rejects.toMatchObject({
      code: 'file-not-correctable',
      hint: expect.stringContaining('final'),
    });
    expect((await test.app.imports(fileId, { limit: 5 })).imports).toEqual([]);
  });
});
