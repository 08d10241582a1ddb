import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../fixtures/app.ts';
import { readWorkbook, unzipWorkbook, type WorkbookCell } from '../fixtures/read-workbook.ts';
import { csvOf, type RosterRow, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase, onDatabase } from '../services/databases.ts';
import { rollcall } from './run.ts';

async function exportTo(test: TestApp, name: string, ...more: string[]) {
  const out = join(test.dir, name);
  const config = join(test.dir, 'config', 'rollcall.yaml');
  const run = await rollcall(['export', '--feed', test.feed, '--out', out, '--config', config, ...more]);
  return { ...run, out };
}

/** The rows of CSV text by employee number. */
function byNumber(text: string): Record<string, Record<string, string>> {
  const rows = parse(text, { columns: true, bom: true }) as Record<string, string>[];
  return Object.fromEntries(rows.map((row) => [row.employeeNo, row]));
}

/** The first sheet's rows below the header by employee number, each cell by its column's title. */
function rowsByNumber(bytes: Buffer): Record<string, Record<string, WorkbookCell>> {
  const [header = [], ...rows] = readWorkbook(bytes)[0]?.rows ?? [];
  const letters = (cell: WorkbookCell) => cell.at.replace(/\d+$/, '');
  const titles = new Map(header.map((cell) => [letters(cell), cell.text]));
  return Object.fromEntries(
    rows.map((row) => {
      const cells = Object.fromEntries(row.map((cell) => [titles.get(letters(cell)) ?? '', cell]));
      return [cells['Employee number']?.text, cells];
    }),
  );
}

/** Midnight of a day as a spreadsheet counts it. */
function serial(date: string): string {
  return String((Date.parse(date) - Date.UTC(1899, 11, 30)) / 86_400_000);
}

const dateFormat = 'yyyy\\-mm\\-dd';
const timeFormat = 'yyyy\\-mm\\-dd\\ hh:mm';

