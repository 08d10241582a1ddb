import type { Knex } from 'knex';
import { type FieldChange, noChanges } from '../domain/plan.ts';
import { positionFields } from '../domain/position.ts';
import { type PastChange, revertFields } from '../domain/revert-fields.ts';
import type { KeptField, UndoneChanges, UndoRequest } from './contract.ts';
import { undoActor } from './past-changes.ts';
import type { SqlDialect, SqlValue } from './sql-dialect.ts';

interface PastPosition extends PastChange {
  positionId: string;
  fileId: number | null;
  kind: string;
  actor: string;
  at: string;
}

interface PositionRow extends Record<string, unknown> {
  position_id: string;
  active: number | boolean;
  created_file_id: number | null;
  created_status: string | null;
  created_at: string;
}

interface PositionRevert {
  kind: 'updated' | 'reactivated' | 'deactivated';
  fields: FieldChange[];
  columns: Record<string, SqlValue>;
}

const historyColumns = ['feed', 'position_id', 'file_id', 'at', 'kind', 'actor', 'fields'];
const chunkSize = 500;

/** Puts the hierarchy back to how it was before a file of positions, like employees (undo-employees.ts); they are far fewer. */
export async function undoPositions(db: Knex, dialect: SqlDialect, request: UndoRequest): Promise<UndoneChanges> {
  const counts = noChanges();
  const kept: KeptField[] = [];
  const history = await readHistory(db, request.feed);
  const ids = await touched(db, request);
  const written: SqlValue[][] = [];
  for (let from = 0; from < ids.length; from += chunkSize) {
    const rows: PositionRow[] = await db('positions as p')
      .leftJoin('roster_files as f', 'f.id', 'p.created_file_id')
      .select('p.*', { created_status: 'f.status' })
      .where('p.feed', request.feed)
      .whereIn('p.position_id', ids.slice(from, from + chunkSize))
      .orderBy('p.position_id');
    for (const row of rows) {
      const stays: KeptField[] = [];
      const { kind, fields, columns } = revert(request, row, history.get(row.position_id) ?? [], stays);
      kept.push(...stays);
      if (fields.length === 0) {
        if (stays.length > 0) counts.unchanged += 1;
        continue;
      }
      counts[kind] += 1;
      await db('positions')
        .where({ feed: request.feed, position_id: row.position_id })
        .update({ ...columns, updated_file_id: request.undoId, updated_at: request.at });
      const { feed, undoId, at, actor } = request;
      written.push([feed, row.position_id, undoId, at, kind, actor, JSON.stringify(fields)]);
    }
  }
  await dialect.insertRows(db, 'position_changes', historyColumns, written);
  return { counts, kept, differing: new Set() };
}

/** Without what undos have written, oldest first. */
async function readHistory(db: Knex, feed: string): Promise<Map<string, PastPosition[]>> {
  const rows: (Omit<PastPosition, 'fields' | 'undone'> & {
    fields: string;
    status: string | null;
    undoes: number | null;
  })[] = await db('position_changes as c')
    .leftJoin('roster_files as f', 'f.id', 'c.file_id')
    .select({
      id: 'c.id',
      positionId: 'c.position_id',
      fileId: 'c.file_id',
      kind: 'c.kind',
      actor: 'c.actor',
      at: 'c.at',
      fields: 'c.fields',
      status: 'f.status',
      undoes: 'f.undoes',
    })
    .where('c.feed', feed)
    .orderBy('c.id');
  const past = rows
    .filter(({ undoes, actor }) => undoes === null && !actor.startsWith(undoActor))
    .map(({ status, undoes: _, fields, ...row }) => ({
      ...row,
      fields: JSON.parse(fields) as FieldChange[],
      undone: status === 'undone',
    }));
  return Map.groupBy(past, ({ positionId }) => positionId);
}

async function touched(db: Knex, { feed, fileId }: UndoRequest): Promise<string[]> {
  const changed: string[] = await db('position_changes').where({ feed, file_id: fileId }).pluck('position_id');
  const created: string[] = await db('positions').where({ feed, created_file_id: fileId }).pluck('position_id');
  return [...new Set([...changed, ...created])].sort();
}

function revert(
  request: UndoRequest,
  row: PositionRow,
  history: readonly PastPosition[],
  kept: KeptField[],
): PositionRevert {
  const reverted: PositionRevert = { kind: 'updated', fields: [], columns: {} };
  const keep = (field: string, { fileId, actor, at }: PastPosition) => {
    const because = { code: 'changed-later' as const, fileId, actor, at, employeeId: null };
    kept.push({ employeeId: null, companyId: null, employeeNo: null, positionId: row.position_id, field, because });
  };
  if (row.created_file_id === request.fileId) {
    const changes = history.filter(({ fields }) => fields.some(({ field }) => field === 'active'));
    const by = changes.findLast(({ undone }) => !undone);
    if (by !== undefined) keep('active', by);
    else setActive(reverted, row, null, request.at);
    return reverted;
  }
  const own = history.find(({ fileId }) => fileId === request.fileId);
  if (own === undefined) return reverted;
  const { back, kept: stays } = revertFields(history, own);
  for (const { field, by } of stays) keep(field, by);
  for (const { field, before, to, isFirst } of back) {
    if (field === 'active') {
      const isGone = isFirst && row.created_status === 'undone';
      const since = history.findLast(({ kind, id }) => kind === 'deactivated' && id < to.id)?.at ?? row.created_at;
      setActive(reverted, row, isGone ? null : before === true, isGone ? request.at : since);
      continue;
    }
    const column = positionFields.find(({ name }) => name === field)?.column;
    if (column === undefined || row[column] === before) continue;
    reverted.columns[column] = before as SqlValue;
    reverted.fields.push({ field, before: row[column], after: before });
  }
  return reverted;
}

/** @param wanted null where the position was not there */
function setActive(reverted: PositionRevert, row: PositionRow, wanted: boolean | null, since: string): void {
  const active = wanted ?? false;
  if (Boolean(row.active) === active) return;
  reverted.kind = active ? 'reactivated' : 'deactivated';
  reverted.fields.push({ field: 'active', before: !active, after: active });
  Object.assign(reverted.columns, { active: Number(active), deactivated_at: active ? null : since });
}
