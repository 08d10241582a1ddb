import type { Knex } from 'knex';
import type { EncodedRows } from './contract.ts';
import { loadData } from './load-data.ts';
import type { EncodedTarget, SqlValue } from './sql-dialect.ts';

/** Loads encoded rows with one LOAD DATA LOCAL. */
export async function loadEncoded(trx: Knex, batches: readonly EncodedRows[], target: EncodedTarget): Promise<void> {
  const columns = batches[0]?.columns ?? [];
  const bindings: SqlValue[] = [];
  const bind = (value: SqlValue) => {
    bindings.push(value);
    return '?';
  };
  const encoded = (column: string) => (columns.includes(column) ? `@${column}` : 'NULL');
  const places = columns.map((column) => {
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
  const count = batches.reduce((sum, batch) => sum + batch.count, 0);
  await loadData(trx, sql, slices(batches), () => count, bindings);
}

const sliceLength = 256 * 1024;

/** A packet holds at most 16 MB, and the driver copies each once more. */
async function* slices(batches: readonly EncodedRows[]): AsyncGenerator<Buffer> {
  for (const { bytes } of batches) {
    const { buffer, byteOffset, byteLength } = bytes;
    for (let at = 0; at < byteLength; at += sliceLength) {
      yield Buffer.from(buffer, byteOffset + at, Math.min(sliceLength, byteLength - at));
    }
  }
}
