import type { Knex } from 'knex';
import { plainFields } from '../domain/employee.ts';
import type { FieldChange } from '../domain/plan.ts';
import type { HistoryEntry, Register, RegisteredEmployee } from './contract.ts';
import { countActive } from './count-active.ts';
import { employeeColumns, fromColumn } from './employee-row.ts';
import { hasEmployees } from './feed-chunks.ts';
import { findFieldsInUse } from './find-fields.ts';
import { findActiveEmails, findUsers } from './find-people.ts';
import { countPerCompany, listEmployees } from './list-employees.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { checkPlanFits, createWriteSetMeter } from './write-set.ts';

type ApplyRequest = Parameters<Register['apply']>[0];

export function createRegister(db: Knex, dialect: SqlDialect): Register {
  const meter = createWriteSetMeter(dialect.writeSetLimits);
  return {
    async apply(request) {
      await checkPlanFits(db, dialect, request);
      await recordHistory(db, dialect, request);
      await forgetAbsent(db, dialect, request);
      await createEmployees(db, dialect, request);
      await updateEmployees(db, dialect, request);
      await moveKeys(db, dialect, request);
      await deactivateAbsent(db, dialect, request);
      await countAbsences(db, dialect, request);
      await endCounts(db, dialect, request);
      await db('unmatched_employees').where('file_id', request.fileId).delete();
    },

    async create({ fileId, feed, at }, batches) {
      meter(batches);
      await dialect.insertEncoded(db, batches, {
        table: 'employees',
        renamed: { line: 'created_line', nth: null, inactive_by: null, unsent: null },
        set: {
          feed: (_encoded, bind) => bind(feed),
          active: (encoded) => `CASE WHEN ${encoded('inactive_by')} IS NULL THEN 1 ELSE 0 END`,
          deactivated_at: (encoded, bind) =>
            `CASE WHEN ${encoded('inactive_by')} IS NULL THEN NULL ELSE ${bind(at)} END`,
          deactivated_by: (encoded) => encoded('inactive_by'),
          created_file_id: (_encoded, bind) => bind(fileId),
          created_at: (_encoded, bind) => bind(at),
          updated_at: (_encoded, bind) => bind(at),
        },
      });
    },

    isEmpty: async (feed) => !(await hasEmployees(db, feed)),

    async find(query) {
      const rows: Record<string, unknown>[] = await findRows(db, dialect, query);
      return rows.map(toEmployee);
    },

    list: (feed, wanted) => listEmployees(db, dialect, feed, wanted),

    countPerCompany: (feed) => countPerCompany(db, dialect, feed),

    history: (employeeId) => readHistory(db, employeeId),

    activeEmails: (feed, emails) => findActiveEmails(db, feed, emails),

    users: (feed, claims) => findUsers(db, dialect, feed, claims),

    fieldsInUse: (feed, fields) => findFieldsInUse(db, feed, fields),

    activePerCompany: (feed, inactive) => countActive(db, dialect, feed, inactive),
  };
}

/**
 * No index begins with the employee number: it is looked up in each company of each feed, in the unique key. What names no
 * key (a national identity number) is looked for in the whole table, which takes 0.2 s on SQLite and 0.4 s on MariaDB for
 * 1,000,000 employees; an index for it costs a first roster of that size 2.3 s and more.
 */
