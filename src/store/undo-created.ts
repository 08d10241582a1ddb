import type { FieldChange } from '../domain/plan.ts';
import { chunksOfFeed, type FeedChunk } from './feed-chunks.ts';
import { readPast } from './past-changes.ts';
import type { EmployeesUndo } from './undo-employees.ts';

/** Employees in one statement: a first roster may have created a million. */
const chunkSize = 10_000;

/** Whoever the file has created becomes inactive; the row stays, with its id and history. */
export async function undoCreated(undo: EmployeesUndo): Promise<void> {
  const { db, dialect, request } = undo;
  const file = await db('roster_files').where('id', request.fileId).first('plan');
  if ((JSON.parse(file?.plan ?? '{}').created ?? 0) === 0) return;
  for await (const chunk of chunksOfFeed(db, dialect, request.feed, chunkSize)) {
    const kept = await keepChangedSince(undo, chunk);
    await deactivate(undo, chunk, kept);
  }
}

/** Whom a later file or a person has deactivated or brought back stays as that one wanted. */
async function keepChangedSince(undo: EmployeesUndo, { table, where, bindings }: FeedChunk): Promise<number[]> {
  const { db, dialect, request } = undo;
  const changed = await dialect.rows<{ id: number; company_id: string; employee_no: string }>(
    db,
    `SELECT id, company_id, employee_no FROM ${table} WHERE ${where} AND created_file_id = ?
       AND EXISTS (SELECT 1 FROM employee_changes c
         WHERE c.employee_id = employees.id AND c.kind IN ('deactivated', 'reactivated'))`,
    [...bindings, request.fileId],
  );
  const kept: number[] = [];
  const past = await readPast(
    db,
    changed.map(({ id }) => id),
    0,
  );
  for (const { id, company_id: companyId, employee_no: employeeNo } of changed) {
    const changes = past.get(id)?.filter(({ fields }) => fields.some(({ field }) => field === 'active'));
    const by = changes?.findLast(({ undone }) => !undone);
    if (by === undefined) continue;
    const { fileId, actor, at } = by;
    const because = { code: 'changed-later' as const, fileId, actor, at, employeeId: null };
    undo.kept.push({ employeeId: id, companyId, employeeNo, field: 'active', because });
    kept.push(id);
  }
  undo.counts.unchanged += kept.length;
  return kept;
}

const left: FieldChange[] = [{ field: 'active', before: true, after: false }];

async function deactivate(
  { db, dialect, request, counts }: EmployeesUndo,
  { table, where, bindings }: FeedChunk,
  kept: readonly number[],
): Promise<void> {
  const but = kept.length === 0 ? '' : `AND id NOT IN (${kept.map(() => '?').join(', ')})`;
  const condition = `${where} AND created_file_id = ? AND active = 1 ${but}`;
  const values = [...bindings, request.fileId, ...kept];
  const { undoId, at, actor } = request;
  await dialect.run(
    db,
    `INSERT INTO employee_changes (employee_id, file_id, at, kind, actor, fields)
     SELECT id, ?, ?, 'deactivated', ?, ? FROM ${table} WHERE ${condition}`,
    [undoId, at, actor, JSON.stringify(left), ...values],
  );
  counts.deactivated += await dialect.run(
    db,
    `UPDATE ${table} SET active = 0, deactivated_at = ?, deactivated_by = 'undo', source_digest = NULL, absences = 0,
       updated_at = ? WHERE ${condition}`,
    [at, at, ...values],
  );
}
