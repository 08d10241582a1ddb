import { Readable } from 'node:stream';
import type { Knex } from 'knex';
import { AppError } from '../domain/app-error.ts';
import type { SqlValue } from './sql-dialect.ts';

/**
 * LOAD DATA LOCAL from a stream, on the transaction's own connection.
 *
 * LOCAL turns errors in a row into warnings, and a source that fails in the middle still loads what came before it: both
 * are thrown here, so that the transaction is rolled back.
 */
export async function loadData(
  trx: Knex,
  sql: string,
  source: Readable | AsyncIterable<Buffer>,
  expectedRows: () => number,
  bindings: readonly SqlValue[] = [],
): Promise<void> {
  if (!trx.isTransaction) throw new Error('LOAD DATA needs a transaction: half a load could not be taken back.');
  let failure: { cause: unknown } | null = null;
  async function* chunks() {
    try {
      for await (const chunk of source) yield chunk;
    } catch (cause) {
      failure = { cause };
    }
  }
  const stream = Readable.from(chunks(), { objectMode: false });
  // The path that the server asks for is ignored: it gets this stream and nothing else.
  const infileStreamFactory = () => stream;
  const [header] = await trx
    .raw(sql, [...bindings])
    .options({ infileStreamFactory })
    .finally(() => stream.destroy());
  throwFailure(failure);
  if (header.warningStatus === 0 && header.affectedRows === expectedRows()) return;
  throw new AppError(
    'database-failed',
    `The database took ${header.affectedRows} of ${expectedRows()} rows from LOAD DATA, with ${header.warningStatus} warnings.`,
    { hint: 'Report this message; as a way round, set local_infile = 0 on the server.' },
  );
}

function throwFailure(failure: { cause: unknown } | null): void {
  if (failure !== null) throw failure.cause;
}

/** Rows as arrays, in the columns' order. Binary values travel as hex, which no character set can spoil. */
export function loadRows(
  trx: Knex,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  const binary = columns.map((_, index) => rows.some((row) => Buffer.isBuffer(row[index])));
  const targets = columns.map((column, index) => (binary[index] ? `@v${index}` : `\`${column}\``));
  const unhexed = columns.flatMap((column, index) => (binary[index] ? [`\`${column}\` = UNHEX(@v${index})`] : []));
  const sql = [
    `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${table} CHARACTER SET utf8mb4`,
    String.raw`FIELDS TERMINATED BY '\t' ENCLOSED BY '' ESCAPED BY '\\' LINES STARTING BY '' TERMINATED BY '\n'`,
    `(${targets.join(', ')})`,
    unhexed.length === 0 ? '' : `SET ${unhexed.join(', ')}`,
  ].join(' ');
  return loadData(trx, sql, renderRows(rows), () => rows.length);
}

const rowsPerChunk = 200;

async function* renderRows(rows: readonly (readonly SqlValue[])[]): AsyncGenerator<Buffer> {
  for (let from = 0; from < rows.length; from += rowsPerChunk) {
    let text = '';
    for (const row of rows.slice(from, from + rowsPerChunk)) text += `${row.map(renderValue).join('\t')}\n`;
    yield Buffer.from(text);
  }
}

function renderValue(value: SqlValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  return Buffer.isBuffer(value) ? value.toString('hex') : String(value);
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0' };

function escapeText(text: string): string {
  return text.replace(/[\\\t\n\r\0]/g, (character) => escapes[character] ?? character);
}
