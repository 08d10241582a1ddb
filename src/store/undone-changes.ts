import type { Knex } from 'knex';
import type { Change, FieldChange } from '../domain/plan.ts';

const changesChunk = 2000;

/** What an undo has changed; see Undoing.changes. */
export async function* readUndoneChanges(db: Knex, undoId: number, limit: number): AsyncGenerator<Change> {
  const undo: { feed: string; kind: string } | undefined = await db('roster_files')
    .where('id', undoId)
    .first('feed', 'kind');
  if (undo === undefined) return;
  const read = undo.kind === 'positions' ? positionChanges(undo.feed) : employeeChanges;
  let left = limit;
  for (let after = 0; left > 0; ) {
    const chunk = Math.min(changesChunk, left);
    const rows = await read(db).where('c.file_id', undoId).where('c.id', '>', after).orderBy('c.id').limit(chunk);
    for (const { id: _, fields, ...row } of rows) yield { ...row, fields: JSON.parse(fields) as FieldChange[] };
    if (rows.length < chunk) return;
    left -= rows.length;
    after = rows.at(-1)?.id ?? after;
  }
}

type ChangeRow = Omit<Change, 'fields'> & { id: number; fields: string };

function employeeChanges(db: Knex): Knex.QueryBuilder<object, ChangeRow[]> {
  return db('employee_changes as c').join('employees as e', 'e.id', 'c.employee_id').select({
    id: 'c.id',
    kind: 'c.kind',
    companyId: 'e.company_id',
    employeeNo: 'e.employee_no',
    fields: 'c.fields',
  });
}

function positionChanges(feed: string) {
  return (db: Knex): Knex.QueryBuilder<object, ChangeRow[]> =>
    db('position_changes as c')
      .select({ id: 'c.id', kind: 'c.kind', positionId: 'c.position_id', fields: 'c.fields' })
      .select({ companyId: db.raw('NULL'), employeeNo: db.raw('NULL') })
      .where('c.feed', feed);
}
