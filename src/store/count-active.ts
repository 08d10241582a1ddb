import type { Knex } from 'knex';
import { chunksOfFeed } from './feed-chunks.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** Employees that are looked at in one step. */
const activeChunk = 100_000;

/**
 * Active employees of a feed, per company. All employees are counted in the unique key, and those that are not active taken off: grouped by themselves, the
 * active ones, who are most, would be read row by row in the order of the key: 0.6 s instead of 0.2 s on SQLite, 1.1 s
 * instead of 0.5 s on MariaDB, at 1,000,000 employees.
 */
export async function countActive(
  db: Knex,
  dialect: SqlDialect,
  feed: string,
  known: ReadonlyMap<string, number> | null,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const all: { company_id: string; count: number }[] = await db('employees')
    .select('company_id')
    .where({ feed })
    .count({ count: '*' })
    .groupBy('company_id');
  for (const { company_id, count } of all) counts.set(company_id, Number(count));
  const inactive = known ?? (await countInactive(db, dialect, feed));
  for (const [company, count] of inactive) counts.set(company, (counts.get(company) ?? 0) - count);
  for (const [company, count] of counts) if (count === 0) counts.delete(company);
  return counts;
}

async function countInactive(db: Knex, dialect: SqlDialect, feed: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const { table, where, bindings } of chunksOfFeed(db, dialect, feed, activeChunk)) {
    const inactive = await dialect.rows<{ company_id: string; count: number }>(
      db,
      `SELECT company_id, COUNT(*) AS count FROM ${table} WHERE ${where} AND active = 0 GROUP BY company_id`,
      bindings,
    );
    for (const { company_id, count } of inactive) counts.set(company_id, (counts.get(company_id) ?? 0) + Number(count));
  }
  return counts;
}
