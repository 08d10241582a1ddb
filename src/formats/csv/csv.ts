import type { ReportIssue } from '../../domain/issue.ts';
import { tell } from '../../domain/told.ts';
import type { ReadOptions, ReadRecords, RecordBatch } from '../contract.ts';
import { fileIssue } from '../file-issue.ts';
import { batchSize, createBatchBuilder } from '../record-batch.ts';
import { createDecoder, type DecodedText } from '../text/encoding.ts';
import { createColumns } from './csv-columns.ts';
import { detectDelimiter, hasSample, separatorLine } from './csv-dialect.ts';
import { withoutEndMark } from './csv-end-mark.ts';
import { findHeaderBelow } from './csv-header-below.ts';
import { nameLineBreaks } from './csv-line-breaks.ts';
import { createNumberMender, type MendNumbers } from './csv-numbers.ts';
import type { CsvFault, CsvRow, CsvRows, CsvStretch, OpenCsvRows } from './csv-rows.ts';
import { openSplitRows } from './csv-split-rows.ts';

/** Reads CSV in any of its usual dialects: what the settings leave open is taken from the first rows. */
export const readCsv: ReadRecords = (bytes, options) => readCsvRows(bytes, options, openSplitRows);

/** @param openRows what turns text into rows: all that do must come to the same */
export async function* readCsvRows(
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  openRows: OpenCsvRows,
): AsyncGenerator<RecordBatch> {
  const decoder = createDecoder(() => options.csv.charset ?? null, options.report, options.describe);
  const table = createTable(options, openRows);
  for await (const chunk of withoutEndMark(bytes)) {
    for (let at = 0; at < chunk.length; at += maxPiece) {
      const decoded = decoder.decode(chunk.subarray(at, at + maxPiece));
      const goesOn = decoded !== null && (await table.write(decoded));
      if (table.count() >= batchSize || !goesOn) yield* table.take();
      if (!goesOn) return;
    }
  }
  const rest = decoder.end();
  if (rest !== null) await table.end(rest);
  yield* table.take();
}

/** Bytes that are read at once, however large the chunks are: with 262,144 it took 70 MB and a sixth of the time more. */
const maxPiece = 32_768;
/** Characters that are waited for, at most, until there are rows enough to tell the delimiter by. */
const maxSample = 65_536;

