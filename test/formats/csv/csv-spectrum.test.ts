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
/** Its JSON holds another telephone number than its CSV, and the CSV breaks RFC 4180: see the last test. */
const faulty = 'location_coordinates';
const names = readdirSync(join(folder, 'csvs'))
  .map((file) => basename(file, '.csv'))
  .filter((name) => name !== faulty);

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

  it('are refused where a value has quotation marks and does not stand in them', async () => {
    const { records, issues } = await read(faulty, ['Cities', 'Counties'], openRows);
    expect(records).toEqual([]);
    const unread = { code: 'unknown-column', severity: 'warning' };
    expect(issues.filter(({ code }) => code !== 'replacement-character')).toMatchObject([
      unread,
      unread,
      { code: 'invalid-quote', severity: 'fatal', line: 2, column: 2 },
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
