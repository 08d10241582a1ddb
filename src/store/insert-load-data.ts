import type { Knex } from 'knex';
import type { EncodedRows } from './contract.ts';
import { loadData } from './load-data.ts';
import type { EncodedTarget, SqlValue } from './sql-dialect.ts';

/** Loads encoded rows with LOAD DATA LOCAL. */
export async function loadEncoded(trx: Knex, rows: EncodedRows, target: EncodedTarget): Promise<void> {
  const bindings: SqlValue[] = [];
  const bind = (value: SqlValue) => {
    bindings.push(value);
    return '?';
  };
  const encoded = (column: string) => (rows.columns.includes(column) ? `@${column}` : 'NULL');
  const places = rows.columns.map((column) => {
    const place = target.renamed[column];
    return place === null ? `@${column}` : (place ?? column);
  });
  const set = Object.entries(target.set).map(([column, expression]) => `${column} = ${expression(encoded, bind)}`);
  // Binary, because the bytes of sealed values are no text; what a text column gets is still checked to be utf8mb4.
  const sql = [
    `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${target.table} CHARACTER SET binary`,
    String.raw`FIELDS TERMINATED BY '\t' ENCLOSED BY '' ESCAPED BY '\\' LINES STARTING BY '' TERMINATED BY '\n'`,
    `(${places.join(', ')}) SET ${set.join(', ')}`,
  ].join(' ');
  await loadData(trx, sql, slices(rows.bytes), () => rows.count, bindings);
}

const sliceLength = 256 * 1024;

/** A packet holds at most 16 MB, and the driver copies each once more. */
async function* slices({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): AsyncGenerator<Buffer> {
  for (let at = 0; at < byteLength; at += sliceLength) {
    yield Buffer.from(buffer, byteOffset + at, Math.min(sliceLength, byteLength - at));
  }
}
