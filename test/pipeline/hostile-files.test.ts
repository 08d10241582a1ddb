import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { ImportReport } from '../../src/app/contract.ts';
import type { Issue } from '../../src/domain/issue.ts';
import { type FeedSettings, openTestApp, startDaemon, type TestApp } from '../fixtures/app.ts';
import { eventually } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployee, syntheticEmployees, xmlOf } from '../fixtures/roster.ts';
import { renderZip } from '../fixtures/zip.ts';
import { onDatabase, type TestDatabases } from '../services/databases.ts';
import { measureImport } from './measure-import.ts';

interface HostileFile {
  name: string;
  content: string | Uint8Array;
  /** What is told of it first. */
  issue: Partial<Issue> | { message: unknown };
}

const people = syntheticEmployees(10);
const roster = csvOf(people);
const xml = xmlOf(people);
const packed = gzipSync(roster);
const member = { name: 'roster.csv', content: roster };

onDatabase('sqlite', 'a hostile file', (databases) => {
  it('is rejected where its gzip was cut, is damaged or has something behind it', async () => {
    const damaged = packed.with(-6, packed.at(-6) === 0 ? 1 : 0);
    await expectRejected(databases, [
      { name: 'cut.csv.gz', content: packed.subarray(0, -20), issue: { code: 'truncated' } },
      { name: 'checksum.csv.gz', content: damaged, issue: wordsOf('archive-damaged', 'another checksum') },
      {
        name: 'garbage.csv.gz',
        content: Buffer.concat([packed, Buffer.from('garbage')]),
        issue: wordsOf('archive-damaged', `from byte ${packed.length} on`),
      },
    ]);
  });

  it('is rejected where it unpacks to far more than a roster, in bounded memory', async () => {
    // Blanks, which take the least time to read: 160 MB of them, were they not given up at 64 MB.
    const blanks = Buffer.alloc(16_000_000, ' ');
    await expectRejected(
      databases,
      [
        {
          name: 'bomb.json.gz',
          content: repeated(gzipSync(blanks), 10),
          issue: wordsOf('archive-bomb', 'became more than 67 MB'),
        },
      ],
      { memoryMb: 150 },
    );
  });

  it('is rejected where it is a zip with a name that leads elsewhere, or with several files', async () => {
    const named = (name: string) => renderZip([{ ...member, name }]);
    await expectRejected(databases, [
      { name: 'up.zip', content: named('../../etc/roster.csv'), issue: { code: 'archive-name' } },
      { name: 'absolute.zip', content: named('/etc/roster.csv'), issue: { code: 'archive-name' } },
      { name: 'windows.zip', content: named('..\\roster.csv'), issue: { code: 'archive-name' } },
      {
        name: 'two.zip',
        content: renderZip([member, { ...member, name: 'other.csv' }]),
        issue: wordsOf('archive-members', '"roster.csv" and "other.csv"'),
      },
    ]);
  });

  it('is held by the guard where it was cut at the end of a line', async () => {
    const test = await openWithPeople(databases);
    const before = await registerOf(test);

    const report = await test.drop('cut.csv', roster.slice(0, roster.indexOf('100004')));

    expect(report).toMatchObject({ status: 'held', rows: 4, holdReasons: [{ code: 'too-many-deactivated' }] });
    await expectUntouched(test, before, [
      /^\[Rollcall\] HELD .*: cut\.csv \(6 people would be deactivated, file cut short\)/,
    ]);
  });

  it('is rejected where its XML was cut, wherever that is', async () => {
    const lastLine = xml.trimEnd().split('\n').length;
    await expectRejected(databases, [
      {
        name: 'in-record.xml',
        content: xml.slice(0, -300),
        issue: wordsOf('not-well-formed', 'The record that begins on line 210 never ends'),
      },
      {
        name: 'between-records.xml',
        content: xml.slice(0, xml.lastIndexOf('</employees>')),
        issue: { ...wordsOf('not-well-formed', 'looks cut off'), line: lastLine },
      },
    ]);
  });

  it('is rejected for any DOCTYPE, which is neither resolved nor expanded', async () => {
    const laughs = [...'bcdefghij'].map((name, i) => `<!ENTITY ${name} "${`&${'abcdefghij'[i]};`.repeat(10)}">`);
    const doctyped = (content: string) =>
      xml.replace('<employees>', `<!DOCTYPE employees ${content}>\n<employees>`).replace('Hansen', '&j;');
    const isDoctype = { code: 'doctype', line: 2 };
    await expectRejected(
      databases,
      [
        { name: 'laughs.xml', content: doctyped(`[<!ENTITY a "lol">${laughs.join('')}]`), issue: isDoctype },
        { name: 'quadratic.xml', content: doctyped(`[<!ENTITY j "${'x'.repeat(100_000)}">]`), issue: isDoctype },
        { name: 'file.xml', content: doctyped('[<!ENTITY j SYSTEM "file:///etc/passwd">]'), issue: isDoctype },
        { name: 'dtd.xml', content: doctyped('SYSTEM "http://127.0.0.1:1/evil.dtd"'), issue: isDoctype },
        { name: 'plain.xml', content: doctyped(''), issue: isDoctype },
      ],
      { memoryMb: 100 },
    );
  });

  it('is rejected where its XML is nested 10,000 deep', async () => {
    const nested = `<employee>${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}</employee></employees>`;
    const issue = wordsOf('too-deep', 'more than 64 deep');
    await expectRejected(databases, [{ name: 'deep.xml', content: xml.replace('</employees>', nested), issue }]);
  });

  it('is rejected where a field has a gigabyte or a quotation mark never closes, in bounded memory', async () => {
    // A gzip file of a hundred members is a gigabyte, and made at once.
    const gigabyte = repeated(gzipSync(Buffer.alloc(10_000_000, 'x')), 100);
    const huge = (start: string) => Buffer.concat([gzipSync(start), gigabyte]);
    const unclosed = csvOf([...people, syntheticEmployee(10, { surname: 'OPEN' })]).replace('OPEN', '"Open');
    const tooLarge = { ...wordsOf('record-too-large', 'more than 1000000 characters'), line: 12 };
    await expectRejected(
      databases,
      [
        { name: 'quoted.csv.gz', content: huge(`${roster}"`), issue: tooLarge },
        { name: 'plain.csv.gz', content: huge(roster), issue: tooLarge },
        { name: 'unclosed.csv', content: unclosed, issue: { code: 'unclosed-quote', line: 12 } },
      ],
      { memoryMb: 300 },
    );
  });

  it('is rejected where a row has a million commas, in bounded memory', async () => {
    const content = `${roster}x${','.repeat(1_000_000)}\n`;
    const issue = { ...wordsOf('column-count', '1000001 columns where 21 are expected'), line: 12 };
    const test = await expectRejected(databases, [{ name: 'commas.csv', content, issue }]);

    const again = await test.write('again.csv', content.replace('x', 'y'));
    const measured = await measureImport(join(test.dir, 'config', 'rollcall.yaml'), test.feed, again);
    expect(measured).toMatchObject({ status: 'rejected', kept: 1 });
    expect(measured.heapGrowthMb).toBeLessThan(80);
  });

  it('is rejected for a NUL or another control character, with its line and byte', async () => {
    const dirty = (character: string) => roster.replace('100004', `1000${character}04`);
    const at = Buffer.from(roster).indexOf('100004') + 4;
    const issue = { ...wordsOf('control-character', `on line 6 (byte ${at})`), line: 6 };
    await expectRejected(databases, [
      { name: 'nul.csv', content: dirty('\0'), issue },
      { name: 'escape.csv', content: dirty('\u001b'), issue },
      {
        name: 'reference.xml',
        content: xml.replace('100004', '1000&#0;04'),
        issue: wordsOf('not-well-formed', 'malformed character entity'),
      },
    ]);
  });

  it('is rejected for bytes that are not in its charset, with the offset of the first', async () => {
    const at = Buffer.from(roster).indexOf('Ø');
    const damaged = Buffer.from(roster);
    damaged[at + 1] = 0xff;
    const latinXml = Buffer.from(xml, 'latin1');
    const firstLetter = latinXml.findIndex((byte) => byte > 0x7f);
    const line = roster.slice(0, roster.indexOf('Ø')).split('\n').length;
    await expectRejected(databases, [
      { name: 'damaged.csv', content: damaged, issue: { ...wordsOf('invalid-encoding', `offset ${at}`), line } },
      { name: 'latin.xml', content: latinXml, issue: wordsOf('invalid-encoding', `offset ${firstLetter} `) },
    ]);
    const said = { csv: { charset: 'us-ascii' } };
    const first = Buffer.from(roster).findIndex((byte) => byte > 0x7f);
    await expectRejected(
      databases,
      [{ name: 'utf-8.csv', content: `\n${roster}`, issue: wordsOf('unclear-charset', `from byte ${first + 1} `) }],
      { feed: said, first: csvOf(people.map((row) => ({ ...row, firstName: 'A', surname: 'B', addressLine: 'C' }))) },
    );
  });

  it('is rejected where its header has a column twice or lacks one', async () => {
    const withoutCompany = roster.replaceAll(/^([^,]*),([^,]*),/gm, '$1,');
    await expectRejected(databases, [
      {
        name: 'twice.csv',
        content: roster.replace('firstName,surname', 'surname,surname'),
        issue: { ...wordsOf('duplicate-header', 'column 6 and column 7 ("surname")'), line: 1, column: 7 },
      },
      { name: 'lacks.csv', content: withoutCompany, issue: { code: 'missing-column', line: 1, field: 'companyId' } },
    ]);
  });

  it('is rejected for birth dates that no calendar has; other such dates are left out with their row', async () => {
    const [notThere, zero] = ['2024-02-30', '0000-00-00'];
    const born = [syntheticEmployee(8, { dateOfBirth: notThere }), syntheticEmployee(9, { dateOfBirth: zero })];
    const hired = [syntheticEmployee(8, { hireStartDate: notThere }), syntheticEmployee(9, { hireStartDate: zero })];
    const test = await expectRejected(databases, [
      {
        name: 'born.csv',
        content: csvOf([...people.slice(0, 8), ...born]),
        issue: { code: 'invalid-birth-date', line: 10, column: 4, employeeNo: '100008' },
      },
    ]);
    const before = await registerOf(test);

    const report = await test.drop('hired.csv', csvOf([...people.slice(0, 8), ...hired]));

    expect(report.issues).toMatchObject([
      { code: 'invalid-date', severity: 'row', line: 10, column: 11, field: 'hireStartDate', employeeNo: '100008' },
      { code: 'invalid-date', severity: 'row', line: 11, column: 11, field: 'hireStartDate', employeeNo: '100009' },
    ]);
    expect(report.plan).toMatchObject({ unchanged: 8, quarantined: 2, deactivated: 0 });
    expect((await registerOf(test)).employees).toEqual(before.employees);
  });

  it('keeps no other file from being taken by the daemon', async () => {
    const test = await openWithPeople(databases);
    const before = await registerOf(test);
    const stop = await startDaemon(test);
    const inbox = (name: string) => `data/inbox/${test.feed}/${name}`;
    const hostile: Record<string, string | Uint8Array> = {
      'a-cut.csv.gz': packed.subarray(0, -20),
      'b-garbage.json': packed,
      'c-deep.xml': `<employees>${'<employee>'.repeat(10_000)}`,
      'd-empty.csv': '',
      'e-nul.csv': '\0'.repeat(5000),
    };
    for (const [name, content] of Object.entries(hostile)) await test.write(inbox(name), content);
    const files = await verdicts(test, 6);
    expect(files.filter(([name]) => name in hostile).map(([, status]) => status)).toEqual(Array(5).fill('rejected'));
    expect((await registerOf(test)).employees).toEqual(before.employees);

    await test.write(inbox('f-good.csv'), csvOf(syntheticEmployees(11)));
    expect((await verdicts(test, 7)).at(0)).toEqual(['f-good.csv', 'processed']);
    await eventually('seven mails', async () => (await test.mails()).length === 7);
    await stop();
    const subjects = (await test.mails()).map(({ subject }) => subject);
    for (const name of Object.keys(hostile)) {
      expect(subjects.filter((subject) => subject?.includes(`: ${name} `))).toEqual([
        expect.stringContaining('REJECTED'),
      ]);
    }
  });
});

