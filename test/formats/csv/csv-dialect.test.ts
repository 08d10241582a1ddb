import { describe, expect, it } from 'vitest';
import type { RecordShape } from '../../../src/formats/contract.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../../fixtures/roster.ts';
import { readAll } from '../read-all.ts';

const rows = syntheticEmployees(12);
const byName: RecordShape = {
  columns: ['id', 'name', 'rate'],
  recordPaths: [['people', 'person']],
  numbers: ['rate'],
  trees: {},
  csv: { by: 'name', names: [['id'], ['name', 'Name, given'], ['rate', 'rate a|b|c|d']], required: ['id'] },
};

describe('the dialect of a CSV', () => {
  it.each([
    [',', '\n', true],
    [';', '\r\n', true],
    ['\t', '\r', false],
    ['|', '\n', false],
  ])('is told: %j, %j, header %s', async (delimiter, newline, header) => {
    const lineBreak = { '\n': 'LF', '\r\n': 'CRLF', '\r': 'CR' }[newline];
    for (const chunkSize of [1, 100, 65_536]) {
      const { dialect } = await readAll('csv', csvOf(rows, { delimiter, newline, header }), { chunkSize });
      expect(dialect).toMatchObject({ format: 'csv', delimiter, lineBreak, header });
    }
  });

  it('has mixed line breaks where only the last one is another', async () => {
    const crlf = csvOf(rows, { newline: '\r\n' });
    expect((await readAll('csv', `${crlf.slice(0, -2)}\n`)).dialect.lineBreak).toBe('mixed');
    expect((await readAll('csv', crlf.slice(0, -2))).dialect.lineBreak).toBe('CRLF');
    expect((await readAll('csv', `${crlf}\r`)).dialect.lineBreak).toBe('mixed');
  });

  it('has the line breaks that end rows, whatever stands in the values', async () => {
    const row = syntheticEmployee(90, { addressLine: 'Vei 1\nOppgang "B"\r2' });
    expect((await readAll('csv', csvOf([...rows, row], { newline: '\r\n' }))).dialect.lineBreak).toBe('CRLF');
  });

  it('tells no line break of a file that has none', async () => {
    const { dialect } = await readAll('csv', csvOf([syntheticEmployee(0)], { header: false }).trimEnd());
    expect(dialect).toMatchObject({ format: 'csv', delimiter: ',', header: false });
  });

  it('is what the line sep= says', async () => {
    const { dialect } = await readAll('csv', `sep=|\r\n${csvOf(rows, { delimiter: '|', newline: '\r\n' })}`);
    expect(dialect).toMatchObject({ format: 'csv', delimiter: '|', lineBreak: 'CRLF', header: true });
  });
});

describe('the delimiter', () => {
  const read = (lines: readonly string[], shape: RecordShape) => readAll('csv', lines.join('\n'), { shape });

  it('is found beside decimal commas', async () => {
    const people = rows.map((row) => ({ ...row, addressLine: 'A,B,C', employmentPercentage: '37,5' }));
    const content = csvOf(people, { delimiter: ';', header: false });
    const { dialect, records, issues } = await readAll('csv', content);
    expect([dialect.delimiter, records.length, issues]).toEqual([';', 12, []]);
  });

  it('is found below a header of another width', async () => {
    const { dialect } = await readAll('csv', `a,b,c,d,e\n${csvOf(rows, { delimiter: ';', header: false })}`);
    expect(dialect.delimiter).toBe(';');
  });

  it('is the one with which the header has the most known names', async () => {
    const { dialect, records } = await read(['id;"Name, given";rate a|b|c|d', '1;"Lie, Ola";37,5'], byName);
    expect(dialect.delimiter).toBe(';');
    expect(records.map(({ values }) => values)).toEqual([['1', 'Lie, Ola', '37.5']]);
  });

  it('is not taken out of values in quotation marks', async () => {
    const { dialect, records } = await read(['id|name', '"1;;;;;"|"Lie\n,,,,,,,,"', '2|Vik'], byName);
    expect([dialect.delimiter, records.length]).toEqual(['|', 2]);
  });

  it('does not matter in a file of one column', async () => {
    expect((await read(['id', '1', '2'], byName)).records).toHaveLength(2);
  });
});
