import type { PackedBytes } from '../../domain/packed-bytes.ts';
import type { DecodedText } from '../text/encoding.ts';

/** One row, blank lines included, with the physical line where it begins. */
export interface CsvRow {
  line: number;
  values: string[];
}

/** Rows that follow one another in the file. */
export interface CsvStretch {
  rows: CsvRow[];
  /** Each row's values as `RecordBatch.rows` has them; null where they must be encoded from the values. */
  packed: PackedBytes | null;
}

export interface CsvFault {
  code: 'unclosed-quote' | 'invalid-quote' | 'record-too-large';
  /** Where the row with the fault begins. */
  line: number;
  /** Position of the column, where it is known. */
  column: number | null;
}

/** Turns text into rows; `write` and `end` answer the fault that ends the reading, if there is one. */
export interface CsvRows {
  write(chunk: DecodedText): Promise<CsvFault | null>;
  end(): Promise<CsvFault | null>;
  /** The rows that were completed since the last call. */
  take(): CsvStretch[];
  /** What ended the rows so far: see `lineBreak`. To be relied on at the end of a file without a fault. */
  lineBreaks(): number;
  /** Values with quotation marks that do not stand in quotation marks, and the line of the first. */
  bareQuotes(): { count: number; line: number };
}

export interface CsvRowOptions {
  delimiter: string;
  maxRecordSize: number;
  /** The physical line that the text begins on. */
  firstLine: number;
}

export type OpenCsvRows = (options: CsvRowOptions) => CsvRows;
