import type { Issue } from '../../src/domain/issue.ts';
import type { RosterDialect } from '../../src/domain/roster-dialect.ts';
import type { CsvSettings, FormatLimits, FormatName, RawRecord, RecordShape } from '../../src/formats/contract.ts';
import { createFormats } from '../../src/formats/index.ts';
import { personnelTicket } from '../../src/layouts/personnel-ticket.ts';

export interface Reading {
  records: RawRecord[];
  /** Each record's bytes, as text. */
  rows: string[];
  issues: Issue[];
  dialect: Partial<RosterDialect>;
  codes: string[];
}

export interface ReadSettings {
  shape?: RecordShape;
  csv?: CsvSettings;
  limits?: Partial<FormatLimits>;
}

/** Reads a whole file that comes in chunks of the given size. */
export async function readAll(
  format: FormatName,
  content: string | Uint8Array,
  options: ReadSettings & { chunkSize?: number } = {},
): Promise<Reading> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return readStream(format, chunksOf(bytes, options.chunkSize ?? 65_536), options);
}

export async function readStream(
  format: FormatName,
  chunks: AsyncIterable<Uint8Array>,
  options: ReadSettings = {},
): Promise<Reading> {
  const read = createFormats().read[format];
  const issues: Issue[] = [];
  const records: RawRecord[] = [];
  const rows: string[] = [];
  const dialect: Partial<RosterDialect> = {};
  const batches = read(chunks, {
    shape: options.shape ?? personnelTicket.shape,
    csv: options.csv ?? {},
    limits: { maxRecordSize: 100_000, maxDepth: 20, ...options.limits },
    report: (issue) => issues.push(issue),
    describe: (found) => Object.assign(dialect, found),
  });
  for await (const batch of batches) {
    for (const record of batch.records) records.push(record);
    for (let i = 0; i < batch.records.length; i += 1) {
      rows.push(
        Buffer.from(batch.rows.bytes.subarray(batch.rows.bounds[2 * i], batch.rows.bounds[2 * i + 1])).toString(),
      );
    }
  }
  return { records, rows, issues, dialect, codes: issues.map(({ code }) => code) };
}

async function* chunksOf(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}