/** Takes each file the whole way, on a register of ten: rejected for what is expected, told of once, and nothing else. */
async function expectRejected(
  databases: TestDatabases,
  files: readonly HostileFile[],
  { memoryMb, feed, first }: { memoryMb?: number; feed?: FeedSettings; first?: string } = {},
): Promise<TestApp> {
  const test = await openWithPeople(databases, feed, first);
  const before = await registerOf(test);
  const subjects: RegExp[] = [];
  for (const { name, content, issue } of files) {
    const { report, growthMb } = await measured(() => test.drop(name, content));

    expect(report, name).toMatchObject({ status: 'rejected', verdict: 'rejected', changes: [] });
    expect(report.issues[0], name).toMatchObject({ severity: 'fatal', ...issue });
    if (memoryMb !== undefined) expect(growthMb, name).toBeLessThan(memoryMb);
    subjects.push(new RegExp(`^\\[Rollcall\\] REJECTED ${test.feed}: ${name} \\(`));
    await expectUntouched(test, before, subjects);
  }
  return test;
}

async function openWithPeople(databases: TestDatabases, feed: FeedSettings = {}, first = roster): Promise<TestApp> {
  const test = await openTestApp({ database: await databases.createConfig(), feed });
  expect(await test.drop('first.csv', first)).toMatchObject({ status: 'processed', plan: { created: 10 } });
  return test;
}