eachDatabase('an export', (databases) => {
  it('has everybody with state and dates as a workbook and as CSV, and sums them up', async () => {
    const test = await openTestApp({ database: await databases.createConfig() });
    const people = [
      ...syntheticEmployees(5, 0, { companyId: '7' }),
      syntheticEmployee(8, { employeeNo: '000042', firstName: 'Ærlend', surname: 'Ødegård-Åse', companyId: '12' }),
      syntheticEmployee(9, { employeeNo: '12345678901234567890', companyId: '12' }),
    ];
    await test.drop('day-1.csv', csvOf(people));
    await test.drop('day-2.csv', csvOf(people.filter(({ employeeNo }) => employeeNo !== '100002')));

    const { code, stdout, out } = await exportTo(test, 'all.xlsx');
    expect(code).toBe(0);
    expect(stdout).toContain(`7 employees of ${test.feed}, 6 active and 1 deactivated`);
    const found = rowsByNumber(await readFile(out));
    expect(Object.keys(found).sort()).toEqual(people.map(({ employeeNo }) => employeeNo).sort());
    expect(found['100002']).toMatchObject({
      State: { text: 'deactivated' },
      'Deactivated by': { text: 'absent' },
      'Deactivated at (UTC)': { type: null, format: timeFormat, text: `${serial('2025-06-02')}.25` },
      'Created by': { text: 'day-1.csv' },
    });
    expect(found['000042']).toMatchObject({
      State: { text: 'active' },
      Company: { type: 'inlineStr', text: '12' },
      'Employee number': { type: 'inlineStr', format: '@', text: '000042' },
      'First name': { text: 'Ærlend' },
      Surname: { text: 'Ødegård-Åse' },
      'Date of birth': { type: null, format: dateFormat, text: serial(people[5]?.dateOfBirth ?? '') },
      'Employment percentage': { type: null, format: 'General', text: '100' },
      'Abstain from ticket': { type: 'b', text: '0' },
    });
    expect(found['12345678901234567890']).toMatchObject({ 'Employee number': { type: 'inlineStr' } });

    const sums = readWorkbook(await readFile(out)).find(({ name }) => name === 'Summary');
    expect(sums?.rows.map((cells) => cells.map(({ text }) => text))).toEqual([
      ['Feed', test.feed],
      ['Register as of (UTC)', expect.stringMatching(/^\d{5}\.\d+$/)],
      ['Last roster', 'day-2.csv'],
      ['Taken at (UTC)', `${serial('2025-06-02')}.25`],
      [],
      ['Company', 'Active', 'Deactivated', 'All'],
      ['12', '2', '0', '2'],
      ['7', '4', '1', '5'],
      ['All', '6', '1', '7'],
    ]);

    const csv = await exportTo(test, 'all.csv', '--json');
    expect(JSON.parse(csv.stdout)).toMatchObject({
      file: csv.out,
      format: 'csv',
      active: 6,
      deactivated: 1,
      companies: [
        { companyId: '12', active: 2, deactivated: 0 },
        { companyId: '7', active: 4, deactivated: 1 },
      ],
      lastRoster: { name: 'day-2.csv' },
    });
    const rows = byNumber(await readFile(csv.out, 'utf8'));
    expect(Object.keys(rows).sort()).toEqual(Object.keys(found).sort());
    expect(rows['100002']).toMatchObject({
      state: 'deactivated',
      deactivatedBy: 'absent',
      deactivatedAt: '2025-06-02T06:00:00.000Z',
      createdBy: 'day-1.csv',
    });
    expect(rows['000042']).toMatchObject({ state: 'active', surname: 'Ødegård-Åse', abstainFromTicket: 'false' });
  });

  it('has sealed fields and attributes only where they are asked for, and is readable by its owner alone', async () => {
    const test = await openTestApp({
      database: await databases.createConfig(),
      feeds: { staff: { layout: 'custom', mapping: { fields: { employeeNo: { from: 'nr' } }, keepUnmapped: true } } },
    });
    const person = syntheticEmployee(3, { disabilityGrade: '70', disabilityFromDate: '2021-03-01' });
    await test.drop('day-1.csv', csvOf([person, ...syntheticEmployees(3, 10)]));
    const { nationalId } = (await test.sealed())[person.employeeNo] ?? {};
    const secrets = [person.ssn, String(nationalId), '2021-03-01', serial('2021-03-01')];
    const out = join(test.dir, 'plain.xlsx');
    await writeFile(out, 'somebody read this');
    await chmod(out, 0o644);

    await exportTo(test, 'plain.xlsx');
    await exportTo(test, 'plain.csv');
    const plain = [...unzipWorkbook(await readFile(out)).values(), await readFile(join(test.dir, 'plain.csv'), 'utf8')];
    for (const text of plain) for (const secret of secrets) expect(text).not.toContain(secret);
    expect(plain.join()).not.toContain('attributes');

    const asked = await exportTo(test, 'asked.xlsx', '--with', 'nationalId,disabilityGrade,disabilityFromDate');
    expect(asked.stderr).toContain('nationalId, disabilityGrade, disabilityFromDate in plain text');
    expect(rowsByNumber(await readFile(asked.out))[person.employeeNo]).toMatchObject({
      'National identity number': { type: 'inlineStr', text: nationalId },
      'Disability grade': { text: '70' },
      'Disability from date': { text: serial('2021-03-01'), format: dateFormat },
    });
    for (const name of ['plain.xlsx', 'plain.csv', 'asked.xlsx']) {
      expect((await stat(join(test.dir, name))).mode & 0o777, name).toBe(0o600);
    }

    await test.drop('staff.csv', 'nr,team\n1,"Blå"\n', 'staff');
    const config = join(test.dir, 'config', 'rollcall.yaml');
    const staff = ['--feed', 'staff', '--out', join(test.dir, 'staff.csv'), '--config', config];
    await rollcall(['export', ...staff, '--with', 'attributes']);
    expect(byNumber(await readFile(join(test.dir, 'staff.csv'), 'utf8'))['1']?.attributes).toBe('{"team":"Blå"}');
  });
});

