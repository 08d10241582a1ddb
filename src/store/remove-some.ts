import type { Knex } from 'knex';

/** So many rows go in one statement: some 20 ms, for which nobody else waits on SQLite. */
export const rowsPerStep = 2000;

/** MySQL and SQLite have no DELETE with a LIMIT in common: up to a row that is looked for first. @returns how many */
export async function removeSome(rows: () => Knex.QueryBuilder, keys: readonly string[]): Promise<number> {
  const [first = '', second] = keys;
  const some: Record<string, number | string>[] = await rows()
    .select(...keys)
    .orderBy([...keys])
    .limit(rowsPerStep);
  const last = some.at(-1);
  if (last === undefined) return 0;
  await rows()
    .where((upTo) => {
      if (second === undefined) upTo.where(first, '<=', last[first] ?? 0);
      else {
        upTo.where(first, '<', last[first] ?? 0);
        upTo.orWhere((same) => same.where(first, last[first] ?? 0).where(second, '<=', last[second] ?? 0));
      }
    })
    .delete();
  return some.length;
}
