import type { Knex } from 'knex';

/** Ids that staged rows of a file lie between; other files' rows may lie there too. */
export interface IdRange {
  first: number;
  last: number;
}

/** Null where the file has no staged rows. */
export function idsOfStaged(db: Knex, fileId: number): Promise<IdRange | null> {
  return rangeOf(stagedRows(db, fileId));
}

/** Of all its rows, quarantined ones too: the index on the file alone tells it. Null where it has none. */
export function idsOfRows(db: Knex, fileId: number): Promise<IdRange | null> {
  return rangeOf(db('employee_imports').where('file_id', fileId));
}

/** Those beyond the id `after` that no plan has seen; null where there are none. */
export function idsOfUnplanned(db: Knex, fileId: number, after: number): Promise<IdRange | null> {
  return rangeOf(stagedRows(db, fileId).whereNull('kind').andWhere('id', '>', after));
}

function stagedRows(db: Knex, fileId: number) {
  return db('employee_imports').where({ file_id: fileId, state: 'staged' });
}

async function rangeOf(rows: ReturnType<typeof stagedRows>): Promise<IdRange | null> {
  const [row] = await rows.min({ first: 'id' }).max({ last: 'id' });
  return row?.first == null ? null : { first: Number(row.first), last: Number(row.last) };
}
