import { CsvError, type Info, type Options, Parser } from 'csv-parse';
import { AppError } from '../../domain/app-error.ts';
import { countLineBreaks } from '../text/text-check.ts';
import { createBareQuotes } from './csv-bare-quotes.ts';
import { createRowMeter } from './csv-row-meter.ts';
import type { CsvFault, CsvRow, CsvRows, OpenCsvRows } from './csv-rows.ts';

/** Rows read by csv-parse: the authority on what a CSV means, and on what is wrong with it. */
export const openParsedRows: OpenCsvRows = ({ delimiter, maxRecordSize, firstLine }): CsvRows => {
  let rows: CsvRow[] = [];
  let nextLine = firstLine;
  let parserLine = 0;
  // csv-parse measures the values alone: a row of nothing but delimiters would grow without end. Beside them a row has
  // delimiters and quotation marks, which at most double its text.
  const meter = createRowMeter(2 * maxRecordSize);
  const bareQuotes = createBareQuotes(delimiter, firstLine, maxRecordSize);

  // Taken here rather than from the stream, because only here `info` is still that of this row.
  const collect = (values: string[], info: Info): null => {
    rows.push({ line: nextLine, values });
    // csv-parse counts a quoted CRLF twice, so its count only tells that there is something to count.
    nextLine += info.lines - parserLine === 1 ? 1 : 1 + lineBreaksIn(values);
    parserLine = info.lines;
    return null;
  };

  const parser = new Parser({ ...parserOptions(delimiter), max_record_size: maxRecordSize, on_record: collect });
  // Every error also comes to the callback of the write that caused it.
  parser.on('error', () => undefined);

  const fault = (error: Error | null | undefined): CsvFault | null =>
    error ? { ...explain(error), line: nextLine } : null;
  const write = async (text: string): Promise<CsvFault | null> =>
    fault(await new Promise<Error | null | undefined>((done) => parser.write(text, done)));

  const writeMeasured = async (text: string): Promise<CsvFault | null> => {
    const excess = meter.excess(text);
    if (excess === null) return text === '' ? null : write(text);
    return (await write(text.slice(0, excess))) ?? { code: 'record-too-large', line: nextLine, column: null };
  };

  return {
    write: ({ text }) => writeMeasured(bareQuotes.write(text)),
    async end() {
      const held = await writeMeasured(bareQuotes.end());
      if (held !== null) return held;
      return fault(await new Promise<Error | null | undefined>((done) => parser.end(done)));
    },
    take() {
      const taken = rows;
      rows = [];
      return taken.length === 0 ? [] : [{ rows: taken, packed: null }];
    },
    lineBreaks: meter.lineBreaks,
    bareQuotes: bareQuotes.found,
  };
};

/** What csv-parse must know wherever it is used. */
export function parserOptions(delimiter: string) {
  return {
    columns: false,
    delimiter,
    // Guessed from the first line when it is not set, and then a file that mixes them is read wrongly.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
  } satisfies Options;
}

function lineBreaksIn(values: readonly string[]): number {
  let count = 0;
  for (const value of values) count += countLineBreaks(value);
  return count;
}

/** The parser's own messages carry the value, so only its code and position are used. */
function explain(error: Error): Omit<CsvFault, 'line'> {
  const code = error instanceof CsvError ? String(error.code) : error.name;
  const position = error instanceof CsvError && typeof error.column === 'number' ? error.column + 1 : null;
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return { code: 'unclosed-quote', column: position };
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return { code: 'invalid-quote', column: position };
    case 'CSV_MAX_RECORD_SIZE':
      return { code: 'record-too-large', column: position };
    default:
      throw new AppError('csv-unreadable', `The CSV parser failed (${code}).`, {
        hint: 'This is a fault in Rollcall: please report it together with the code.',
      });
  }
}
