import { CsvError, type Info, Parser } from 'csv-parse';
import { AppError } from '../domain/app-error.ts';
import { countLineBreaks } from './encoding.ts';

/** One row, blank lines included, with the physical line where it begins. */
export interface CsvRow {
  line: number;
  values: string[];
}

export interface CsvFault {
  code: 'unclosed-quote' | 'invalid-quote' | 'record-too-large';
  /** Where the row with the fault begins. */
  line: number;
  /** Position of the column, where it is known. */
  column: number | null;
}

/** Drives csv-parse with text; `write` and `end` answer the fault that ends the reading, if there is one. */
export interface CsvParser {
  write(text: string): Promise<CsvFault | null>;
  end(): Promise<CsvFault | null>;
  /** The rows that were completed since the last call. */
  take(): CsvRow[];
}

/** @param firstLine the physical line that the text begins on */
export function createCsvParser(options: { delimiter: string; maxRecordSize: number; firstLine: number }): CsvParser {
  let rows: CsvRow[] = [];
  let nextLine = options.firstLine;
  let parserLine = 0;
  let charactersSinceRow = 0;

  // Taken here rather than from the stream, because only here `info` is still that of this row.
  const collect = (values: string[], info: Info): null => {
    rows.push({ line: nextLine, values });
    // csv-parse counts a quoted CRLF twice, so its count only tells that there is something to count.
    nextLine += info.lines - parserLine === 1 ? 1 : 1 + lineBreaksIn(values);
    parserLine = info.lines;
    charactersSinceRow = 0;
    return null;
  };

  const parser = new Parser({
    columns: false,
    delimiter: options.delimiter,
    // Guessed from the first line when it is not set, and then a file that mixes them is read wrongly.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: options.maxRecordSize,
    on_record: collect,
  });
  // Every error also comes to the callback of the write that caused it.
  parser.on('error', () => undefined);

  const fault = (error: Error | null | undefined): CsvFault | null => {
    if (error) return { ...explain(error), line: nextLine };
    // csv-parse measures the fields alone: a row of nothing but delimiters would grow without end.
    if (charactersSinceRow <= options.maxRecordSize) return null;
    return { code: 'record-too-large', line: nextLine, column: null };
  };

  return {
    async write(text) {
      for (let at = 0; at < text.length; at += pieceSize) {
        const piece = at === 0 && text.length <= pieceSize ? text : text.slice(at, at + pieceSize);
        charactersSinceRow += piece.length;
        const found = fault(await new Promise<Error | null | undefined>((done) => parser.write(piece, done)));
        if (found) return found;
      }
      return null;
    },
    async end() {
      return fault(await new Promise<Error | null | undefined>((done) => parser.end(done)));
    },
    take() {
      const taken = rows;
      rows = [];
      return taken;
    },
  };
}

/** Characters handed over at once, so that one huge chunk can't pass the limit on records. */
const pieceSize = 65_536;

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
