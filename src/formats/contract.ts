import type { ReportIssue } from '../domain/issue.ts';
import type { PackedBytes } from '../domain/packed-bytes.ts';

/**
 * A raw record: parsed, not validated.
 *
 * `values` stand in the order of the layout's columns and are exactly the file's text;
 * `undefined` where the file has no such element or column.
 */
export interface RawRecord {
  /** Physical line where the record begins, counted from 1. */
  line: number;
  values: (string | undefined)[];
  /** Path of each value's element; absent where a value is found by its position. */
  paths?: readonly string[];
}

/** Records that follow one another in the file. */
export interface RecordBatch {
  records: RawRecord[];
  /**
   * Each record's values in UTF-8, joined by U+001F; a missing value is U+0000. Equal rows have equal bytes, whatever
   * their format and their quotation marks.
   */
  rows: PackedBytes;
}

/** What a format must know of the layout to turn bytes into raw records. */
export interface RecordShape {
  /** The layout's columns, in order. */
  columns: readonly string[];
  /** Path of one record's element in XML, e.g. `['employees', 'employee']`. */
  recordPath: readonly string[];
  /** How many of the last columns may be missing from every row (a spreadsheet drops empty ones). */
  droppableColumns: number;
  /** Whether the first row of a CSV is a header and not an employee. */
  isHeader(values: readonly string[]): boolean;
}

export interface CsvSettings {
  delimiter?: string | undefined;
  charset?: string | undefined;
  header?: boolean | undefined;
}

export interface FormatLimits {
  /** Characters of one record. */
  maxRecordSize: number;
  /** Depth of XML elements. */
  maxDepth: number;
}

export interface ReadOptions {
  shape: RecordShape;
  csv: CsvSettings;
  limits: FormatLimits;
  report: ReportIssue;
}

/**
 * Bytes to raw records, in batches, in the order of the file.
 *
 * What is wrong with the file's structure is reported as an issue. Where reading can't go on, the iteration
 * simply ends after a fatal issue; errors of the byte source are thrown on.
 */
export type ReadRecords = (bytes: AsyncIterable<Uint8Array>, options: ReadOptions) => AsyncIterable<RecordBatch>;

export type FormatName = 'csv' | 'xml' | 'json';

export interface Formats {
  /** Chosen by the name's ending, or by the first bytes where the ending tells nothing; null when it is none of ours. */
  choose(fileName: string, firstBytes: Uint8Array): FormatName | null;
  read: Record<FormatName, ReadRecords | null>;
}
