import type { Knex } from 'knex';
import type { Change, FieldChange } from '../domain/plan.ts';
import type { HistoryEntry } from './contract.ts';

const changesChunk = 2000;

/** The changes of a plan, read as they are wanted; see Positions.changes. */
export async function* readPositionChanges(
  db: Knex,
  { fileId, planNo, limit }: { fileId: number; planNo: number; limit: number },
): AsyncGenerator<Change> {
  let left = limit;
  for (let after = 0; left > 0; ) {
    const chunk = Math.min(changesChunk, left);
    const rows: { id: number; kind: Change['kind']; position_id: string; fields: string }[] = await db('position_plans')
      .select('id', 'kind', 'position_id', 'fields')
      .where({ file_id: fileId, plan_no: planNo })
      .where('id', '>', after)
      .orderBy('id')
      .limit(chunk);
    for (const { kind, position_id, fields } of rows) {
      yield {
        kind,
        companyId: null,
        employeeNo: null,
        positionId: position_id,
        fields: JSON.parse(fields) as FieldChange[],
      };
    }
    if (rows.length < chunk) return;
    left -= rows.length;
    after = rows.at(-1)?.id ?? after;
  }
}

export async function readPositionHistory(db: Knex, feed: string, positionId: string): Promise<HistoryEntry[] | null> {
  const position = await db('positions as p')
    .leftJoin('roster_files as f', 'f.id', 'p.created_file_id')
    .select({ at: 'p.created_at', fileId: 'p.created_file_id', fileName: 'f.name', line: 'p.created_line' })
    .where({ 'p.feed': feed, 'p.position_id': positionId })
    .first();
  if (position === undefined) return null;
  const changes: (Omit<HistoryEntry, 'fields'> & { fields: string })[] = await db('position_changes as c')
    .leftJoin('roster_files as f', 'f.id', 'c.file_id')
    .select({
      at: 'c.at',
      kind: 'c.kind',
      fileId: 'c.file_id',
      fileName: 'f.name',
      line: 'c.line',
      actor: 'c.actor',
      fields: 'c.fields',
    })
    .where({ 'c.feed': feed, 'c.position_id': positionId })
    .orderBy('c.id');
  const created: HistoryEntry = { ...position, kind: 'created', actor: 'file', fields: [] };
  return [created, ...changes.map((change) => ({ ...change, fields: JSON.parse(change.fields) as FieldChange[] }))];
}
