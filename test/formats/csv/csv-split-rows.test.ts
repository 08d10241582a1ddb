import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../src/domain/issue.ts';
import type { RosterDialect } from '../../../src/domain/roster-dialect.ts';
import type { CsvSettings, RawRecord, RecordShape } from '../../../src/formats/contract.ts';
import { readCsvRows } from '../../../src/formats/csv/csv.ts';
import { openParsedRows } from '../../../src/formats/csv/csv-parser.ts';
import type { OpenCsvRows } from '../../../src/formats/csv/csv-rows.ts';
import { openSplitRows } from '../../../src/formats/csv/csv-split-rows.ts';
import { csvOf, syntheticEmployees } from '../../fixtures/roster.ts';
import { readAll } from '../read-all.ts';

const ordered: RecordShape = {
  columns: ['no', 'name', 'street', 'end'],
  recordPaths: [['people', 'person']],
  numbers: [],
  trees: {},
  csv: { by: 'position', droppableColumns: 1, isHeader: (values) => values[0]?.toLowerCase() === 'no' },
};
const withNumbers: RecordShape = { ...ordered, numbers: ['name', 'end'] };
const named: RecordShape = {
  ...withNumbers,
  csv: { by: 'name', names: [['no', 'å'], ['name'], ['street'], ['end', 'a']], required: ['no'] },
};
const withRest: RecordShape = { ...named, columns: ['no', 'name', 'street', 'rest'], restColumn: 'rest' };

interface CsvFile {
  shape: RecordShape;
  bytes: Uint8Array;
  /** Lengths of the chunks, used in turn. */
  chunks: readonly number[];
  csv: CsvSettings;
  maxRecordSize: number;
}

