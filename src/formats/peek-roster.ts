import type { Issue, ReportIssue } from '../domain/issue.ts';
import type { CsvSettings, DecryptKeys, FormatName, Formats, RecordShape } from './contract.ts';
import { detectDelimiter, separatorLine } from './csv/csv-dialect.ts';
import type { CsvRow } from './csv/csv-rows.ts';
import { openSplitRows } from './csv/csv-split-rows.ts';
import { fileIssue } from './file-issue.ts';
import { findRecordPath } from './peek-record-path.ts';
import { createDecoder } from './text/encoding.ts';
import { xmlCharset } from './xml/xml-charset.ts';

/** The beginning of a file of which nobody knows the layout yet. */
export interface PeekedRoster {
  format: FormatName;
  /** Path of the element that is one record in XML; null in CSV and JSON. */
  record: string | null;
  /** Headers, or paths of elements and keys, in the order of the file. */
  columns: string[];
  /** The first rows' texts by column; what a row doesn't have is not in it. */
  rows: ReadonlyMap<string, string>[];
}

export interface PeekOptions {
  csv: CsvSettings;
  decrypt: DecryptKeys | null;
  /** What shows that the first row of a CSV, here before those behind it, is no header; null where nothing does. */
  findDataInHeader(cells: readonly string[], rows: readonly (readonly string[])[]): string | null;
}

/** Reads the first rows as any layout would get them. @returns the fatal issue where there are none */
export async function peekRoster(
  fileName: string,
  bytes: AsyncIterable<Uint8Array>,
  formats: Formats,
  { csv, decrypt, findDataInHeader }: PeekOptions,
): Promise<PeekedRoster | Issue | null> {
  const issues: Issue[] = [];
  const report: ReportIssue = (issue) => void issues.push(issue);
  const head = await readHead(formats.unpack(bytes, { decrypt, report }));
  const format = formats.choose(fileName, head.bytes);
  if (format === null || head.bytes.length === 0) return issues[0] ?? null;
  const text = decodeHead(head.bytes, format === 'xml' ? xmlCharset : () => csv.charset ?? null);
  const record = format === 'xml' ? findRecordPath(text) : null;
  const [header, ...below] = format === 'csv' ? await readFirstRows(text, csv) : [];
  const data = header === undefined ? null : findDataInHeader(header.values, valuesOf(below));
  if (header !== undefined && data !== null) return fileIssue('missing-header', header.line, noHeader(data));
  const shape = shapeOf(format, record, header?.values ?? []);
  const rows: ReadonlyMap<string, string>[] = [];
  const options = { shape, csv, limits, report, describe: () => {} };
  for await (const { records } of formats.read[format](once(head.bytes), options)) {
    for (const { values } of records) rows.push(rowOf(shape, values));
    if (rows.length > maxRows) break;
  }
  // Of a beginning the last row may be cut.
  if (head.isCut) rows.pop();
  if (rows.length === 0) return issues.find(({ severity }) => severity === 'fatal') ?? null;
  const found = new Set(rows.flatMap((row) => [...row.keys()]));
  const headers = shape.csv.by === 'name' ? shape.csv.names.flatMap(([name]) => name ?? []) : [];
  return {
    format,
    record: record?.join('/') ?? null,
    columns: [...new Set([...headers, ...found])],
    rows: rows.slice(0, maxRows),
  };
}

const maxRows = 500;
const headBytes = 1024 * 1024;
const limits = { maxRecordSize: 500_000, maxDepth: 64 };
const restColumn = 'rest';

async function readHead(bytes: AsyncIterable<Uint8Array>): Promise<{ bytes: Uint8Array; isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    chunks.push(new Uint8Array(chunk));
    length += chunk.length;
    if (length > headBytes) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, headBytes), isCut: length > headBytes };
}

function decodeHead(bytes: Uint8Array, declared: (head: Uint8Array) => string | null): string {
  const decoder = createDecoder(declared, () => {});
  const text = decoder.decode(bytes.subarray(0, sampleBytes))?.text ?? '';
  return bytes.length > sampleBytes ? text : text + (decoder.end()?.text ?? '');
}

/** Enough for a header, and for some records in XML. */
const sampleBytes = 262_144;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The rows as every CSV is divided into them, without blank ones; the last one may be cut. */
async function readFirstRows(text: string, csv: CsvSettings): Promise<CsvRow[]> {
  const separator = csv.delimiter === undefined ? separatorLine(text) : null;
  const rest = text.slice(separator?.length ?? 0);
  const delimiter = csv.delimiter ?? separator?.delimiter ?? detectDelimiter(rest, shapeOf('csv', null, []));
  const firstLine = separator === null ? 1 : 2;
  const source = openSplitRows({ delimiter, maxRecordSize: limits.maxRecordSize, firstLine });
  // A fault is told of by the format's own reader.
  (await source.write({ text: rest, utf8: Buffer.from(rest) })) ?? (await source.end());
  return source
    .take()
    .flatMap(({ rows }) => rows)
    .filter(({ values }) => values.some((value) => value.trim() !== ''));
}

function valuesOf(rows: readonly CsvRow[]): string[][] {
  return rows.slice(0, maxRows).map(({ values }) => values);
}

function noHeader(data: string): string {
  return `The first row is no header: ${data}. The layout custom finds the columns of a CSV by their names, so the file needs a header line at its top. Let the export write it there, without anything above it.`;
}

/** A CSV is read by all of its headers; of a document all is taken as what belongs to no column. */
function shapeOf(format: FormatName, record: readonly string[] | null, header: readonly string[]): RecordShape {
  const shape = { recordPaths: [record ?? ['none']], numbers: [], trees: {}, allowsOthersBeside: true };
  if (format !== 'csv') {
    const byName = { by: 'name', names: [[]], required: [] } as const;
    return { ...shape, columns: [restColumn], paths: [[restColumn]], restColumn, csv: byName };
  }
  // A name of two lines is known by one line, too: see plainName. A config has no others.
  const names = header.map((name) => name.replace(/\s+/g, ' ').trim());
  const columns = [...new Set(names.filter((name) => name !== ''))];
  return { ...shape, columns, csv: { by: 'name', names: columns.map((name) => [name]), required: [] } };
}

function rowOf(shape: RecordShape, values: readonly (string | undefined)[]): Map<string, string> {
  const row = new Map<string, string>();
  for (const [place, value] of values.entries()) {
    if (value === undefined) continue;
    if (shape.restColumn === undefined) row.set(shape.columns[place] ?? '', value);
    else flatten(JSON.parse(value), '', row);
  }
  return row;
}

/** `person/name` of what lies inside one another; lists are left out: no field holds one. */
function flatten(value: unknown, path: string, into: Map<string, string>): void {
  if (Array.isArray(value) || value === null) return;
  if (typeof value !== 'object') {
    into.set(path, String(value));
    return;
  }
  for (const [name, inner] of Object.entries(value)) flatten(inner, path === '' ? name : `${path}/${name}`, into);
}
