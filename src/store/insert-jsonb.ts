import type { Knex } from 'knex';
import { AppError } from '../domain/app-error.ts';
import type { EncodedRows } from './contract.ts';
import { binaryColumns } from './encode-rows.ts';
import { jsonbPath } from './jsonb-rows.ts';
import type { EncodedTarget, SqlValue } from './sql-dialect.ts';

/** Inserts rows in SQLite's JSONB: a whole batch is one value of one statement. */
export async function insertJsonb(db: Knex, batches: readonly EncodedRows[], target: EncodedTarget): Promise<void> {
  for (const batch of batches) await insertBatch(db, batch, target);
}

async function insertBatch(db: Knex, rows: EncodedRows, target: EncodedTarget): Promise<void> {
  const bindings: SqlValue[] = [];
  const bind = (value: SqlValue) => {
    bindings.push(value);
    return '?';
  };
  const encoded = (column: string) => readColumn(rows.columns, column);
  const copied = rows.columns.filter((column) => target.renamed[column] !== null);
  const columns = [...copied.map((column) => target.renamed[column] ?? column), ...Object.keys(target.set)];
  const values = [...copied.map(encoded), ...Object.values(target.set).map((expression) => expression(encoded, bind))];
  const { buffer, byteOffset, byteLength } = rows.bytes;
  const { changes } = await db.raw(
    `INSERT INTO ${target.table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM jsonb_each(?)`,
    [...bindings, Buffer.from(buffer, byteOffset, byteLength)],
  );
  if (changes === rows.count) return;
  throw new AppError('database-failed', `The database took ${changes} of ${rows.count} rows.`, {
    hint: 'Report this message.',
  });
}

function readColumn(columns: readonly string[], column: string): string {
  const index = columns.indexOf(column);
  if (index === -1) return 'NULL';
  const value = `value ->> '${jsonbPath(index)}'`;
  return binaryColumns.includes(column) ? `CAST(${value} AS BLOB)` : value;
}