describe('rows that are split without a parser', () => {
  it('are what csv-parse alone makes of the same text, with the same findings', async () => {
    await fc.assert(
      fc.asyncProperty(csvFile, async (file) => {
        const expected = await read(file, openParsedRows);
        expect(await read(file, openSplitRows)).toStrictEqual(expected);
        expect(expected.rows).toStrictEqual(expected.records.map(({ values }) => rendered(values)));
        if (file.shape.numbers.length === 0) return;
        const again = expected.records.flatMap(({ values }) => [values[1] ?? '', values[3] ?? '']);
        for (const value of again) expect(value).not.toMatch(/^\d{1,3}(?:[ '.]\d{3})+,\d$/);
      }),
      { numRuns: 2000 },
    );
  }, 60_000);

  it('have the same bytes however they are quoted, cut into lines and into chunks', async () => {
    const people = syntheticEmployees(30);
    const plain = csvOf(people);
    const unquoted = plain.replaceAll('"', '').replaceAll(', H0101', '');
    const { rows } = await readAll('csv', unquoted);
    expect(new Set(rows).size).toBe(30);
    const quotedAll = unquoted.replace(/[^,\n]+/g, '"$&"');
    const quotedSome = unquoted.replace(/[^,\n]*(?:e|0)[^,\n]*/g, '"$&"').replaceAll('\n', '\r\n');
    const withEmpty = unquoted.replaceAll(',,', ',"",').replaceAll('\n', '\r');
    for (const content of [quotedAll, quotedSome, withEmpty, unquoted.replaceAll(',', ';')]) {
      for (const chunkSize of [5, 1000, 100_000]) {
        expect((await readAll('csv', content, { chunkSize })).rows).toEqual(rows);
      }
    }
  });

  it('have bytes that tell a column left out from an empty one', async () => {
    const lines = ['1,Ola,Vik', '2,"Kari",Lie', '3,Åse,"a,b"'].join('\n');
    const { rows } = await read(fileOf(lines), openSplitRows);
    expect(rows).toEqual(['1|Ola|Vik|\0', '2|Kari|Lie|\0', '3|Åse|a,b|\0'].map((row) => row.replaceAll('|', '\u001f')));
  });

  it.each([
    ['numbers', '12,34,56,78\n1234,5,6,789'],
    ['good rows', '1,2,3,4\r\n"5","é",7,8\n9,"\n",é,\ré,2,"€""",4\r\n5,6,7,8\n\r\n9é'],
    ['a misplaced quotation mark', '1,2,3,4\n5,"a"b,7,"\n\n8"'],
  ])('with %s are those that csv-parse has read, wherever a chunk ends before a damaged one', async (_, text) => {
    const bytes = Buffer.from(`${goodStart}${text}\0`);
    for (let cut = goodStart.length; cut < bytes.length; cut += 1) {
      const file = { ...fileOf(''), bytes, chunks: [cut, bytes.length] };
      expect(await read(file, openSplitRows)).toStrictEqual(await read(file, openParsedRows));
    }
  });

  it('end with what ends them behind quotation marks that are not in pairs, too', async () => {
    const file = fileOf('1,2,3,4\r5,6,7,x"\r"\n,y",8,9,10\r');
    const split = await read(file, openSplitRows);
    expect(split).toStrictEqual(await read(file, openParsedRows));
    expect(split.records.map(({ values }) => values)).toEqual([
      ['1', '2', '3', '4'],
      ['5', '6', '7', 'x"'],
      ['\n,y', '8', '9', '10'],
    ]);
    expect(split.dialect.lineBreak).toBe('CR');
  });

  it.each([
    ['a quotation mark behind a blank', '5, "a",c,d\n'],
    ['text behind a closing quotation mark', '5,"a"b,c,d\n'],
    ['a quotation mark that is never closed', '5,"a,c,d\n'],
    ['more characters than allowed', `5,${'x'.repeat(300)},c,d\n`],
  ])('are as many as csv-parse would read before %s', async (_, bad) => {
    const good = Array.from({ length: 50 }, (__, i) =>
      `${i},"a ""${i}""",b\r\nc,d\n`.replace('b\r\nc', '"b\r\nc"'),
    ).join('');
    const file = fileOf(good + bad + good);
    const split = await read(file, openSplitRows);
    expect(split).toStrictEqual(await read(file, openParsedRows));
    expect(split.records).toHaveLength(50);
    expect(split.issues).toMatchObject([{ severity: 'fatal', line: 101 }]);
  });
});

/** The first 256 bytes are always read at once; chunks only matter behind them. */
const longStart = '\n'.repeat(256);
/** Rows enough to find the delimiter by. */
const goodStart = '1,2,3,4\n'.repeat(32);

function fileOf(content: string): CsvFile {
  return { shape: ordered, bytes: Buffer.from(content), chunks: [64], csv: {}, maxRecordSize: 200 };
}

async function read(file: CsvFile, openRows: OpenCsvRows) {
  const records: RawRecord[] = [];
  const rows: string[] = [];
  const issues: Issue[] = [];
  const dialect: Partial<RosterDialect> = {};
  const batches = readCsvRows(
    chunksOf(file),
    {
      shape: file.shape,
      csv: file.csv,
      limits: { maxRecordSize: file.maxRecordSize, maxDepth: 1 },
      report: (issue) => issues.push(issue),
      describe: (found) => Object.assign(dialect, found),
    },
    openRows,
  );
  for await (const batch of batches) {
    for (const [i, { line, values, places }] of batch.records.entries()) {
      records.push({ line, values: [...values], ...(places === undefined ? {} : { places }) });
      const [start, end] = batch.rows.bounds.subarray(2 * i);
      rows.push(Buffer.from(batch.rows.bytes.subarray(start, end)).toString());
    }
  }
  return { records, rows, issues, dialect };
}

/** Each chunk is overwritten once the next one is asked for, as a source may do. */
async function* chunksOf({ bytes, chunks }: CsvFile): AsyncIterable<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const chunk = Buffer.from(bytes.subarray(at, at + (chunks[i % chunks.length] ?? 1)));
    at += chunk.length;
    yield chunk;
    chunk.fill(0x22);
  }
}

function rendered(values: readonly (string | undefined)[]): string {
  return values.map((value) => value ?? '\0').join('\u001f');
}

const anyText = fc
  .array(fc.constantFrom('a', 'Å', '€', '𝒳', '0', ' ', '.', 'e\u0301', '\uFEFF', '\u0080', '\u2028'), { maxLength: 6 })
  .map((letters) => letters.join(''));
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const hostile = fc.constantFrom(
  '"',
  '""',
  '"a"',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  'x'.repeat(40),
  ',,,',
);

const quotedCell = fc
  .array(fc.oneof(anyText, fc.constantFrom('""', ',', ';', '\n', '\r\n', '\r', '\r""\n')), { maxLength: 5 })
  .map((parts) => `"${parts.join('')}"`);
const numberCell = fc.constantFrom(
  '37,5',
  '"37,5"',
  '1.234,5',
  '"1,234"',
  '"1,234.5"',
  '1 234',
  "1'234,5",
  '1.234',
  '-1,5',
);
const cell = fc.oneof(
  { weight: 4, arbitrary: anyText },
  { weight: 1, arbitrary: quotedCell },
  { weight: 1, arbitrary: numberCell },
);
const header = fc.oneof(
  fc.constantFrom(['no', 'name', 'street', 'end'], ['End', '"NAME"', ' no ', 'street'], ['no', 'shoe', 'end', '']),
  fc.shuffledSubarray(['no', 'name', 'street', 'end', 'shoe', '__proto__', '', '']),
);

/** Mostly a table, with rows of other widths between. */
const table = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    beginning: fc.oneof(
      fc.constantFrom('', '', 'no,name,street,end\n', 'sep=;\r\n', '\n\r\n', ',,,\n', 'NO;b;c\r'),
      fc.tuple(header, lineEnd),
    ),
    rows: fc.array(
      fc.tuple(
        fc.oneof(
          { weight: 8, arbitrary: fc.array(cell, { minLength: 4, maxLength: 4 }) },
          { weight: 1, arbitrary: fc.array(cell, { maxLength: 6 }) },
          { weight: 1, arbitrary: fc.array(cell, { minLength: 3, maxLength: 3 }) },
        ),
        lineEnd,
      ),
      { maxLength: 12 },
    ),
    endsOpen: fc.boolean(),
  })
  .map(({ delimiter, beginning, rows, endsOpen }) => {
    const start = typeof beginning === 'string' ? beginning : beginning[0].join(delimiter) + beginning[1];
    const text = start + rows.map(([cells, end]) => cells.join(delimiter) + end).join('');
    return endsOpen ? text.trimEnd() : text;
  });

