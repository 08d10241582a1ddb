import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { errorsCsvAttachment, errorsCsvHeader, renderErrorsCsvLine } from '../../src/notify/errors-csv.ts';
import { ssnFor } from '../fixtures/roster.ts';
import { issue } from './samples.ts';

const read = (csv: Buffer | string) =>
  parse(csv, { bom: true, columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];

describe('errors.csv', () => {
  it('has a row for each issue, with what to do', () => {
    const [row] = read(errorsCsvHeader + renderErrorsCsvLine(issue()));

    expect(row).toMatchObject({
      line: '14',
      'employee number': '100013',
      company: '1',
      column: '4',
      field: 'dateOfBirth',
      severity: 'fatal',
      code: 'invalid-birth-date',
      message: 'The birth date 1984-02-30 is not a day in the calendar.',
    });
    expect(row?.['what to do']).not.toBe('');
  });

  it('begins with a byte order mark, so that Excel reads Norwegian letters', () => {
    expect(Buffer.from(errorsCsvHeader).subarray(0, 3)).toEqual(Buffer.of(0xef, 0xbb, 0xbf));
  });

  it('is one physical line for each issue, whatever the values hold', () => {
    const line = renderErrorsCsvLine(issue({ employeeNo: 'a"\r\n,b', message: 'one\ntwo\u2028three' }));

    expect(line.slice(0, -2)).not.toMatch(/[\r\n\u2028]/);
    expect(read(errorsCsvHeader + line)).toHaveLength(1);
  });

  it('holds no formula', () => {
    const [row] = read(
      errorsCsvHeader + renderErrorsCsvLine(issue({ employeeNo: '=HYPERLINK("x")', message: ' @SUM(1)' })),
    );

    expect(row?.['employee number']).toBe('\'=HYPERLINK("x")');
    expect(row?.message).toMatch(/^'/);
  });

  it('holds no national identity number', () => {
    const number = `030284${ssnFor('1984-02-03')}`;
    const line = renderErrorsCsvLine(issue({ employeeNo: number, message: `Found ${number}.` }));

    expect(line).not.toContain(number);
    expect(line).toContain('Found *****.');
  });
});

describe('the attached errors.csv', () => {
  const lines = (count: number) => errorsCsvHeader + renderErrorsCsvLine(issue()).repeat(count);

  it('is the complete list when that is short', async () => {
    const content = await errorsCsvAttachment(Readable.from([Buffer.from(lines(3))]), [], 3);

    expect(content.toString()).toBe(lines(3));
  });

  it('is cut after 10,000 issues and says how many there are', async () => {
    const report = Readable.from(chunksOf(Buffer.from(lines(10_500)), 1_000));
    const rows = read(await errorsCsvAttachment(report, [], 1_234_567));

    expect(rows).toHaveLength(10_001);
    expect(rows.at(-1)?.message).toBe('10,000 of 1,234,567 issues are listed here.');
    expect(report.destroyed).toBe(true);
  });

  it('is cut at a line end when its lines are very long', async () => {
    const long = renderErrorsCsvLine(issue({ message: 'x'.repeat(1_000_000) }));
    const content = await errorsCsvAttachment(
      Readable.from(chunksOf(Buffer.from(errorsCsvHeader + long.repeat(9)), 65_536)),
      [],
      9,
    );

    const rows = read(content);
    expect(content.length).toBeLessThan(5_001_000);
    expect(rows.at(-1)?.message).toBe('4 of 9 issues are listed here.');
  });

  it('leaves out a line that a crash has cut', async () => {
    const rows = read(await errorsCsvAttachment(Readable.from([Buffer.from(`${lines(2)}15,"half`)]), [], 3));

    expect(rows).toHaveLength(3);
    expect(rows.at(-1)?.message).toBe('2 of 3 issues are listed here.');
  });

  it('is made of the kept issues when the complete list is gone', async () => {
    const rows = read(await errorsCsvAttachment(null, [issue(), issue({ line: 15 })], 7));

    expect(rows.map((row) => row.line)).toEqual(['14', '15', '']);
    expect(rows.at(-1)?.message).toBe('2 of 7 issues are listed here.');
  });
});

function chunksOf(content: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(content.length / size) }, (_, i) => content.subarray(i * size, (i + 1) * size));
}
