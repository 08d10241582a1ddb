import type { Knex } from 'knex';
import { plainFields } from '../domain/employee.ts';
import type { RowPlace, StagedEmployee, StagedImport } from './contract.ts';
import { fromColumn } from './employee-row.ts';

interface ImportRow extends Record<string, unknown> {
  line: number;
  nth: number;
  state: StagedImport['state'];
  kind: StagedImport['change'];
  employee_id: number | null;
  company_id: string;
  employee_no: string;
}

const columns = ['line', 'nth', 'state', 'kind', 'employee_id', 'company_id', 'employee_no'];

export async function listImports(
  db: Knex,
  fileId: number,
  { state, limit }: { state?: StagedImport['state']; limit: number },
): Promise<StagedImport[]> {
  const query = db('employee_imports').select(columns).where({ file_id: fileId }).orderBy(['line', 'nth']).limit(limit);
  if (state !== undefined) query.where({ state });
  const rows: ImportRow[] = await query;
  return rows.map(toImport);
}

export async function countImports(db: Knex, fileId: number): Promise<Record<StagedImport['state'], number>> {
  const rows: { state: StagedImport['state']; count: number }[] = await db('employee_imports')
    .select('state')
    .where({ file_id: fileId })
    .count({ count: '*' })
    .groupBy('state');
  const counts = { staged: 0, quarantined: 0 };
  for (const { state, count } of rows) counts[state] = Number(count);
  return counts;
}

export async function findImport(db: Knex, fileId: number, { line, nth }: RowPlace): Promise<StagedEmployee | null> {
  const row: ImportRow | undefined = await db('employee_imports').where({ file_id: fileId, line, nth }).first();
  if (row === undefined) return null;
  return { ...toImport(row), values: row.state === 'quarantined' ? null : valuesOf(row) };
}

/** A staged row that no employee was found for is a new one; nothing is written into it where the register was empty. */
function toImport({ line, nth, state, kind, employee_id, company_id, employee_no }: ImportRow): StagedImport {
  const change = kind ?? (employee_id === null ? 'created' : null);
  return {
    line,
    nth,
    state,
    change: state === 'quarantined' ? null : change,
    companyId: company_id,
    employeeNo: employee_no,
  };
}

function valuesOf(row: ImportRow): StagedEmployee['values'] {
  const plain = plainFields.map((field) => [field.name, fromColumn(field, row[field.column])]);
  return {
    ...(Object.fromEntries(plain) as Omit<NonNullable<StagedEmployee['values']>, 'nationalId'>),
    nationalId: row.national_id_index === null ? null : '*****',
  };
}
