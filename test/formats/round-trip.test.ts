import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Employee } from '../../src/domain/employee.ts';
import type { Issue } from '../../src/domain/issue.ts';
import { createFormats } from '../../src/formats/index.ts';
import { readRecords } from '../../src/pipeline/read-records.ts';
import { chunksOf, readingOrder } from '../fixtures/reading-order.ts';
import { type Row, type WrittenLayout, writtenLayouts } from '../fixtures/rosters/layouts.ts';
import { testPrivateKey } from '../fixtures/rosters/open-pgp.ts';
import { csvNames } from '../fixtures/rosters/render-csv.ts';
import { type RosterForm, rosterForms } from '../fixtures/rosters/roster-forms.ts';
import { writeRoster } from '../fixtures/rosters/write-roster.ts';

/** Latin letters that every charset has; then what only some have. */
const letters = [...'abc Æøå-.,;|"\'&<>=ÉüßÐ'];
const anything = [...letters, ...'€ŠžŒ–“\t\nЖ中ğ\u00a0e\u0301\ud83d\ude00', ']]>', '😀', '\r\n', '\u2028', '\ufeff'];

/** Makes a charset that has to be guessed unclear, see formats/text/guessed-text.ts. */
const strangeInsideWord = /[A-Za-z][ŠŒŽ]/;

/** The others differ from the first in what their fields are, not in how a file is written. */
const runs: Readonly<Record<string, number>> = { 'personnel-ticket': 250 };

describe.each(writtenLayouts)('a roster of $choice.name', (written) => {
  it('comes out as it was written, in any dialect, charset and archive', async () => {
    const formats = written.formats.filter((format) => createFormats().read[format] !== null);
    const roster = fc.record({
      rows: rowsOf(written),
      form: rosterForms(formats),
      chunkSize: fc.constantFrom(17, 1000, 65_536),
    });
    await fc.assert(
      fc.asyncProperty(roster, async ({ rows, form, chunkSize }) => {
        const { employees, issues } = await readBack(rows, written, form, chunkSize);
        expect(issues).toEqual([]);
        expect(employees).toEqual(rows.map((row) => employeeOf(asSent(row, written, form), written)));
      }),
      { numRuns: runs[written.choice.name] ?? 60 },
    );
  });
});

/** Synthetic people, no two alike, with random texts. */
function rowsOf({ layout, row, texts }: WrittenLayout): fc.Arbitrary<Row[]> {
  const places = texts.map((column) => layout.shape.columns.indexOf(column));
  const text = fc
    .oneof(...[letters, anything].map((units) => fc.array(fc.constantFrom(...units), { minLength: 1, maxLength: 12 })))
    .map((units) => units.join(''))
    .filter((value) => value.trim() !== '' && !strangeInsideWord.test(value));
  const person = fc.tuple(fc.nat(5000), fc.array(text, { minLength: places.length, maxLength: places.length }));
  return fc
    .uniqueArray(person, { minLength: 1, maxLength: 12, selector: ([i]) => i })
    .map((people) => people.map(([i, own]) => row(i).map((value, place) => own[places.indexOf(place)] ?? value)));
}

async function readBack(rows: readonly Row[], written: WrittenLayout, form: RosterForm, chunkSize: number) {
  const { fileName, bytes, csv } = writeRoster(rows, written.layout.shape, form);
  const { shape, createRowReader } = written.layout;
  const decrypt = { privateKey: testPrivateKey, passphrase: null, signedBy: null };
  const order = readingOrder({ fileName, size: bytes.length, layout: written.choice, csv, decrypt });
  const reader = createRowReader(order.settings);
  const issues: Issue[] = [];
  const report = (issue: Issue) => void issues.push(issue);
  const employees: (Employee | null)[] = [];
  const tools = { formats: createFormats(), readBytes: () => chunksOf(bytes, chunkSize) };
  for await (const { records } of readRecords(order, tools, { shape, csv, report, describe: () => {} })) {
    employees.push(...records.map((record) => reader.read(record, report).employee));
  }
  return { employees, issues: issues.filter(({ severity }) => severity !== 'warning') };
}

/** A CSV has a cell for each of its columns, be it empty, and none for what it has no room for. */
function asSent(row: Row, { layout }: WrittenLayout, { format }: RosterForm): Row {
  if (!('csv' in format)) return row;
  const names = csvNames(layout.shape);
  return row.map((value, place) => (names[place] === undefined ? undefined : (value ?? '')));
}

/** The employee that a row stands for, without any format. */
function employeeOf(row: Row, { layout }: WrittenLayout): Employee {
  const reader = layout.createRowReader(
    readingOrder({ fileName: '', size: 0, layout: { name: '', options: {} } }).settings,
  );
  const { employee } = reader.read({ line: 1, values: [...row] }, () => {});
  if (employee === null) throw new Error(`No employee is made of ${JSON.stringify(row)}`);
  return employee;
}
