import type { Knex } from 'knex';
import type { EncodedRows } from './contract.ts';
import { binaryColumns } from './encode-rows.ts';
import type { EncodedTarget, SqlValue } from './sql-dialect.ts';

/** Values in one INSERT; kept far below max_allowed_packet (16 MB by default) with the longest fields there are. */
export const valuesPerInsert = 20_000;

/** What LOAD DATA does, where the server does not take it: the values are taken out of its bytes, and bound. */
export async function insertDecoded(trx: Knex, batches: readonly EncodedRows[], target: EncodedTarget): Promise<void> {
  for (const batch of batches) await insertBatch(trx, batch, target);
}

async function insertBatch(trx: Knex, rows: EncodedRows, target: EncodedTarget): Promise<void> {
  const copied = rows.columns.filter((column) => target.renamed[column] !== null);
  const columns = [...copied.map((column) => target.renamed[column] ?? column), ...Object.keys(target.set)];
  const perInsert = Math.floor(valuesPerInsert / columns.length);
  let bindings: SqlValue[] = [];
  let tuples: string[] = [];
  const bind = (value: SqlValue) => {
    bindings.push(value);
    return '?';
  };
  const insert = async () => {
    if (tuples.length > 0) {
      await trx.raw(`INSERT INTO ${target.table} (${columns.join(', ')}) VALUES ${tuples.join(', ')}`, bindings);
    }
    bindings = [];
    tuples = [];
  };
  for (const values of decodeRows(rows)) {
    const encoded = (column: string) => bind(values[rows.columns.indexOf(column)] ?? null);
    const set = Object.values(target.set);
    tuples.push(`(${[...copied.map(encoded), ...set.map((expression) => expression(encoded, bind))].join(', ')})`);
    if (tuples.length === perInsert) await insert();
  }
  await insert();
}

/** The values of each row, in the columns' order. In Latin-1 a character is a byte: escapes and text can be told apart. */
function* decodeRows({ columns, bytes: encoded }: EncodedRows): Generator<SqlValue[]> {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength).toString('latin1');
  for (const [line] of bytes.matchAll(/(?:[^\\\n]|\\.)*\n/gs)) {
    const values = [...line.matchAll(/((?:[^\\\t\n]|\\.)*)[\t\n]/gs)];
    yield values.map(([, value], index) => decodeValue(value ?? '', binaryColumns.includes(columns[index] ?? '')));
  }
}

function decodeValue(escaped: string, binary: boolean): SqlValue {
  if (escaped === '\\N') return null;
  const bytes = Buffer.from(escaped.replace(/\\(.)/gs, '$1'), 'latin1');
  return binary ? bytes : bytes.toString();
}
