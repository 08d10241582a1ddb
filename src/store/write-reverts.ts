import type { Knex } from 'knex';
import type { SqlValue } from './sql-dialect.ts';
import type { Revert } from './undo-changed.ts';
import type { EmployeesUndo } from './undo-employees.ts';

const historyColumns = [
  'employee_id',
  'file_id',
  'at',
  'kind',
  'actor',
  'fields',
  'sealed_before',
  'deactivated_at_before',
  'deactivated_by_before',
];

/** Writes what is put back, and the history of it; what stays is only noted. */
export async function writeReverts(undo: EmployeesUndo, reverts: readonly Revert[]): Promise<void> {
  for (const { employeeId, companyId, employeeNo, kept } of reverts) {
    for (const { field, because } of kept) undo.kept.push({ employeeId, companyId, employeeNo, field, because });
  }
  const changed = reverts.filter(({ fields }) => fields.length > 0);
  undo.counts.unchanged += reverts.length - changed.length;
  if (changed.length === 0) return;
  for (const { employeeId, kind, isExact } of changed) {
    undo.counts[kind] += 1;
    if (!isExact) undo.differing.add(employeeId);
  }
  const { db, dialect, request } = undo;
  const history = changed.map(({ employeeId, kind, fields, before }) => [
    employeeId,
    request.undoId,
    request.at,
    kind,
    request.actor,
    JSON.stringify(fields),
    before.sealed,
    before.deactivatedAt,
    before.deactivatedBy,
  ]);
  await dialect.insertRows(db, 'employee_changes', historyColumns, history);
  const columns = new Set(changed.flatMap((one) => Object.keys(one.columns)));
  for (const column of columns) await writeColumn(db, column, changed);
  // Their rows of the next roster are compared, whatever they were like the last time.
  await db('employees')
    .whereIn(
      'id',
      changed.map(({ employeeId }) => employeeId),
    )
    .update({ source_digest: null, absences: 0, updated_at: request.at });
}

async function writeColumn(db: Knex, column: string, reverts: readonly Revert[]): Promise<void> {
  const concerned = reverts.filter(({ columns }) => column in columns);
  const cases = concerned.map(() => 'WHEN ? THEN ?').join(' ');
  const bindings = concerned.flatMap(({ employeeId, columns }) => [employeeId, columns[column] ?? null]);
  await db('employees')
    .whereIn(
      'id',
      concerned.map(({ employeeId }) => employeeId),
    )
    .update({ [column]: db.raw(`CASE id ${cases} END`, bindings as Exclude<SqlValue, null>[]) });
}
