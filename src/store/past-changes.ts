import type { Knex } from 'knex';
import type { ChangeKind, FieldChange } from '../domain/plan.ts';
import type { PastChange } from '../domain/revert-fields.ts';

/** A row of `employee_changes`. */
export interface PastRow extends PastChange {
  employeeId: number;
  fileId: number | null;
  kind: ChangeKind;
  actor: string;
  at: string;
  /** The employee's sealed text before the change. */
  sealedBefore: Buffer | null;
  deactivatedAtBefore: string | null;
  deactivatedByBefore: string | null;
}

/** How the history names an undo; by this it is known when its ledger entry has been pruned. */
export const undoActor = 'undo by ';

/**
 * The history of these employees, without what undos have written, oldest first.
 *
 * @param from the first row of the table that is looked at
 */
export async function readPast(
  db: Knex,
  employeeIds: readonly number[],
  from: number,
): Promise<Map<number, PastRow[]>> {
  const rows: (Omit<PastRow, 'fields'> & { fields: string; status: string | null; undoes: number | null })[] = await db(
    'employee_changes as c',
  )
    .leftJoin('roster_files as f', 'f.id', 'c.file_id')
    .select({
      id: 'c.id',
      employeeId: 'c.employee_id',
      fileId: 'c.file_id',
      kind: 'c.kind',
      actor: 'c.actor',
      at: 'c.at',
      fields: 'c.fields',
      sealedBefore: 'c.sealed_before',
      deactivatedAtBefore: 'c.deactivated_at_before',
      deactivatedByBefore: 'c.deactivated_by_before',
      status: 'f.status',
      undoes: 'f.undoes',
    })
    .whereIn('c.employee_id', [...employeeIds])
    .where('c.id', '>=', from)
    .orderBy('c.id');
  const past = rows
    .filter(({ undoes, actor }) => undoes === null && !actor.startsWith(undoActor))
    .map(({ status, undoes: _, fields, ...row }) => ({
      ...row,
      fields: JSON.parse(fields) as FieldChange[],
      undone: status === 'undone',
    }));
  return Map.groupBy(past, ({ employeeId }) => employeeId);
}
