import type { Knex } from 'knex';
import type { PlanRequest } from './contract.ts';
import { mayReturn } from './match-rows.ts';

/** Rows that are looked up at once. */
const chunkSize = 2000;

interface UnmatchedRow {
  id: number;
  state: 'staged' | 'quarantined';
  company_id: string;
  employee_no: string;
  email: string | null;
  unsent: string | null;
  inactive_by: string | null;
  hire_end_date: string | null;
  hire_end_cause: string | null;
}

interface Candidate {
  id: number;
  company_id: string;
  employee_no: string;
  email: string | null;
  active: number | boolean;
  deactivated_by: string | null;
}

/**
 * Where an employee number names one person in the whole feed: finds the employees of rows whose key the register has not,
 * in another company, and else by email. The row then takes the register's key, and keeps its own as the new one.
 *
 * An employee whom another row of the file names is not looked for (design: the employee number goes before the email).
 */
export async function matchElsewhere(db: Knex, request: PlanRequest): Promise<void> {
  for (let after = 0; ; ) {
    const rows: UnmatchedRow[] = await db('employee_imports')
      .select('id', 'state', 'company_id', 'employee_no', 'email', 'unsent', 'inactive_by')
      .select('hire_end_date', 'hire_end_cause')
      .where('file_id', request.fileId)
      .whereNull('employee_id')
      .andWhere('id', '>', after)
      .orderBy('id')
      .limit(chunkSize);
    const byNumber = await matchBy(db, request, rows, numberOf, await candidatesByNumber(db, request.feed, rows));
    const rest = rows.filter((row) => !byNumber.has(row.id));
    await matchBy(db, request, rest, emailOf, onlyOnes(await candidatesByEmail(db, request.feed, rest)));
    if (rows.length < chunkSize) return;
    after = rows.at(-1)?.id ?? after;
  }
}

function numberOf({ employee_no }: UnmatchedRow | Candidate): string | null {
  return employee_no;
}

function emailOf({ email }: UnmatchedRow | Candidate): string | null {
  return email?.toLowerCase() ?? null;
}

/** No index begins with the employee number: it is looked up in each company of the feed, in the unique key. */
async function candidatesByNumber(db: Knex, feed: string, rows: readonly UnmatchedRow[]): Promise<Candidate[]> {
  if (rows.length === 0) return [];
  const companies = db('employees').distinct('feed', 'company_id').where('feed', feed);
  return db('employees as e')
    .join(companies.as('c'), (on) => on.on('c.feed', 'e.feed').on('c.company_id', 'e.company_id'))
    .select(candidateColumns)
    .where('e.feed', feed)
    .whereIn(
      'e.employee_no',
      rows.map(({ employee_no }) => employee_no),
    );
}

async function candidatesByEmail(db: Knex, feed: string, rows: readonly UnmatchedRow[]): Promise<Candidate[]> {
  const emails = rows.map(emailOf).filter((email) => email !== null);
  if (emails.length === 0) return [];
  return db('employees as e')
    .select(candidateColumns)
    .where('e.feed', feed)
    .whereIn(db.raw('LOWER(e.email)') as unknown as string, emails);
}

/** Whom an email names: of several the only active one. An address that several active people share names nobody. */
function onlyOnes(candidates: readonly Candidate[]): Candidate[] {
  return [...Map.groupBy(candidates, emailOf).values()].flatMap((sharing) => {
    const meant = sharing.length === 1 ? sharing : sharing.filter(({ active }) => Boolean(active));
    return meant.length === 1 ? meant : [];
  });
}

const candidateColumns = ['e.id', 'e.company_id', 'e.employee_no', 'e.email', 'e.active', 'e.deactivated_by'];

/** Of several who have the name, an active one comes first. @returns ids of the rows that have their employee now */
async function matchBy(
  db: Knex,
  request: PlanRequest,
  rows: readonly UnmatchedRow[],
  nameOf: (one: UnmatchedRow | Candidate) => string | null,
  found: readonly Candidate[],
): Promise<Set<number>> {
  const free = await withoutNamed(db, request, found);
  const matched = new Set<number>();
  for (const row of rows) {
    const name = nameOf(row);
    const employee = name === null ? undefined : free.find((candidate) => nameOf(candidate) === name);
    if (employee === undefined) continue;
    free.splice(free.indexOf(employee), 1);
    matched.add(row.id);
    await db('employee_imports')
      .where('id', row.id)
      .update(matchOf(request, row, employee));
  }
  return matched;
}

/** Those whom no other row of the file names. A row that hit its digest is not staged: its employee is not unmatched then. */
async function withoutNamed(db: Knex, request: PlanRequest, found: readonly Candidate[]): Promise<Candidate[]> {
  if (found.length === 0) return [];
  const ids = found.map(({ id }) => id);
  const { fileId } = request;
  const named: { id: number }[] = await db('employee_imports as i')
    .join('employees as e', 'e.id', 'i.employee_id')
    .select('e.id')
    .where('i.file_id', fileId)
    .whereIn('i.employee_id', ids);
  const unmatched: { id: number }[] = request.unmatchedOnly
    ? await db('unmatched_employees').select({ id: 'employee_id' }).where('file_id', fileId).whereIn('employee_id', ids)
    : found.map(({ id }) => ({ id }));
  const taken = new Set(named.map(({ id }) => id));
  const left = new Set(unmatched.map(({ id }) => id));
  return found
    .filter(({ id }) => left.has(id) && !taken.has(id))
    .sort((one, other) => Number(other.active) - Number(one.active) || one.id - other.id);
}

function matchOf(request: PlanRequest, row: UnmatchedRow, employee: Candidate) {
  // Who is named by the email alone keeps the number that the register has.
  const namesNoNumber = row.employee_no === emailOf(row);
  const isNewNumber = !namesNoNumber && row.employee_no !== employee.employee_no;
  const sendsCompany = row.unsent === null || !(JSON.parse(row.unsent) as string[]).includes('companyId');
  const isNewCompany = sendsCompany && row.company_id !== employee.company_id;
  return {
    employee_id: employee.id,
    company_id: employee.company_id,
    employee_no: employee.employee_no,
    new_company_id: isNewCompany ? row.company_id : null,
    new_employee_no: isNewNumber ? row.employee_no : null,
    kind: row.state === 'staged' ? kindOf(request, row, employee, isNewNumber) : null,
  };
}

function kindOf(request: PlanRequest, row: UnmatchedRow, employee: Candidate, isNewNumber: boolean): string {
  if (row.inactive_by !== null && employee.active) return 'deactivated';
  const returns = row.inactive_by === null && !employee.active && mayReturn(request, employee.deactivated_by);
  if (returns && !hasEnded(request, row)) return 'reactivated';
  // Somebody known by email alone who gains a number is the same person (springest); another number is another identity.
  return isNewNumber && employee.employee_no !== emailOf(employee) ? 'renumbered' : 'updated';
}

function hasEnded({ endDates }: PlanRequest, { hire_end_date, hire_end_cause }: UnmatchedRow): boolean {
  if (endDates === null || hire_end_date === null || hire_end_date >= endDates.today) return false;
  return hire_end_cause === null || !endDates.exceptCauses.includes(hire_end_cause);
}
