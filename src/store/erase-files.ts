import type { Knex } from 'knex';
import { erased } from '../domain/erased.ts';
import type { FileCursor } from './contract.ts';
import { eraseAlike, eraseFields } from './erase-fields.ts';
import { removeSome, rowsPerStep } from './remove-some.ts';

const beginning: FileCursor = { planNo: 0, employeeId: 0 };

/** See Erasure.fileRows. */
export async function eraseFileRows(db: Knex, fileId: number, after: FileCursor | null): Promise<FileCursor | null> {
  const cursor = after ?? beginning;
  const staged = () => db('employee_imports').where({ file_id: fileId });
  if (cursor.planNo === 0 && (await removeSome(staged, ['id'])) > 0) return beginning;
  return erasePlanRows(db, fileId, cursor);
}

/** Who was to be changed stays, with the names of the fields. */
async function erasePlanRows(db: Knex, fileId: number, after: FileCursor): Promise<FileCursor | null> {
  const rows: { plan_no: number; employee_id: number; fields: string }[] = await db('plan_changes')
    .select('plan_no', 'employee_id', 'fields')
    .where({ file_id: fileId })
    .where((beyond) => {
      beyond.where('plan_no', '>', after.planNo);
      beyond.orWhere((same) => same.where('plan_no', after.planNo).where('employee_id', '>', after.employeeId));
    })
    .orderBy(['plan_no', 'employee_id'])
    .limit(rowsPerStep);
  const last = rows.at(-1);
  if (last === undefined) return null;
  const readable = rows.filter(({ fields }) => eraseFields(fields) !== fields);
  for (const [planNo, plan] of Map.groupBy(readable, ({ plan_no }) => plan_no)) {
    await eraseAlike(
      plan,
      ({ employee_id }) => employee_id,
      (fields, some) =>
        db('plan_changes').where({ file_id: fileId, plan_no: planNo }).whereIn('employee_id', some).update({ fields }),
    );
  }
  return { planNo: last.plan_no, employeeId: last.employee_id };
}

/** See Erasure.file. */
export async function eraseFile(db: Knex, fileId: number, at: string): Promise<void> {
  await db('file_issues').where({ file_id: fileId }).update({ employee_no: null, message: erased, told: null });
  await db('import_corrections').where({ file_id: fileId }).delete();
  await db('deliveries')
    .where({ file_id: fileId })
    .whereNot('status', 'waiting')
    .where((any) => any.whereNotNull('dry_run').orWhereNotNull('message'))
    .update({ dry_run: null, message: null });
  await db('roster_files').where({ id: fileId }).update({ erased_at: at });
}