function findRows(db: Knex, dialect: SqlDialect, query: Parameters<Register['find']>[0]): Knex.QueryBuilder {
  const { feed, employeeNo, id, nationalIdIndexes } = query;
  // In the order of the unique key SQLite would look at each employee by itself: 0.7 s instead of 0.2 s.
  const table = nationalIdIndexes === undefined ? 'employees AS e' : dialect.readByPrimaryKey('employees AS e');
  const found = db(db.raw(table)).select('e.*').orderBy(['e.feed', 'e.company_id', 'e.employee_no']);
  if (employeeNo !== undefined) {
    const companies = db('employees').distinct('feed', 'company_id');
    if (feed !== undefined) companies.where('feed', feed);
    found.join(companies.as('c'), (on) => on.on('c.feed', 'e.feed').on('c.company_id', 'e.company_id'));
    found.where('e.employee_no', employeeNo);
  }
  if (feed !== undefined) found.where('e.feed', feed);
  if (id !== undefined) found.where('e.id', id);
  if (nationalIdIndexes !== undefined) found.whereIn('e.national_id_index', [...nationalIdIndexes]);
  return found;
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
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'employees',
      targetAlias: 'e',
      source: 'unmatched_employees u',
      on: 'u.employee_id = e.id',
      where: `u.file_id = ? AND e.active = 0 AND e.source_digest IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM employee_imports i WHERE i.file_id = ?
          AND i.company_id = e.company_id AND i.employee_no = e.employee_no)`,
      set: { source_digest: 'NULL' },
    }),
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
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'employees',
      targetAlias: 'e',
      source: 'employee_imports i',
      on: 'i.employee_id = e.id',
      where: "i.file_id = ? AND i.state = 'staged' AND i.kind = 'unchanged'",
      set: {
        ...Object.fromEntries(sealedColumns.map((column) => [column, `i.${column}`])),
        ...presentWithDate(request.at),
      },
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
        ...presentWithDate(request.at),
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

/** By themselves: SQLite writes an index anew for every row of an UPDATE that names its columns, changed or not. */
async function moveKeys(db: Knex, dialect: SqlDialect, { fileId }: ApplyRequest): Promise<void> {
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'employees',
      targetAlias: 'e',
      source: 'employee_imports i',
      on: 'i.employee_id = e.id',
      where: `i.file_id = ? AND i.state = 'staged'
        AND (i.new_company_id IS NOT NULL OR i.new_employee_no IS NOT NULL)`,
      set: {
        company_id: 'COALESCE(i.new_company_id, e.company_id)',
        employee_no: 'COALESCE(i.new_employee_no, e.employee_no)',
      },
    }),
    [fileId],
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
        ...present,
      },
    }),
    [request.at, request.at, request.fileId, request.planNo],
  );
}

/** Whoever stands in a row that can't be used is in the file all the same. */
async function endCounts(db: Knex, dialect: SqlDialect, { fileId }: ApplyRequest): Promise<void> {
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'employees',
      targetAlias: 'e',
      source: 'employee_imports i',
      on: 'e.feed = i.feed AND e.company_id = i.company_id AND e.employee_no = i.employee_no',
      where: "i.file_id = ? AND i.state = 'quarantined' AND e.absences > 0",
      set: { absences: '0' },
    }),
    [fileId],
  );
}

/** Whoever is missing, but not yet often enough. Without a digest their return is seen, and ends the count. */
async function countAbsences(db: Knex, dialect: SqlDialect, { fileId, planNo }: ApplyRequest): Promise<void> {
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'employees',
      targetAlias: 'e',
      source: 'plan_changes p',
      on: 'p.employee_id = e.id',
      where: "p.file_id = ? AND p.plan_no = ? AND p.kind = 'missing'",
      set: { absences: 'e.absences + 1', source_digest: 'NULL' },
    }),
    [fileId, planNo],
  );
}

async function readHistory(db: Knex, employeeId: number): Promise<HistoryEntry[] | null> {
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

/** A row of `employees`, and what else it may have beside its columns. */
export function toEmployee(row: Record<string, unknown>): RegisteredEmployee {
  const fields = Object.fromEntries(plainFields.map((field) => [field.name, fromColumn(field, row[field.column])]));
  return {
    id: row.id,
    feed: row.feed,
    companyId: row.company_id,
    employeeNo: row.employee_no,
    active: Boolean(row.active),
    deactivatedAt: row.deactivated_at,
    deactivatedBy: row.deactivated_by,
    erasedAt: row.erased_at,
    ...fields,
    nationalId: row.national_id_index === null ? null : '*****',
  } as RegisteredEmployee;
}
