import type { Readable } from 'node:stream';
import type { Knex } from 'knex';
import type { EncodedRows, RowEncoding } from './contract.ts';
import type { WriteSetLimits } from './server-facts.ts';

export type SqlValue = string | number | boolean | null | Buffer;

/**
 * Every difference between SQLite and MySQL/MariaDB that the store's SQL meets. All of it works on a connection and on a
 * transaction alike; identifiers and expressions are the store's own text, never data.
 */
export interface SqlDialect {
  readonly client: 'sqlite' | 'mysql';
  /** What stands behind the closing bracket of CREATE TABLE. */
  readonly tableOptions: string;
  /** Whether the server takes LOAD DATA LOCAL; never on SQLite. */
  readonly localInfile: boolean;
  /** How much one transaction may change; null where there is no Galera cluster. */
  readonly writeSetLimits: WriteSetLimits | null;
  /** What `insertEncoded` takes. */
  readonly rowEncoding: RowEncoding;
  /** Milliseconds since 1970 by the database's clock, as an integer. */
  readonly nowMs: string;

  /** Equal, with NULL equal to NULL. */
  same(left: string, right: string): string;
  concat(...parts: string[]): string;
  /** A text without the zeros that it begins with. */
  withoutLeadingZeros(text: string): string;
  /**
   * The column, hidden from the choice of an index: a table read in chunks by id must be read by its primary key. SQLite
   * preferred the index on `file_id` and sorted a million rows again for each chunk (393 s instead of some 60).
   */
  unindexed(column: string): string;
  /** The table, to be read by this index alone. */
  readBy(table: string, index: string): string;
  readByPrimaryKey(table: string): string;
  /** Whether (company_id, employee_no) comes before or after the given key, in a form that reads an index from there. */
  compareKey(operator: '<=' | '>', companyId: string, employeeNo: string): { sql: string; bindings: SqlValue[] };
  /** Aggregate: the values of a group in one text. */
  joined(expression: string, separator: string): string;
  /** Aggregate: binary values of a group one behind the other; NULLs are left out. */
  joinedBytes(expression: string): string;
  /** UPDATE of one table from another. */
  updateFrom(update: UpdateFrom): string;

  /** SELECT in SQL of one's own; both databases give the same rows. */
  rows<T>(db: Knex, sql: string, bindings?: readonly SqlValue[]): Promise<T[]>;
  /** INSERT, UPDATE or DELETE in SQL of one's own. @returns rows that it met; an UPDATE counts those that it left equal too */
  run(db: Knex, sql: string, bindings?: readonly SqlValue[]): Promise<number>;
  /** Inserts the row unless one with its primary key is there; without an error, which would spoil a transaction. */
  insertMissing(db: Knex, table: string, row: Readonly<Record<string, SqlValue>>): Promise<void>;
  /** Many rows, all or none: LOAD DATA where the server takes it, else statements with many rows. */
  insertRows(
    db: Knex,
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
  ): Promise<void>;
  /** Rows that encode-rows.ts made, all or none. */
  insertEncoded(db: Knex, batches: readonly EncodedRows[], target: EncodedTarget): Promise<void>;
  /**
   * LOAD DATA LOCAL from a stream, in a transaction. Anything but all of the rows and no warning throws.
   *
   * @param expectedRows asked after the last byte was read
   */
  loadData(
    trx: Knex,
    sql: string,
    source: Readable | AsyncIterable<Buffer>,
    expectedRows: () => number,
    bindings?: readonly SqlValue[],
  ): Promise<void>;
}

/** Where encoded rows go. */
export interface EncodedTarget {
  table: string;
  /** Columns that have another name in the table than in the encoded rows, or none of their own: null. */
  renamed: Readonly<Record<string, string | null>>;
  /** The table's other columns. */
  set: Readonly<Record<string, EncodedExpression>>;
}

/** SQL for a column's value, made of encoded values of the row and of bound ones. */
export type EncodedExpression = (encoded: (column: string) => string, bind: (value: SqlValue) => string) => string;

export interface UpdateFrom {
  target: string;
  targetAlias: string;
  /** The index that the target is to be read by; by default the database chooses. */
  targetIndex?: string;
  /** A table with its alias (`employee_imports i`), or a derived table. */
  source: string;
  on: string;
  /** Column of the target to expression. */
  set: Readonly<Record<string, string>>;
  where?: string;
}