/** Text to records: finds the dialect, passes judgement on the header and on the number of columns. */
function createTable(options: ReadOptions, openRows: OpenCsvRows) {
  const { shape, csv, limits, report, describe } = options;
  const columns = createColumns(options);
  const blankRows = createBlankRows(report);
  const batch = createBatchBuilder();
  let beginning = '';
  let lookFrom = 0;
  let source: CsvRows | null = null;
  let separator: ReturnType<typeof separatorLine> = null;
  let mendNumbers: MendNumbers = () => false;
  let linesAboveHeader: number | null = null;
  let firstRowIsDue = true;
  let stopped = false;

  function begin(): Promise<CsvFault | null> {
    separator = csv.delimiter === undefined ? separatorLine(beginning) : null;
    const text = beginning.slice(separator?.length ?? 0);
    const delimiter = csv.delimiter ?? separator?.delimiter ?? detectDelimiter(text.slice(0, maxSample), shape);
    beginning = '';
    describe({ format: 'csv', delimiter });
    linesAboveHeader = findHeaderBelow(text.slice(0, maxSample), delimiter, shape);
    mendNumbers = createNumberMender(shape, delimiter);
    source = openRows({ delimiter, maxRecordSize: limits.maxRecordSize, firstLine: separator === null ? 1 : 2 });
    return source.write({ text, utf8: Buffer.from(text) });
  }

  /**
   * Looks again only when there is half as much text more: 64 KB in chunks of one byte, as a gzip file of many members has
   * them, took 4 s when every chunk was looked at.
   */
  function mustWait(): boolean {
    if (beginning.length >= maxSample) return false;
    if (beginning.length < lookFrom) return true;
    lookFrom = beginning.length * 1.5;
    return !hasSample(beginning);
  }

  function beginRows(row: CsvRow): 'read' | 'skip' | 'stop' {
    firstRowIsDue = false;
    if (linesAboveHeader !== null) {
      reportHeaderBelow(linesAboveHeader + (separator === null ? 1 : 2), row.line, report);
      return 'stop';
    }
    const verdict = columns.begin(row);
    if (verdict !== 'stop') describe({ header: verdict === 'skip' });
    return verdict;
  }

  function accept({ rows, packed }: CsvStretch): void {
    const start = packed === null ? 0 : batch.addBytes(packed.bytes);
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows[i] as CsvRow;
      if (isBlank(row)) {
        blankRows.add(row);
        continue;
      }
      if (firstRowIsDue) {
        const verdict = beginRows(row);
        if (verdict === 'skip') continue;
        if (verdict === 'stop') {
          stopped = true;
          return;
        }
      }
      const record = columns.fit(row);
      if (record === null) {
        batch.leaveOut();
        continue;
      }
      // A row that was mended has other values than stand in the bytes.
      const isMended = mendNumbers(record.values);
      if (packed === null || record !== row || isMended) batch.add(record);
      else batch.addPacked(record, start + (packed.bounds[2 * i] ?? 0), start + (packed.bounds[2 * i + 1] ?? 0));
    }
  }

  function settle(fault: CsvFault | null): boolean {
    for (const stretch of source?.take() ?? []) if (!stopped) accept(stretch);
    if (fault !== null && !stopped) {
      reportFault(fault, limits.maxRecordSize, report);
      stopped = true;
    }
    return !stopped;
  }

  function conclude(rows: CsvRows): void {
    const found = nameLineBreaks(rows.lineBreaks() | (separator?.lineBreak ?? 0));
    if (found !== null) describe({ lineBreak: found });
    columns.end();
    blankRows.end();
    reportBareQuotes(rows.bareQuotes(), report);
  }

  return {
    /** @returns false when reading ends */
    async write(decoded: DecodedText): Promise<boolean> {
      if (source !== null) return settle(await source.write(decoded));
      beginning += decoded.text;
      return mustWait() || settle(await begin());
    },
    async end(decoded: DecodedText): Promise<void> {
      if (!(await this.write(decoded))) return;
      if (source === null && !settle(await begin())) return;
      if (source !== null && settle(await (source as CsvRows).end())) conclude(source);
    },
    count: batch.count,
    take: batch.take,
  };
}

function isBlank(row: CsvRow): boolean {
  const first = row.values[0]?.charCodeAt(0) ?? 0;
  if (first > 0x20 && first < 0x7f) return false;
  return row.values.every((value) => value.trim() === '');
}

/** Rows of nothing but delimiters are what a spreadsheet leaves below its last entry; empty lines are no rows at all. */
function createBlankRows(report: ReportIssue) {
  let count = 0;
  let firstLine = 0;
  return {
    add(row: CsvRow): void {
      if (row.values.length === 1) return;
      if (count === 0) firstLine = row.line;
      count += 1;
    },
    end(): void {
      if (count === 0) return;
      const said = tell('blank-rows', { count, line: firstLine });
      report(fileIssue('blank-rows', firstLine, said, { severity: 'warning' }));
    },
  };
}

function reportHeaderBelow(line: number, firstLine: number, report: ReportIssue): void {
  report(fileIssue('rows-above-header', line, tell('header-below', { line, firstLine })));
}

function reportBareQuotes({ count, line }: { count: number; line: number }, report: ReportIssue): void {
  if (count === 0) return;
  report(fileIssue('bare-quotes', line, tell('bare-quotes', { count, line }), { severity: 'warning' }));
}

function reportFault({ code, line, column }: CsvFault, maxRecordSize: number, report: ReportIssue): void {
  const said = {
    'unclosed-quote': () => tell('quote-unclosed', { line }),
    'invalid-quote': () => tell('quote-misplaced', { line, column }),
    'record-too-large': () => tell('csv-record-too-large', { line, most: maxRecordSize }),
  };
  report(fileIssue(code, line, said[code](), { column }));
}
