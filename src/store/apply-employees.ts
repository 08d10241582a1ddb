import type { Knex } from 'knex';
import { plainFields } from '../domain/employee.ts';
import type { Register } from './contract.ts';
import { employeeColumns } from './employee-row.ts';
import type { SqlDialect, SqlValue, UpdateFrom } from './sql-dialect.ts';

type ApplyRequest = Parameters<Register['apply']>[0];

/** Makes the register what a plan of employees says; see Register.apply. */
export async function applyEmployees(db: Knex, dialect: SqlDialect, request: ApplyRequest): Promise<void> {
  await recordHistory(db, dialect, request);
  await forgetAbsent(db, dialect, request);
  await createEmployees(db, dialect, request);
  await updateEmployees(db, dialect, request);
  await moveKeys(db, dialect, request);
  await deactivateAbsent(db, dialect, request);
  await countAbsences(db, dialect, request);
  await endCounts(db, dialect, request);
  await db('unmatched_employees').where('file_id', request.fileId).delete();
}

const sealedColumns = ['sealed', 'sealed_digest', 'national_id_index', 'source_digest'];

/** What each changed employee was before; a created one's history is its register row, which names the file. */
async function recordHistory(db: Knex, dialect: SqlDialect, { fileId, planNo, at }: ApplyRequest): Promise<void> {
  await dialect.run(
    db,
    `INSERT INTO employee_changes (employee_id, file_id, line, at, kind, actor, fields, sealed_before,
       deactivated_at_before, deactivated_by_before)
     SELECT p.employee_id, p.file_id, i.line, ?, p.kind, 'file', p.fields, e.sealed, e.deactivated_at, e.deactivated_by
     FROM plan_changes p JOIN employees e ON e.id = p.employee_id
     LEFT JOIN employee_imports i ON i.id = p.import_id
     WHERE p.file_id = ? AND p.plan_no = ? AND p.kind <> 'missing' ORDER BY p.employee_id`,
    [at, fileId, planNo],
  );
}

/**
 * Of those who are not active, whoever the roster does not name loses their digest: that they have one says that the last
 * roster brings them, so that their personal data is not erased.
 */
async function forgetAbsent(db: Knex, dialect: SqlDialect, { fileId }: ApplyRequest): Promise<void> {
  await change(
    db,
    dialect,
    {
      source: 'unmatched_employees u',
      on: 'u.employee_id = e.id',
      where: `u.file_id = ? AND e.active = 0 AND e.source_digest IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM employee_imports i WHERE i.file_id = ?
        AND i.company_id = e.company_id AND i.employee_no = e.employee_no)`,
      set: { source_digest: 'NULL' },
    },
    [fileId, fileId],
  );
}

async function createEmployees(db: Knex, dialect: SqlDialect, { fileId, at }: ApplyRequest): Promise<void> {
  const copied = [...employeeColumns, ...sealedColumns].join(', ');
  await dialect.run(
    db,
    `INSERT INTO employees (feed, ${copied}, active, deactivated_at, deactivated_by,
       created_file_id, created_line, created_at, updated_at)
     SELECT feed, ${copied}, CASE WHEN inactive_by IS NULL THEN 1 ELSE 0 END,
       CASE WHEN inactive_by IS NULL THEN NULL ELSE ? END, inactive_by, file_id, line, ?, ?
     FROM employee_imports WHERE file_id = ? AND state = 'staged' AND employee_id IS NULL
     ORDER BY company_id, employee_no`,
    [at, at, at, fileId],
  );
}

/** Who stands in a roster is not being missed, and what was undone of them has nothing to say any more. */
const present = { absences: '0', undone_file_id: 'NULL' };

/**
 * That a deactivation was undone is remembered while the row still has an end date that has come: the daily job would repeat it.
 *
 * @param at ISO 8601
 */
function presentWithDate(at: string): Record<string, string> {
  return { ...present, undone_file_id: `CASE WHEN i.hire_end_date < '${at.slice(0, 10)}' THEN e.undone_file_id END` };
}

