import type { Knex } from 'knex';
import type { SqlDialect, SqlValue } from './sql-dialect.ts';

/** A part of a feed's employees: a table and a condition for SQL of one's own. */
export interface FeedChunk {
  table: string;
  where: string;
  bindings: readonly SqlValue[];
  /** The order in which it is read anyway. */
  orderBy: string;
}

/**
 * A feed's employees in parts of at most `size`, read by an index and never sorted: by the primary key where the feed
 * holds much of the table, else by the unique key, which begins with the feed.
 *
 * Digests of 1,000,000 employees who are the whole table: by primary key 0.3 s on SQLite and 0.6 s on MariaDB, by the unique
 * key 0.9 s and 3.5 s. Of 10,000 who are 1 % of it: 0.2 s and 0.7 s, but by the unique key 8 ms and 50 ms.
 */
export async function* chunksOfFeed(
  db: Knex,
  dialect: SqlDialect,
  feed: string,
  size: number,
): AsyncGenerator<FeedChunk> {
  if (await holdsMuch(db, feed)) yield* chunksById(db, dialect, feed, size);
  else yield* chunksByKey(db, dialect, feed, size);
}

/** Whether the feed has employees, active or not. */
export async function hasEmployees(db: Knex, feed: string): Promise<boolean> {
  return (await db('employees').where('feed', feed).first('id')) !== undefined;
}

/** Of the table's employees: below this share the unique key is faster. */
const much = 1 / 4;

async function holdsMuch(db: Knex, feed: string): Promise<boolean> {
  const first: { feed: string } | undefined = await db('employees').orderBy('feed').first('feed');
  const last: { feed: string } | undefined = await db('employees').orderBy('feed', 'desc').first('feed');
  if (first?.feed === feed && last?.feed === feed) return true;
  const own = await countUpTo(db, feed, '=', Number.MAX_SAFE_INTEGER);
  const most = Math.floor(own / much) - own + 1;
  const before = await countUpTo(db, feed, '<', most);
  return before < most && before + (await countUpTo(db, feed, '>', most)) < most;
}

/** Reads the unique key only, and no more than so many of its entries. */
async function countUpTo(db: Knex, feed: string, operator: '<' | '=' | '>', most: number): Promise<number> {
  const [row] = await db
    .from(db('employees').select('feed').where('feed', operator, feed).limit(most).as('some'))
    .count({ count: '*' });
  return Number(row?.count ?? 0);
}

async function* chunksById(db: Knex, dialect: SqlDialect, feed: string, size: number): AsyncGenerator<FeedChunk> {
  const table = dialect.readByPrimaryKey('employees');
  for (let from = 0; ; from += size) {
    // A load that was rolled back may have left a gap of a million ids.
    const next: { id: number } | undefined = await db('employees').where('id', '>=', from).orderBy('id').first('id');
    if (next === undefined) return;
    from = next.id;
    yield { table, where: 'feed = ? AND id >= ? AND id < ?', bindings: [feed, from, from + size], orderBy: 'id' };
  }
}

async function* chunksByKey(db: Knex, dialect: SqlDialect, feed: string, size: number): AsyncGenerator<FeedChunk> {
  const table = dialect.readBy('employees', 'employees_key');
  const orderBy = 'feed, company_id, employee_no';
  let where = 'feed = ?';
  let bindings: SqlValue[] = [feed];
  for (;;) {
    const [end] = await dialect.rows<{ company_id: string; employee_no: string }>(
      db,
      `SELECT company_id, employee_no FROM ${table} WHERE ${where} ORDER BY ${orderBy} LIMIT 1 OFFSET ?`,
      [...bindings, size - 1],
    );
    if (end === undefined) {
      yield { table, where, bindings, orderBy };
      return;
    }
    const upTo = dialect.compareKey('<=', end.company_id, end.employee_no);
    yield { table, where: `${where} AND ${upTo.sql}`, bindings: [...bindings, ...upTo.bindings], orderBy };
    const beyond = dialect.compareKey('>', end.company_id, end.employee_no);
    where = `feed = ? AND ${beyond.sql}`;
    bindings = [feed, ...beyond.bindings];
  }
}