onDatabase('sqlite', 'an export', (databases) => {
  it('has no formula in any cell', async () => {
    const test = await openTestApp({ database: await databases.createConfig() });
    const formulas = [
      '=HYPERLINK("http://127.0.0.1:1/?a="&A1,"more")',
      '   =1+1',
      '+47 cmd',
      '-2+3',
      '@SUM(1)',
      '\uff1d1+1',
    ];
    const people = formulas.map((formula, index): RosterRow => syntheticEmployee(index, { addressLine: formula }));
    await test.drop('day-1.csv', csvOf(people));

    const { out } = await exportTo(test, 'all.xlsx');
    const cells = readWorkbook(await readFile(out)).flatMap(({ rows, xml }) => {
      expect(xml).not.toContain('<f>');
      return rows.flat();
    });
    const texts = cells.filter(({ text }) => Number.isNaN(Number(text)));
    for (const cell of texts) expect(cell, cell.at).toMatchObject({ type: 'inlineStr' });
    const stored = await test.app.employees({ feed: test.feed });
    for (const { addressLine } of stored) {
      expect(cells.find(({ text }) => text === addressLine)).toMatchObject({ type: 'inlineStr', format: '@' });
    }

    await exportTo(test, 'all.csv');
    const rows = parse(await readFile(join(test.dir, 'all.csv'), 'utf8'), { bom: true }) as string[][];
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^\s*[=+\-@\uff1d]/);
  });

  it('replaces an earlier file whole, and leaves nothing where it fails', async () => {
    const test = await openTestApp({ database: await databases.createConfig() });
    await test.drop('day-1.csv', csvOf(syntheticEmployees(3)));
    await exportTo(test, 'all.csv');
    await exportTo(test, 'all.csv');
    expect((await readdir(test.dir)).filter((name) => name.includes('all.csv'))).toEqual(['all.csv']);

    const nowhere = await exportTo(test, 'no/such/place.xlsx');
    expect(nowhere).toMatchObject({ code: 2 });
    expect(nowhere.stderr).toContain('a directory that exists');

    const before = await readFile(join(test.dir, 'all.csv'), 'utf8');
    await test.sql("UPDATE employees SET sealed = X'0102' WHERE employee_no = '100001'");
    const failed = await exportTo(test, 'all.csv', '--with', 'nationalId');
    expect(failed).toMatchObject({ code: 4 });
    expect(failed.stderr).toContain('sealed-damaged');
    const failedToo = await exportTo(test, 'all.xlsx', '--with', 'nationalId');
    expect(failedToo).toMatchObject({ code: 4 });
    expect(await readFile(join(test.dir, 'all.csv'), 'utf8')).toBe(before);
    expect((await readdir(test.dir)).filter((name) => name.includes('all.'))).toEqual(['all.csv']);
  });

  it('of a feed without employees has a header and a summary', async () => {
    const test = await openTestApp({ database: await databases.createConfig() });
    const { out, stdout } = await exportTo(test, 'none.xlsx');
    expect(stdout).toContain('0 employees');
    const [employees, summary] = readWorkbook(await readFile(out));
    expect(employees?.rows).toHaveLength(1);
    expect(summary?.rows[2]?.[1]).toMatchObject({ text: 'none' });
  });

  it('asked for in a way that it does not know ends with 2', async () => {
    const test = await openTestApp({ database: await databases.createConfig() });
    const config = join(test.dir, 'config', 'rollcall.yaml');
    for (const [more, words] of [
      [['--out', 'all.ods'], '.xlsx or .csv'],
      [['--out', 'all.csv', '--with', 'ssn'], '"ssn" is none of nationalId'],
      [['--out', 'all.csv', '--feed', 'nobody'], 'There is no feed nobody'],
      [[], '--out'],
    ] as const) {
      const { code, stderr } = await rollcall(['export', '--feed', test.feed, '--config', config, ...more]);
      expect(code).toBe(2);
      expect(stderr).toContain(words);
    }
  });
});