/** The register is what it was, nothing is staged but for a hold, and there is one mail for each of the files. */
async function expectUntouched(
  test: TestApp,
  before: Record<string, unknown>,
  subjects: readonly RegExp[],
): Promise<void> {
  expect(await registerOf(test)).toEqual(before);
  const mails = (await test.mails()).map(({ subject }) => subject);
  expect(mails).toEqual([expect.anything(), ...subjects.map((subject) => expect.stringMatching(subject))]);
}

async function registerOf(test: TestApp): Promise<Record<string, unknown>> {
  return {
    employees: await test.sql('SELECT * FROM employees WHERE feed = ? ORDER BY id', [test.feed]),
    versions: await test.sql('SELECT * FROM feeds WHERE feed = ?', [test.feed]),
    history: await test.sql('SELECT * FROM employee_changes ORDER BY id'),
  };
}

/** By how much the memory of this process, threads and all, was larger at its peak than before. */
async function measured(work: () => Promise<ImportReport>): Promise<{ report: ImportReport; growthMb: number }> {
  const before = process.memoryUsage.rss();
  let peak = before;
  let done = false;
  const sampling = (async () => {
    while (!done) {
      peak = Math.max(peak, process.memoryUsage.rss());
      await sleep(10);
    }
  })();
  const report = await work();
  done = true;
  await sampling;
  return { report, growthMb: (peak - before) / 1e6 };
}

async function verdicts(test: TestApp, count: number): Promise<[string, string][]> {
  return eventually(`verdict on ${count} files`, async () => {
    const files = await test.app.files({ feed: test.feed });
    const isDone = files.length === count && files.every(({ status }) => /processed|rejected/.test(status));
    return isDone && files.map(({ name, status }): [string, string] => [name, status]);
  });
}

function wordsOf(code: string, words: string) {
  return { code, message: expect.stringContaining(words) };
}

function repeated(bytes: Uint8Array, times: number): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => bytes));
}