/** Every matched row: what differs, who comes and goes, and the digest that makes the next unchanged row a hit. */
async function updateEmployees(db: Knex, dialect: SqlDialect, request: ApplyRequest): Promise<void> {
  await change(
    db,
    dialect,
    {
      source: 'employee_imports i',
      on: 'i.employee_id = e.id',
      where: "i.file_id = ? AND i.state = 'staged' AND i.kind = 'unchanged'",
      set: {
        ...Object.fromEntries(sealedColumns.map((column) => [column, `i.${column}`])),
        ...presentWithDate(request.at),
      },
    },
    [request.fileId],
  );
  const written = employeeColumns
    .slice(2)
    .filter((column) => !plainFields.some((f) => f.column === column && request.manualFields.includes(f.name)));
  await change(
    db,
    dialect,
    {
      source: 'employee_imports i',
      on: 'i.employee_id = e.id',
      where: "i.file_id = ? AND i.state = 'staged' AND i.kind <> 'unchanged'",
      set: {
        ...presentWithDate(request.at),
        ...Object.fromEntries([...written, ...sealedColumns].map((column) => [column, `i.${column}`])),
        active: "CASE i.kind WHEN 'reactivated' THEN 1 WHEN 'deactivated' THEN 0 ELSE e.active END",
        deactivated_at: "CASE i.kind WHEN 'reactivated' THEN NULL WHEN 'deactivated' THEN ? ELSE e.deactivated_at END",
        deactivated_by:
          "CASE i.kind WHEN 'reactivated' THEN NULL WHEN 'deactivated' THEN i.inactive_by ELSE e.deactivated_by END",
        updated_at: '?',
      },
    },
    [request.at, request.at, request.fileId],
  );
}

/** By themselves: SQLite writes an index anew for every row of an UPDATE that names its columns, changed or not. */
async function moveKeys(db: Knex, dialect: SqlDialect, { fileId }: ApplyRequest): Promise<void> {
  await change(
    db,
    dialect,
    {
      source: 'employee_imports i',
      on: 'i.employee_id = e.id',
      where: `i.file_id = ? AND i.state = 'staged'
      AND (i.new_company_id IS NOT NULL OR i.new_employee_no IS NOT NULL)`,
      set: {
        company_id: 'COALESCE(i.new_company_id, e.company_id)',
        employee_no: 'COALESCE(i.new_employee_no, e.employee_no)',
      },
    },
    [fileId],
  );
}

/** Whoever is missing: the digest goes too, so that their return is a change that is seen. */
async function deactivateAbsent(db: Knex, dialect: SqlDialect, request: ApplyRequest): Promise<void> {
  await change(
    db,
    dialect,
    {
      source: 'plan_changes p',
      on: 'p.employee_id = e.id',
      where: "p.file_id = ? AND p.plan_no = ? AND p.import_id IS NULL AND p.kind = 'deactivated'",
      set: {
        active: '0',
        deactivated_at: '?',
        deactivated_by: 'p.deactivated_by',
        source_digest: 'NULL',
        updated_at: '?',
        ...present,
      },
    },
    [request.at, request.at, request.fileId, request.planNo],
  );
}

/** Whoever stands in a row that can't be used is in the file all the same. */
async function endCounts(db: Knex, dialect: SqlDialect, { fileId }: ApplyRequest): Promise<void> {
  await change(
    db,
    dialect,
    {
      source: 'employee_imports i',
      on: 'e.feed = i.feed AND e.company_id = i.company_id AND e.employee_no = i.employee_no',
      where: "i.file_id = ? AND i.state = 'quarantined' AND e.absences > 0",
      set: { absences: '0' },
    },
    [fileId],
  );
}

/** Whoever is missing, but not yet often enough. Without a digest their return is seen, and ends the count. */
async function countAbsences(db: Knex, dialect: SqlDialect, { fileId, planNo }: ApplyRequest): Promise<void> {
  await change(
    db,
    dialect,
    {
      source: 'plan_changes p',
      on: 'p.employee_id = e.id',
      where: "p.file_id = ? AND p.plan_no = ? AND p.kind = 'missing'",
      set: { absences: 'e.absences + 1', source_digest: 'NULL' },
    },
    [fileId, planNo],
  );
}

/** An UPDATE of `employees e`. */
async function change(
  db: Knex,
  dialect: SqlDialect,
  update: Pick<UpdateFrom, 'source' | 'on' | 'where' | 'set'>,
  bindings: readonly SqlValue[],
): Promise<void> {
  await dialect.run(db, dialect.updateFrom({ target: 'employees', targetAlias: 'e', ...update }), bindings);
}
