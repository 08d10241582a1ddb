import type { Knex } from 'knex';
import type { FieldChange } from '../domain/plan.ts';
import type { HistoryEntry } from './contract.ts';

/** See Register.history. */
export async function readHistory(db: Knex, employeeId: number): Promise<HistoryEntry[] | null> {
  const employee = await db('employees as e')
    .leftJoin('roster_files as f', 'f.id', 'e.created_file_id')
    .select({ at: 'e.created_at', fileId: 'e.created_file_id', fileName: 'f.name', line: 'e.created_line' })
    .where('e.id', employeeId)
    .first();
  if (employee === undefined) return null;
  const changes: (Omit<HistoryEntry, 'fields' | 'reason'> & { fields: string; reason: string | null })[] = await db(
    'employee_changes as c',
  )
    .leftJoin('roster_files as f', 'f.id', 'c.file_id')
    .select({
      at: 'c.at',
      kind: 'c.kind',
      fileId: 'c.file_id',
      fileName: 'f.name',
      line: 'c.line',
      actor: 'c.actor',
      reason: 'c.reason',
      fields: 'c.fields',
    })
    .where('c.employee_id', employeeId)
    .orderBy('c.id');
  const entries = changes.map(({ reason, fields, ...change }) => ({
    ...change,
    ...(reason === null ? {} : { reason }),
    fields: JSON.parse(fields) as FieldChange[],
  }));
  // Who was added by hand has an entry of their own for it, unless it was removed for its age.
  if (entries[0]?.kind === 'created') return entries;
  const actor = employee.fileId === null ? 'by hand' : 'file';
  return [{ ...employee, kind: 'created', actor, fields: [] }, ...entries];
}
