import type { Knex } from 'knex';
import { plainFields } from '../domain/employee.ts';
import type { FieldChange } from '../domain/plan.ts';
import type { HistoryEntry, Register, RegisteredEmployee } from './contract.ts';
import { employeeColumns, fromColumn } from './employee-row.ts';
import type { SqlDialect } from './sql-dialect.ts';

type ApplyRequest = Parameters<Register['apply']>[0];

export function createRegister(db: Knex, dialect: SqlDialect): Register {
  return {
    async apply(request) {
      await recordHistory(db, dialect, request);
      await createEmployees(db, dialect, request);
      await updateEmployees(db, dialect, request);
      await deactivateAbsent(db, dialect, request);
      await db('unmatched_employees').where('file_id', request.fileId).delete();
    },

    async find(query) {
      const rows: Record<string, unknown>[] = await db('employees')
        .modify((builder) => {
          if (query.feed !== undefined) builder.where('feed', query.feed);
          if (query.employeeNo !== undefined) builder.where('employee_no', query.employeeNo);
          if (query.id !== undefined) builder.where('id', query.id);
          if (query.nationalIdIndexes !== undefined) builder.whereIn('national_id_index', [...query.nationalIdIndexes]);
        })
        .orderBy(['feed', 'company_id', 'employee_no']);
      return rows.map(toEmployee);
    },

    history: (employeeId) => readHistory(db, employeeId),

    async countActive(feed) {
      const [row] = await db('employees').where({ feed, active: true }).count({ count: '*' });
      return Number(row?.count ?? 0);
    },
  };
}

const sealedColumns = ['sealed', 'sealed_digest', 'national_id_index', 'source_digest'];

/** What each changed employee was before; a created one's history is its register row, which names the file. */
async function recordHistory(db: Knex, dialect: SqlDialect, { fileId, planNo, at }: ApplyRequest): Promise<void> {
  await dialect.run(
    db,
    `INSERT INTO employee_changes (employee_id, file_id, line, at, kind, actor, fields, sealed_before)
     SELECT p.employee_id, p.file_id, i.line, ?, p.kind, 'file', p.fields, e.sealed
     FROM plan_changes p JOIN employees e ON e.id = p.employee_id
     LEFT JOIN employee_imports i ON i.id = p.import_id
     WHERE p.file_id = ? AND p.plan_no = ? ORDER BY p.employee_id`,
    [at, fileId, planNo],
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

/** Every matched row: what differs, who comes and goes, and the digest that makes the next unchanged row a hit. */
async function updateEmployees(db: Knex, dialect: SqlDialect, request: ApplyRequest): Promise<void> {
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'employees',
      targetAlias: 'e',
      source: 'employee_imports i',
      on: 'i.employee_id = e.id',
      where: "i.file_id = ? AND i.state = 'staged' AND i.kind = 'unchanged'",
      set: Object.fromEntries(sealedColumns.map((column) => [column, `i.${column}`])),
    }),
    [request.fileId],
  );
  const written = employeeColumns
    .slice(2)
    .filter((column) => !plainFields.some((f) => f.column === column && request.manualFields.includes(f.name)));
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'employees',
      targetAlias: 'e',
      source: 'employee_imports i',
      on: 'i.employee_id = e.id',
      where: "i.file_id = ? AND i.state = 'staged' AND i.kind <> 'unchanged'",
      set: {
        ...Object.fromEntries([...written, ...sealedColumns].map((column) => [column, `i.${column}`])),
        active: "CASE i.kind WHEN 'reactivated' THEN 1 WHEN 'deactivated' THEN 0 ELSE e.active END",
        deactivated_at: "CASE i.kind WHEN 'reactivated' THEN NULL WHEN 'deactivated' THEN ? ELSE e.deactivated_at END",
        deactivated_by:
          "CASE i.kind WHEN 'reactivated' THEN NULL WHEN 'deactivated' THEN i.inactive_by ELSE e.deactivated_by END",
        updated_at: '?',
      },
    }),
    [request.at, request.at, request.fileId],
  );
}

/** Whoever is missing: the digest goes too, so that their return is a change that is seen. */
async function deactivateAbsent(db: Knex, dialect: SqlDialect, request: ApplyRequest): Promise<void> {
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'employees',
      targetAlias: 'e',
      source: 'plan_changes p',
      on: 'p.employee_id = e.id',
      where: "p.file_id = ? AND p.plan_no = ? AND p.import_id IS NULL AND p.kind = 'deactivated'",
      set: {
        active: '0',
        deactivated_at: '?',
        deactivated_by: 'p.deactivated_by',
        source_digest: 'NULL',
        updated_at: '?',
      },
    }),
    [request.at, request.at, request.fileId, request.planNo],
  );
}

async function readHistory(db: Knex, employeeId: number): Promise<HistoryEntry[] | null> {
  const employee = await db('employees as e')
    .leftJoin('roster_files as f', 'f.id', 'e.created_file_id')
    .select({ at: 'e.created_at', fileId: 'e.created_file_id', fileName: 'f.name', line: 'e.created_line' })
    .where('e.id', employeeId)
    .first();
  if (employee === undefined) return null;
  const changes: (Omit<HistoryEntry, 'fields'> & { fields: string })[] = await db('employee_changes as c')
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
    .where('c.employee_id', employeeId)
    .orderBy('c.id');
  const created: HistoryEntry = { ...employee, kind: 'created', actor: 'file', fields: [] };
  return [created, ...changes.map((change) => ({ ...change, fields: JSON.parse(change.fields) as FieldChange[] }))];
}

function toEmployee(row: Record<string, unknown>): RegisteredEmployee {
  const fields = Object.fromEntries(plainFields.map((field) => [field.name, fromColumn(field, row[field.column])]));
  return {
    id: row.id,
    feed: row.feed,
    companyId: row.company_id,
    employeeNo: row.employee_no,
    active: Boolean(row.active),
    deactivatedAt: row.deactivated_at,
    deactivatedBy: row.deactivated_by,
    ...fields,
    nationalId: row.national_id_index === null ? null : '*****',
  } as RegisteredEmployee;
}
