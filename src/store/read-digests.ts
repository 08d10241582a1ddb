import type { Knex } from 'knex';
import { AppError } from '../domain/app-error.ts';
import { sourceDigestLength } from '../domain/roster-index.ts';
import type { RegisterChunk } from './contract.ts';
import { chunksOfFeed } from './feed-chunks.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** Employees per step: an answer of some 500 KB. */
const digestChunk = 20_000;

/** Between company numbers: no key has a control character in it. */
const newline = '\n';

/**
 * The source digests of a feed's employees, and of those who have none or are not active what a plan has to know. The
 * database joins the values of a chunk into one: 1,000,000 digests take 0.3 s on SQLite; with an array and a Buffer for
 * each, as the driver gives them, 1.1 s and then their way between threads.
 */
export async function* readDigests(db: Knex, dialect: SqlDialect, feed: string): AsyncGenerator<RegisterChunk> {
  // An aggregate leaves NULLs out, and all of them meet the rows in the same order. The last two take MariaDB 0.1 s for
  // 1,000,000 employees; a look at these for each of them by itself 0.3 s, and counts beside them 0.1 s more.
  const columns = [
    'COUNT(source_digest) AS count',
    `${dialect.joined('CASE WHEN source_digest IS NOT NULL THEN id END', ' ')} AS ids`,
    `${dialect.joinedBytes('source_digest')} AS digests`,
    `${dialect.joined('CASE WHEN source_digest IS NULL AND active = 1 THEN id END', ' ')} AS without_digest`,
    `${dialect.joined('CASE WHEN active = 0 THEN company_id END', newline)} AS inactive`,
  ];
  for await (const chunk of chunksOfFeed(db, dialect, feed, digestChunk)) {
    const [row] = await dialect.rows<JoinedEmployees>(
      db,
      `SELECT ${columns.join(', ')} FROM ${chunk.table} WHERE ${chunk.where}`,
      chunk.bindings,
    );
    if (row !== undefined) yield takeApart(row);
  }
}

/** Null where there is nothing to join. */
interface JoinedEmployees {
  count: number | string;
  ids: string | null;
  digests: Buffer | null;
  without_digest: string | null;
  inactive: string | null;
}

function takeApart(row: JoinedEmployees): RegisterChunk {
  const ids = parseIds(row.ids, Number(row.count));
  const digests = row.digests ?? Buffer.alloc(0);
  if (ids === null || digests.length !== ids.length * sourceDigestLength) {
    throw new AppError('database-failed', 'The database joined source digests and gave back another number of them.', {
      hint: 'Look at the column "source_digest" of "employees": each is NULL or has 16 bytes.',
    });
  }
  const withoutDigest = row.without_digest?.split(' ').map(Number) ?? [];
  return { ids, digests, withoutDigest, inactive: countEach(row.inactive?.split(newline) ?? []) };
}

function countEach(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

const space = 32;
const zero = 48;

/** Numbers between spaces; null where there are not `count` of them. */
function parseIds(text: string | null, count: number): Float64Array<ArrayBuffer> | null {
  const ids = new Float64Array(count);
  if (text === null) return count === 0 ? ids : null;
  let position = 0;
  let id = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === space) {
      ids[position] = id;
      position += 1;
      id = 0;
    } else id = 10 * id + code - zero;
  }
  ids[position] = id;
  return position === count - 1 ? ids : null;
}
