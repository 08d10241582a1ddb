import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf, rosterColumns, syntheticEmployee, syntheticEmployees } from '../../fixtures/roster.ts';
import { readAll, readStream } from '../read-all.ts';

const rows = syntheticEmployees(12);
const values = rows.map((row) => rosterColumns.map((column) => row[column]));

describe('CSV', () => {
  it.each([',', ';', '\t', '|'])('finds the delimiter %j by itself', async (delimiter) => {
    const { records, issues } = await readAll('csv', csvOf(rows, { delimiter }));
    expect(issues).toEqual([]);
    expect(records.map((record) => record.values)).toEqual(values);
  });

  it.each(['\n', '\r\n', '\r'])('reads rows that end with %j, with or without a header', async (newline) => {
    for (const header of [true, false]) {
      const { records, issues } = await readAll('csv', csvOf(rows, { newline, header }));
      expect(issues).toEqual([]);
      expect(records.map((record) => record.values)).toEqual(values);
      expect(records.map((record) => record.line)).toEqual(rows.map((_, index) => index + (header ? 2 : 1)));
    }
  });

  it('reads the same however the file is cut into chunks', async () => {
    const content = `\uFEFF${csvOf([...rows, syntheticEmployee(90, { surname: 'Ødegård 𝒳\r\n"Å"' })], { newline: '\r\n' })}`;
    const whole = await readAll('csv', content);
    expect(whole.records).toHaveLength(13);
    for (const chunkSize of [1, 2, 3, 7, 64]) expect(await readAll('csv', content, { chunkSize })).toEqual(whole);
  });

  it('gives back exactly the text of every value', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 }).map((value) => value.replace(/[\p{Cc}\p{Cs}]/gu, ''));
    const lines = fc.array(fc.constantFrom('\r\n', '\n', '"', ',', ';', ' ', 'æ'), { maxLength: 4 });
    const cell = fc.tuple(text, lines).map(([first, rest]) => first + rest.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 5 }), async (names) => {
        const employees = names.map((surname, i) => syntheticEmployee(i, { surname }));
        const { records, issues } = await readAll('csv', csvOf(employees), { chunkSize: 13 });
        expect(issues).toEqual([]);
        expect(records.map((record) => record.values[6])).toEqual(names);
      }),
      { numRuns: 60 },
    );
  });

  it('numbers each record by the physical line on which it begins', async () => {
    const [first, second, third] = [0, 1, 2].map((i) => syntheticEmployee(i));
    const broken = syntheticEmployee(3, { addressLine: 'Storgata 1\r\nOppgang B\nH0101', surname: 'A\rB' });
    const content = [
      csvOf([first, broken] as never),
      '\n',
      '   \n',
      csvOf([second, third] as never, { header: false }),
    ].join('');
    const { records, issues } = await readAll('csv', content);
    expect(issues).toEqual([]);
    expect(records.map((record) => [record.values[0], record.line])).toEqual([
      ['100000', 2],
      ['100003', 3],
      ['100001', 9],
      ['100002', 10],
    ]);
  });

  it('reads a file with a byte order mark like one without', async () => {
    const content = csvOf(rows, { header: false });
    const { dialect: _dialect, ...plain } = await readAll('csv', content);
    const utf16le = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(content, 'utf16le')]);
    const utf16be = Buffer.from(utf16le).swap16();
    expect(await readAll('csv', `\uFEFF${content}`)).toMatchObject(plain);
    expect(await readAll('csv', utf16le, { chunkSize: 5 })).toMatchObject(plain);
    expect(await readAll('csv', utf16be, { chunkSize: 5 })).toMatchObject(plain);
  });

  it('honours the charset that the feed names', async () => {
    const row = syntheticEmployee(0, { surname: 'Sæther Ødegård Å' });
    const { records, issues } = await readAll('csv', Buffer.from(csvOf([row]), 'latin1'), {
      csv: { charset: 'windows-1252' },
    });
    expect(issues).toEqual([]);
    expect(records[0]?.values[6]).toBe('Sæther Ødegård Å');
  });

  it('refuses a charset that it does not know', async () => {
    expect((await readAll('csv', csvOf(rows), { csv: { charset: 'klingon' } })).codes).toEqual(['unknown-charset']);
  });

  it('is read in chunks of one byte as fast as in others, however long it takes to find the delimiter', async () => {
    const tookMs = async (characters: number) => {
      const before = process.threadCpuUsage();
      await readAll('csv', `"${'x'.repeat(characters)}`, { chunkSize: 1 });
      return process.threadCpuUsage(before).user / 1000;
    };
    await tookMs(15_000);
    const shortMs = await tookMs(15_000);

    // Four times as long, and sixteen times if each chunk were looked at from the beginning.
    expect(await tookMs(60_000)).toBeLessThan(9 * shortMs);
  });

  it.each([1, 7, 65_536])('names the offset and line of the first invalid byte (chunks of %i)', async (chunkSize) => {
    const text = csvOf(rows);
    const bytes = Buffer.from(text);
    const at = bytes.indexOf('100007');
    bytes[at + 2] = 0xe5;
    const { issues } = await readAll('csv', bytes, { chunkSize });
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ code: 'invalid-encoding', severity: 'fatal', line: 9 });
    expect(issues[0]?.message).toContain(`offset ${at + 2} (line 9)`);
    expect(issues[0]?.message).toContain('export the whole of it as UTF-8');
  });

  it('refuses a file that ends in the middle of a character', async () => {
    const bytes = Buffer.concat([Buffer.from(csvOf(rows)), Buffer.from([0xc3])]);
    const { issues } = await readAll('csv', bytes);
    expect(issues.map(({ code, line }) => [code, line])).toEqual([['invalid-encoding', 14]]);
  });

  it.each([
    ['\u0000', 'a NUL character'],
    ['\u0007', 'U+0007'],
    ['\u001b', 'U+001B'],
  ])('refuses the control character %j', async (character, name) => {
    const content = csvOf([syntheticEmployee(0), syntheticEmployee(1, { surname: `Lie${character}` })]);
    const { issues } = await readAll('csv', content);
    expect(issues).toMatchObject([{ code: 'control-character', severity: 'fatal', line: 3 }]);
    expect(issues[0]?.message).toContain(name);
  });

  it('reports every row with a wrong number of columns and goes on', async () => {
    const lines = csvOf(rows, { header: false }).trimEnd().split('\n');
    lines[3] = `${lines[3]},more`;
    lines[7] = lines[7]?.split(',').slice(0, 12).join(',') ?? '';
    const { records, issues } = await readAll('csv', lines.join('\n'));
    expect(issues.map(({ code, severity, line }) => [code, severity, line])).toEqual([
      ['column-count', 'fatal', 4],
      ['column-count', 'fatal', 8],
    ]);
    expect(records).toHaveLength(10);
  });

  it('mends columns that a spreadsheet left out of every row, with one warning', async () => {
    const content = values.map((row, i) => row.slice(0, i % 2 === 0 ? 19 : 20).join(',')).join('\n');
    const { records, issues } = await readAll(
      'csv',
      `${rosterColumns.join(',')}\n${content.replaceAll(', H0101', '')}`,
    );
    expect(issues).toMatchObject([{ code: 'dropped-columns', severity: 'warning', line: 2 }]);
    expect(records).toHaveLength(12);
    expect(records[0]?.values.slice(19)).toEqual([undefined, undefined]);
  });

  it('takes a shorter row for a cut one when other rows have all columns', async () => {
    const full = csvOf(rows, { header: false }).trimEnd().split('\n');
    const cut = (line: string | undefined) => line?.split(',').slice(0, -1).join(',');
    const content = [cut(full[0]), ...full.slice(1, 6), cut(full[6])].join('\n');
    const { issues } = await readAll('csv', content);
    expect(issues.map(({ code, severity, line }) => [code, severity, line])).toEqual([
      ['column-count', 'fatal', 1],
      ['column-count', 'fatal', 7],
    ]);
  });

  it('reads nobody from a file of only a header, and nothing from an empty one', async () => {
    for (const content of [csvOf([]), '', '\n\n', '\uFEFF', rosterColumns.join(',')]) {
      expect(await readAll('csv', content)).toMatchObject({ records: [], rows: [], issues: [] });
    }
  });

  it('reads the first row as an employee when the feed says that there is no header', async () => {
    expect((await readAll('csv', csvOf(rows), { csv: { header: false } })).records).toHaveLength(13);
  });

  it('never skips an employee as the header that the feed promises', async () => {
    expect((await readAll('csv', csvOf(rows), { csv: { header: true } })).records).toHaveLength(12);
    const { codes, records } = await readAll('csv', csvOf(rows, { header: false }), { csv: { header: true } });
    expect([codes, records]).toEqual([['missing-header'], []]);
  });

  it.each([',', ';'])('leaves out rows of nothing but %j and blanks, with one warning', async (delimiter) => {
    const lines = csvOf(rows, { delimiter }).trimEnd().split('\n');
    const blank = delimiter.repeat(20);
    const blanks = [blank, ` ${delimiter}"  "${delimiter}`, delimiter.repeat(40), '', blank];
    const content = [...lines.slice(0, 5), blank, ...lines.slice(5), ...blanks].join('\n');
    const { records, issues } = await readAll('csv', content, { csv: { delimiter } });
    expect(records.map((record) => record.values)).toEqual(values);
    expect(issues).toMatchObject([{ code: 'blank-rows', severity: 'warning', line: 6, employeeNo: null }]);
    expect(issues[0]?.message).toContain('5 rows, the first on line 6');
  });

  it('finds the header below a blank row', async () => {
    const { records, issues } = await readAll('csv', `${','.repeat(20)}\n${csvOf(rows)}`);
    expect(records.map((record) => record.line)).toEqual(rows.map((_, index) => index + 3));
    expect(issues).toMatchObject([{ code: 'blank-rows', line: 1 }]);
    expect(issues[0]?.message).toContain('Line 1 has');
  });

  it.each([1, 2, 300])('ends at the end mark of DOS programs, %i times', async (count) => {
    for (const text of [csvOf(rows), csvOf(rows).trimEnd()]) {
      for (const chunkSize of [1, 100, 65_536]) {
        const { records, issues } = await readAll('csv', text + '\x1A'.repeat(count), { chunkSize });
        expect([records.length, issues]).toEqual([12, []]);
      }
    }
  });

  it('may have no end mark before its end, and must have something before it', async () => {
    for (const chunkSize of [1, 100, 65_536]) {
      const middle = `${csvOf(rows)}\x1A${csvOf(rows, { header: false })}`;
      expect((await readAll('csv', middle, { chunkSize })).codes).toEqual(['control-character']);
      expect((await readAll('csv', '\x1A\x1A', { chunkSize })).codes).toEqual(['control-character']);
    }
  });

  it('honours the line sep= of a spreadsheet', async () => {
    const { records, issues } = await readAll('csv', `sep=;\r\n${csvOf(rows, { delimiter: ';', newline: '\r\n' })}`);
    expect(issues).toEqual([]);
    expect(records[0]).toEqual({ line: 3, values: values[0] });
  });
});