/** The text with a few pieces put in where they mostly do not belong. */
const damaged = fc.tuple(table, fc.array(fc.tuple(fc.nat(), hostile), { maxLength: 2 })).map(([text, pieces]) =>
  pieces.reduce((whole, [place, piece]) => {
    const at = place % (whole.length + 1);
    return whole.slice(0, at) + piece + whole.slice(at);
  }, text),
);

const noise = fc.array(fc.oneof(hostile, anyText), { maxLength: 40 }).map((pieces) => pieces.join(''));

const charset = fc.constantFrom('utf-8', 'utf-8', 'utf-8', 'utf-8 with mark', 'utf-16le', 'utf-16be', 'windows-1252');

const csvFile: fc.Arbitrary<CsvFile> = fc
  .record({
    shape: fc.constantFrom(ordered, withNumbers, named, withRest),
    text: fc.oneof({ weight: 3, arbitrary: table }, { weight: 3, arbitrary: damaged }, { weight: 1, arbitrary: noise }),
    start: fc.constantFrom('', longStart, goodStart),
    charset,
    badByte: fc.oneof(
      { weight: 2, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.tuple(fc.nat(), fc.constantFrom(0x00, 0x1f, 0x7f, 0xff, 0xc3)) },
    ),
    chunks: fc.oneof(fc.constant([65_536]), fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 5 })),
    header: fc.constantFrom(undefined, undefined, true, false),
    delimiter: fc.constantFrom(undefined, undefined, undefined, ',', ';', 'a', ' ', 'Å', '"', '\n', '\u001f'),
    maxRecordSize: fc.constantFrom(12, 40, 100, 100_000),
  })
  .map((file) => ({
    shape: file.shape,
    bytes: withByte(encoded(file.start + file.text, file.charset), file.badByte),
    chunks: file.chunks,
    csv: {
      delimiter: file.delimiter,
      header: file.header,
      charset: file.charset === 'windows-1252' ? file.charset : undefined,
    },
    maxRecordSize: file.maxRecordSize,
  }));

function encoded(text: string, name: string): Buffer {
  if (name === 'utf-8') return Buffer.from(text);
  if (name === 'windows-1252') return Buffer.from(text, 'latin1');
  if (name === 'utf-8 with mark') return Buffer.from(`\uFEFF${text}`);
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return name === 'utf-16le' ? bytes : bytes.swap16();
}

function withByte(bytes: Buffer, bad: [number, number] | null): Buffer {
  if (bad !== null && bytes.length > 0) bytes[bad[0] % bytes.length] = bad[1];
  return bytes;
}
