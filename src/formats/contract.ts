import type { ReportIssue } from '../domain/issue.ts';
import type { PackedBytes } from '../domain/packed-bytes.ts';
import type { RosterDialect } from '../domain/roster-dialect.ts';
import type { UnpackOptions } from './unpack/unpack-options.ts';

export type { DecryptKeys } from './unpack/unpack-options.ts';

/**
 * A raw record: parsed, not validated.
 *
 * `values` stand in the order of the shape's columns and are exactly the file's text; `undefined` where the file has no such
 * element, key or column. A list or an object (see `RecordShape.trees`) is its JSON text.
 */
export interface RawRecord {
  /** Physical line where the record begins, counted from 1. */
  line: number;
  values: (string | undefined)[];
  /**
   * Where each value stands in the file: a column's position, counted from 1, or the path of an element or key; null where
   * the file has none. Absent where the columns are the file's own. All records of a file share one array.
   */
  places?: readonly (number | string | null)[];
}

/** Records that follow one another in the file. */
export interface RecordBatch {
  /** None where all that stood there was left out, with an issue for each. */
  records: RawRecord[];
  /**
   * Each record's values in UTF-8, joined by U+001F; a missing value is U+0000. Equal rows have equal bytes, whatever
   * their format and their quotation marks.
   */
  rows: PackedBytes;
}

/** What a format must know of the layout to turn bytes into raw records. */
export interface RecordShape {
  /** The layout's own names of what a record holds, in the order of a record's values. */
  columns: readonly string[];
  /**
   * For each column, where it stands in an XML or JSON record: names of elements or keys, one inside the other; a last
   * `@name` is an attribute. By default the column's own name.
   */
  paths?: readonly (readonly string[])[];
  /** Paths of the elements that are records in XML, all equally deep, e.g. `[['employees', 'employee']]`. */
  recordPaths: readonly (readonly string[])[];
  /** The column that holds the name of the record's own element, where that tells something; undefined in CSV and JSON. */
  recordNameColumn?: string;
  /** Columns of numbers: in a CSV, a decimal comma and thousands separators are read there. */
  numbers: readonly string[];
  /** Columns that hold a list or an object, with what is in it. */
  trees: Readonly<Record<string, TreeShape>>;
  /** The column that takes, as the JSON text of one object, whatever belongs to no other column; absent: it is told of. */
  restColumn?: string;
  /** Whether what belongs to no column is left out without a word: nobody expects that the shape names all there is. */
  leavesOthersOut?: boolean;
  /** Whether other elements may stand beside the records in XML, each of them once: a header, a trailer. */
  allowsOthersBeside?: boolean;
  csv: CsvShape;
}

/** What XML can't tell by itself: which elements are lists, and which texts are numbers or booleans. */
export type TreeShape =
  | { type: 'text' | 'number' | 'boolean' }
  /** Whatever stands there: texts, and objects and lists of texts. */
  | { type: 'any' }
  | { type: 'list'; items: TreeShape }
  | {
      type: 'object';
      properties: Readonly<Record<string, TreeShape>>;
      /** Of any other name; null where there must be none. */
      others: TreeShape | null;
    };

export type CsvShape = CsvByPosition | CsvByName;

/** The columns stand in the layout's order, under a header or not. */
export interface CsvByPosition {
  by: 'position';
  /** How many of the last columns may be missing from every row (a spreadsheet drops empty ones). */
  droppableColumns: number;
  /** Whether the first row is a header and not an employee. */
  isHeader(values: readonly string[]): boolean;
}

/** The columns stand in any order under a header that names them. */
export interface CsvByName {
  by: 'name';
  /** For each column of the shape, what it may be called; upper and lower case are the same, and so are blanks around it. */
  names: readonly (readonly string[])[];
  /** Columns of the shape that a file must have. */
  required: readonly string[];
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
  /** Takes the path of what a shape with `leavesOthersOut` leaves out, once each. */
  onOther?(path: string): void;
  /** Takes what is found out about how the file is written, piece by piece. */
  describe(found: Partial<RosterDialect>): void;
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
  /** The roster inside gzip, zip and OpenPGP; see unpack.ts. */
  unpack(bytes: AsyncIterable<Uint8Array>, options: Omit<UnpackOptions, 'limits'>): AsyncIterable<Uint8Array>;
  /** Chosen by the name's ending (that of a packed file left out), or by the first bytes where the ending tells nothing; null when it is none of ours. */
  choose(fileName: string, firstBytes: Uint8Array): FormatName | null;
  read: Record<FormatName, ReadRecords>;
}
