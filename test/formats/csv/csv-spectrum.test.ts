import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../src/domain/issue.ts';
import type { RawRecord } from '../../../src/formats/contract.ts';
import { readCsvRows } from '../../../src/formats/csv/csv.ts';
import { openParsedRows } from '../../../src/formats/csv/csv-parser.ts';
import type { OpenCsvRows } from '../../../src/formats/csv/csv-rows.ts';
import { openSplitRows } from '../../../src/formats/csv/csv-split-rows.ts';

const require = createRequire(import.meta.url);
const folder = dirname(require.resolve('csv-spectrum'));
/** Breaks RFC 4180, has U+FFFD for the signs of degrees, and another telephone number than its JSON. */
const odd = 'location_coordinates';
const names = readdirSync(join(folder, 'csvs'))
  .map((file) => basename(file, '.csv'))
  .filter((name) => name !== odd);

describe.each([
  ['split', openSplitRows],
  ['parsed', openParsedRows],
])('the files of csv-spectrum, %s', (_, openRows) => {
  it.each(names)('hold what they should: %s', async (name) => {
    const expected: Record<string, string>[] = JSON.parse(readFileSync(join(folder, 'json', `${name}.json`), 'utf8'));
    const columns = Object.keys(expected[0] ?? {});
    const { records, issues } = await read(name, columns, openRows);
    expect(issues).toEqual([]);
    const rows = records.map(({ values }) => Object.fromEntries(columns.map((column, i) => [column, values[i]])));
    expect(rows).toEqual(expected);
  });

  it('hold what they should where a value has quotation marks and does not stand in them, with a warning', async () => {
    const expected: Record<string, string> = JSON.parse(readFileSync(join(folder, 'json', `${odd}.json`), 'utf8'));
    const { records, issues } = await read(odd, Object.keys(expected), openRows);
    const [, ...values] = Object.values(expected);
    expect(records.map((record) => record.values)).toEqual([['2095257564', ...values]]);
    expect(issues.filter(({ code }) => code !== 'replacement-character')).toMatchObject([
      { code: 'bare-quotes', severity: 'warning', line: 2 },
    ]);
  });
});

async function read(name: string, columns: readonly string[], openRows: OpenCsvRows) {
  const records: RawRecord[] = [];
  const issues: Issue[] = [];
  const batches = readCsvRows(
    chunksOf(readFileSync(join(folder, 'csvs', `${name}.csv`))),
    {
      shape: {
        columns,
        recordPaths: [['rows', 'row']],
        numbers: [],
        trees: {},
        csv: { by: 'name', names: columns.map((column) => [column]), required: columns },
      },
      csv: {},
      limits: { maxRecordSize: 10_000, maxDepth: 1 },
      report: (issue) => issues.push(issue),
      describe: () => {},
    },
    openRows,
  );
  for await (const batch of batches) records.push(...batch.records);
  return { records, issues };
}

async function* chunksOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 7) yield bytes.slice(at, at + 7);
}
