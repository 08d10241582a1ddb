import type { ReportIssue } from '../domain/issue.ts';
import type { RawRecord, ReadOptions, ReadRecords } from './contract.ts';
import { createColumnCheck } from './csv-columns.ts';
import { detectDelimiter, hasFirstRow, separatorLine } from './csv-dialect.ts';
import { checkHeader } from './csv-header.ts';
import { type CsvFault, type CsvParser, type CsvRow, createCsvParser } from './csv-parser.ts';
import { createDecoder } from './encoding.ts';
import { fileIssue } from './file-issue.ts';

/** Reads CSV in any of its usual dialects: what the settings leave open is taken from the first row. */
export const readCsv: ReadRecords = async function* (bytes, options) {
  const decoder = createDecoder(() => options.csv.charset ?? 'utf-8', options.report);
  const table = createTable(options);
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk);
    const goesOn = text !== null && (await table.write(text));
    if (table.count() >= batchSize || !goesOn) yield* table.take();
    if (!goesOn) return;
  }
  const rest = decoder.end();
  if (rest !== null) await table.end(rest);
  yield* table.take();
};

const batchSize = 500;
/** Characters that are waited for, at most, until the first row has ended. */
const maxFirstRow = 65_536;

/** Text to records: finds the dialect, passes judgement on the header and on the number of columns. */
function createTable(options: ReadOptions) {
  const { shape, csv, limits, report } = options;
  const columns = createColumnCheck(shape, report);
  const blankRows = createBlankRows(report);
  let beginning = '';
  let parser: CsvParser | null = null;
  let records: RawRecord[] = [];
  let headerIsDue = csv.header !== false;
  let stopped = false;

  function begin(): Promise<CsvFault | null> {
    const separator = csv.delimiter === undefined ? separatorLine(beginning) : null;
    const text = beginning.slice(separator?.length ?? 0);
    const delimiter = csv.delimiter ?? separator?.delimiter ?? detectDelimiter(text, shape.columns.length);
    beginning = '';
    parser = createCsvParser({
      delimiter,
      maxRecordSize: limits.maxRecordSize,
      firstLine: separator === null ? 1 : 2,
    });
    return parser.write(text);
  }

  function accept(rows: readonly CsvRow[]): void {
    for (const row of rows) {
      if (isBlank(row)) {
        blankRows.add(row);
        continue;
      }
      if (headerIsDue) {
        headerIsDue = false;
        const verdict = judgeFirstRow(row, options);
        if (verdict === 'skip') continue;
        if (verdict === 'stop') {
          stopped = true;
          return;
        }
      }
      const record = columns.fit(row);
      if (record !== null) records.push(record);
    }
  }

  function settle(fault: CsvFault | null): boolean {
    if (parser !== null) accept(parser.take());
    if (fault !== null && !stopped) {
      reportFault(fault, limits.maxRecordSize, report);
      stopped = true;
    }
    return !stopped;
  }

  return {
    /** @returns false when reading ends */
    async write(text: string): Promise<boolean> {
      if (parser !== null) return settle(await parser.write(text));
      beginning += text;
      if (beginning.length < maxFirstRow && !hasFirstRow(beginning)) return true;
      return settle(await begin());
    },
    async end(text: string): Promise<void> {
      if (!(await this.write(text))) return;
      if (parser === null && !settle(await begin())) return;
      if (parser === null || !settle(await (parser as CsvParser).end())) return;
      columns.end();
      blankRows.end();
    },
    count: () => records.length,
    *take(): Generator<RawRecord[]> {
      if (records.length > 0) yield records;
      records = [];
    },
  };
}

/** A wrong header stops the reading: every row would be read by the wrong columns, a million findings with one cause. */
function judgeFirstRow(row: CsvRow, { shape, csv, report }: ReadOptions): 'read' | 'skip' | 'stop' {
  if (shape.isHeader(row.values)) return checkHeader(row, shape, report) ? 'skip' : 'stop';
  if (csv.header !== true) return 'read';
  // Skipped as a header, this employee would be missing from the roster.
  const message = `The feed says that the first row is a header (csv.header: true), but line ${row.line} looks like an employee.`;
  report(fileIssue('missing-header', row.line, message));
  return 'stop';
}

function isBlank(row: CsvRow): boolean {
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
      const what = count === 1 ? `Line ${firstLine} has` : `${count} rows, the first on line ${firstLine}, have`;
      const message = `${what} nothing but delimiters and blanks, and ${count === 1 ? 'was' : 'were'} left out.`;
      report(fileIssue('blank-rows', firstLine, message, { severity: 'warning' }));
    },
  };
}

function reportFault(fault: CsvFault, maxRecordSize: number, report: ReportIssue): void {
  const where = `The row that begins on line ${fault.line}`;
  const messages = {
    'unclosed-quote': `${where} has a quotation mark that is never closed, so everything behind it was taken for one value.`,
    'invalid-quote': `${where} has a quotation mark in a wrong place${fault.column === null ? '' : ` (column ${fault.column})`}: a value with quotation marks must stand in quotation marks, with its own ones doubled. The rows behind it were not checked.`,
    'record-too-large': `${where} has more than ${maxRecordSize} characters. Most likely a quotation mark is never closed. The rows behind it were not checked.`,
  };
  report(fileIssue(fault.code, fault.line, messages[fault.code], { column: fault.column }));
}
