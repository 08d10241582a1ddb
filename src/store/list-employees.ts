import type { Knex } from 'knex';
import { plainFields } from '../domain/employee.ts';
import type { CompanyCount, ListedEmployee } from './contract.ts';
import { fromColumn } from './employee-row.ts';
import { chunksOfFeed } from './feed-chunks.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** Employees per statement: with 2,000 an export takes as long, and 40 MB more. */
const listChunk = 500;

const ownColumns = [
  'id',
  'feed',
  'company_id',
  'employee_no',
  'active',
  'deactivated_at',
  'deactivated_by',
  'absences',
  'created_at',
  'created_file_id',
  'updated_at',
];

/** A feed's employees, read by an index and in its order: see chunksOfFeed. */
export async function* listEmployees(
  db: Knex,
  dialect: SqlDialect,
  feed: string,
  wanted: { attributes: boolean; sealed: boolean },
): AsyncGenerator<ListedEmployee[]> {
  const fields = plainFields.filter(({ name }) => name !== 'attributes' || wanted.attributes);
  const columns = [
    ...ownColumns,
    ...fields.map(({ column }) => column),
    'national_id_index IS NOT NULL AS has_national_id',
    ...(wanted.sealed ? ['sealed'] : []),
    '(SELECT name FROM roster_files WHERE roster_files.id = employees.created_file_id) AS created_file_name',
  ].join(', ');
  for await (const { table, where, bindings, orderBy } of chunksOfFeed(db, dialect, feed, listChunk)) {
    const rows = await dialect.rows<EmployeeRow>(
      db,
      `SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY ${orderBy}`,
      bindings,
    );
    yield rows.map((row) => listed(row, fields));
  }
}

/** How many are active and not, by company. */
export async function countPerCompany(db: Knex, dialect: SqlDialect, feed: string): Promise<CompanyCount[]> {
  const rows = await dialect.rows<{ company_id: string; everyone: number | string; active: number | string }>(
    db,
    `SELECT company_id, COUNT(*) AS everyone, SUM(CASE WHEN active = 1 THEN 1 ELSE 0 END) AS active
     FROM employees WHERE feed = ? GROUP BY company_id ORDER BY company_id`,
    [feed],
  );
  return rows.map((row) => ({
    companyId: row.company_id,
    active: Number(row.active),
    deactivated: Number(row.everyone) - Number(row.active),
  }));
}

type EmployeeRow = Record<string, unknown> & { has_national_id: unknown; sealed?: Buffer | null };

function listed(row: EmployeeRow, fields: typeof plainFields): ListedEmployee {
  const employee: Record<string, unknown> = {
    id: Number(row.id),
    feed: row.feed,
    companyId: row.company_id,
    employeeNo: row.employee_no,
    active: Boolean(row.active),
    deactivatedAt: row.deactivated_at,
    deactivatedBy: row.deactivated_by,
    attributes: null,
    nationalId: row.has_national_id ? '*****' : null,
    absences: Number(row.absences),
    createdAt: row.created_at,
    createdFileId: row.created_file_id === null ? null : Number(row.created_file_id),
    createdFileName: row.created_file_name,
    changedAt: row.updated_at,
    sealed: row.sealed ?? null,
  };
  for (const field of fields) employee[field.name] = fromColumn(field, row[field.column]);
  return employee as unknown as ListedEmployee;
}