describe('a CSV header', () => {
  const body = csvOf(rows, { header: false });
  const withHeader = (names: readonly string[]) => readAll('csv', `${names.join(',')}\n${body}`);

  it('may be written in any case and with spaces', async () => {
    const { records, issues } = await withHeader(rosterColumns.map((name) => ` ${name.toUpperCase()} `));
    expect([records.length, issues]).toEqual([12, []]);
  });

  it('may have names of its own', async () => {
    const { records, issues } = await withHeader(rosterColumns.map((_, index) => `felt ${index}`));
    expect([records.length, issues]).toEqual([12, []]);
  });

  it('with two columns of one name rejects the file', async () => {
    const names = rosterColumns.map((name) => (name === 'surname' ? 'firstName' : name));
    const { records, issues } = await withHeader(names);
    expect(records).toEqual([]);
    expect(issues).toMatchObject([{ code: 'duplicate-header', severity: 'fatal', line: 1, column: 7 }]);
  });

  it.each([
    ['Ansattliste Acme AS', 2],
    [`Ansattliste${','.repeat(20)}\n${','.repeat(20)}\nPer,01.03.2026${','.repeat(19)}`, 4],
    ['"Ansattliste\nAcme AS"\n', 4],
    ['sep=,\nAnsattliste', 3],
    [body.trimEnd().split('\n').slice(0, 3).join('\n'), 4],
  ])('below a title or other rows rejects the file, and is named as the cause: %j', async (above, line) => {
    for (const chunkSize of [1, 65_536]) {
      const { records, issues } = await readAll('csv', `${above}\n${csvOf(rows)}`, { chunkSize });
      expect(records).toEqual([]);
      expect(issues.filter(({ severity }) => severity === 'fatal')).toMatchObject([
        { code: 'rows-above-header', line },
      ]);
    }
  });

  it('with known names in another order rejects the file', async () => {
    const names = [...rosterColumns];
    names.splice(3, 2, 'ssn', 'dateOfBirth');
    const { records, issues } = await withHeader(names);
    expect(records).toEqual([]);
    expect(issues).toMatchObject([{ code: 'header-order', severity: 'fatal', column: 4, field: 'ssn' }]);
  });

  it('without a required column rejects the file', async () => {
    const { records, issues } = await withHeader(rosterColumns.filter((name) => name !== 'payType'));
    expect(records).toEqual([]);
    expect(issues).toMatchObject([{ code: 'missing-column', severity: 'fatal', field: 'payType' }]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('named %s does no harm', async (name) => {
    const names = rosterColumns.map((column) => (column === 'addressLine' ? name : column));
    const { records, issues } = await withHeader(names);
    expect([records.length, issues]).toEqual([12, []]);
  });
});

describe('a hostile CSV', () => {
  const limits = { maxRecordSize: 50_000 };

  async function* endless(start: string, piece: string, pieces: number): AsyncIterable<Uint8Array> {
    yield Buffer.from(start);
    const bytes = Buffer.from(piece);
    for (let i = 0; i < pieces; i += 1) yield bytes;
  }

  it.each([
    ['a field without end', `${csvOf(rows)}"`, 'x'.repeat(60_000)],
    ['a quotation mark that is never closed', `${csvOf(rows)}"Ola`, csvOf(rows, { header: false }).replaceAll('"', '')],
    ['a row of nothing but delimiters', csvOf(rows), ','.repeat(60_000)],
    ['a single unquoted field', csvOf(rows), 'y'.repeat(60_000)],
  ])('with %s is given up in bounded memory', async (_, start, piece) => {
    const before = process.memoryUsage().rss;
    const { issues, records } = await readStream('csv', endless(start, piece, 20_000), { limits });
    expect(issues).toMatchObject([{ code: 'record-too-large', severity: 'fatal', line: 14 }]);
    expect(records).toHaveLength(12);
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
  });

  it('with a million commas in one row is rejected by its column count', async () => {
    const content = `${csvOf(rows)}x${','.repeat(1_000_000)}\n`;
    const { issues } = await readAll('csv', content, { limits: { maxRecordSize: 2_000_000 } });
    expect(issues).toMatchObject([{ code: 'column-count', line: 14 }]);
    expect(issues[0]?.message).toContain('1000001 columns');
  });

  it('that is one huge chunk stays within the limit too', async () => {
    const { issues } = await readAll('csv', `${csvOf(rows)}"${'x'.repeat(5_000_000)}`, {
      limits,
      chunkSize: 6_000_000,
    });
    expect(issues).toMatchObject([{ code: 'record-too-large' }]);
  });

  it('with a quotation mark that is never closed names the line where it begins', async () => {
    const lines = csvOf(rows, { header: false }).replaceAll('"', '').replaceAll(', H0101', '').trimEnd().split('\n');
    lines[5] = lines[5]?.replace(',F,', ',"F,') ?? '';
    lines[5] = lines[5]?.includes('"') ? lines[5] : `"${lines[5]}`;
    const { issues } = await readAll('csv', lines.join('\n'));
    expect(issues).toMatchObject([{ code: 'unclosed-quote', severity: 'fatal', line: 6 }]);
  });

  it('with a misplaced quotation mark names line and column, never the value', async () => {
    const row = syntheticEmployee(1, { surname: 'SECRET' });
    for (const value of ['"Kalle" SECRET', ' "Kalle SECRET"']) {
      const { issues } = await readAll('csv', csvOf([syntheticEmployee(0), row]).replace('SECRET', value));
      expect(issues).toMatchObject([{ code: 'invalid-quote', severity: 'fatal', line: 3, column: 7 }]);
      expect(issues[0]?.message).toContain('rows behind it were not checked');
      expect(issues[0]?.message).not.toContain('Kalle');
    }
  });

  it('with quotation marks inside a value that does not stand in them has them literally, with one warning', async () => {
    const names = ['Ola "Kalle" Berg', '5\'11"', 'a""b', 'Berg"'];
    const people = [...rows, ...names.map((_, i) => syntheticEmployee(500 + i, { surname: `NAME${i}` })), ...rows];
    const line = rows.length + 2;
    for (const newline of ['\n', '\r\n', '\r']) {
      const content = names.reduce((text, name, i) => text.replace(`NAME${i}`, name), csvOf(people, { newline }));
      for (const chunkSize of [1, 7, 100_000]) {
        const { issues, records } = await readAll('csv', content, { chunkSize });
        expect(issues).toMatchObject([{ code: 'bare-quotes', severity: 'warning', line }]);
        expect(issues[0]?.message).toMatch(/^4 values, the first in line \d+, have quotation marks/);
        expect(records.slice(rows.length, rows.length + 4).map(({ values }) => values[6])).toEqual(names);
        expect(records.map((record) => record.line)).toEqual(people.map((_, i) => i + 2));
      }
    }
  });

  it('passes errors of the byte source on', async () => {
    async function* failing(): AsyncIterable<Uint8Array> {
      yield Buffer.from(csvOf(rows));
      throw new Error('the disk is gone');
    }
    await expect(readStream('csv', failing())).rejects.toThrow('the disk is gone');
  });
});
