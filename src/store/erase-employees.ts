import type { Knex } from 'knex';
import { plainFields } from '../domain/employee.ts';
import { erased } from '../domain/erased.ts';
import { fileStatuses, isFinal } from '../domain/file-status.ts';
import type { FieldChange } from '../domain/plan.ts';
import { eraseAlike } from './erase-fields.ts';
import type { SqlDialect } from './sql-dialect.ts';

interface Request {
  feed: string;
  ids: readonly number[];
  at: string;
  actor: string;
}

interface Key {
  company_id: string;
  employee_no: string;
}

const finalStatuses = fileStatuses.filter(isFinal);
/** What its column holds. */
const longestActor = 64;
const rowsPerStatement = 500;

/** See Erasure.employees. */
export async function eraseEmployees(db: Knex, dialect: SqlDialect, request: Request): Promise<string[]> {
  const { feed, ids } = request;
  const people: ({ id: number } & Key)[] = await db('employees')
    .select('id', 'company_id', 'employee_no')
    .where({ feed })
    .whereIn('id', ids);
  if (people.length === 0) return [];
  const keys = [...people, ...(await eraseHistory(db, people))];
  await eraseInFiles(db, request, keys);
  await eraseInDeliveries(db, request);
  const numbers = [...new Set(keys.map(({ employee_no }) => employee_no))];
  await db('positions').where({ feed }).whereIn('employee_no', numbers).update({ employee_no: null });
  await eraseRegister(db, dialect, request);
  await recordErasure(db, dialect, people, request);
  return numbers;
}

/** @returns the keys that they had before */
async function eraseHistory(db: Knex, people: readonly ({ id: number } & Key)[]): Promise<Key[]> {
  const changes: { id: number; employee_id: number; fields: string }[] = await db('employee_changes')
    .select('id', 'employee_id', 'fields')
    .whereIn(
      'employee_id',
      people.map(({ id }) => id),
    );
  const keyOf = new Map(people.map(({ id, company_id, employee_no }) => [id, { company_id, employee_no }]));
  const earlier: Key[] = [];
  // The newest first: what it was before is what an older one has made it.
  for (const { employee_id, fields } of changes.toSorted((one, other) => other.id - one.id)) {
    const key = keyOf.get(employee_id);
    const before = key === undefined ? undefined : keyBefore(JSON.parse(fields), key);
    if (before === undefined) continue;
    keyOf.set(employee_id, before);
    earlier.push(before);
  }
  const update = (text: string, some: readonly number[]) =>
    db('employee_changes').whereIn('id', some).update({ fields: text, sealed_before: null });
  await eraseAlike(changes, ({ id }) => id, update);
  return earlier;
}

function keyBefore(fields: readonly FieldChange[], key: Key): Key | undefined {
  const of = (name: string) => fields.find(({ field, before }) => field === name && before !== erased)?.before;
  const [company, number] = [of('companyId'), of('employeeNo')];
  if (company === undefined && number === undefined) return undefined;
  return { company_id: String(company ?? key.company_id), employee_no: String(number ?? key.employee_no) };
}

/** Staged rows, plans and kept issues of the feed's finished files; those of open ones are made anew by their files. */
async function eraseInFiles(db: Knex, { feed, ids }: Request, keys: readonly Key[]): Promise<void> {
  const files: { id: number; plan_no: number }[] = await db('roster_files')
    .select('id', 'plan_no')
    .where({ feed })
    .whereIn('status', finalStatuses)
    .whereNull('erased_at');
  const tuples = keys.map(({ company_id, employee_no }) => [company_id, employee_no]);
  const numbers = keys.map(({ employee_no }) => employee_no);
  for (const { id: fileId, plan_no } of files) {
    await db('employee_imports').where('file_id', fileId).whereIn(['company_id', 'employee_no'], tuples).delete();
    await db('file_issues')
      .where('file_id', fileId)
      .whereIn('employee_no', numbers)
      .update({ employee_no: null, message: erased });
    for (let planNo = 1; planNo <= plan_no; planNo += 1) {
      const plan = () => db('plan_changes').where({ file_id: fileId, plan_no: planNo });
      const planned: { employee_id: number; fields: string }[] = await plan()
        .select('employee_id', 'fields')
        .whereIn('employee_id', ids);
      await eraseAlike(
        planned,
        ({ employee_id }) => employee_id,
        (fields, some) => plan().whereIn('employee_id', some).update({ fields }),
      );
    }
  }
}

/** What a dry run would have sent, and what a system has answered. Found first: to update by a condition locks all that is read. */
async function eraseInDeliveries(db: Knex, { feed, ids }: Request): Promise<void> {
  const found: number[] = await db('deliveries')
    .where({ feed })
    .whereIn('employee_id', ids)
    .where((any) => any.whereNotNull('dry_run').orWhereNotNull('message'))
    .pluck('id');
  for (let from = 0; from < found.length; from += rowsPerStatement) {
    const some = found.slice(from, from + rowsPerStatement);
    await db('deliveries').whereIn('id', some).update({ dry_run: null, message: null });
  }
}

async function eraseRegister(db: Knex, dialect: SqlDialect, { feed, ids, at }: Request): Promise<void> {
  const nothing = Object.fromEntries(
    [...plainFields.map(({ column }) => column), 'sealed', 'sealed_digest', 'national_id_index', 'source_digest'].map(
      (column) => [column, null],
    ),
  );
  const ifActive = (column: string, value: string) => db.raw(`CASE WHEN active = 1 THEN ? ELSE ${column} END`, [value]);
  await db('employees')
    .where({ feed })
    .whereIn('id', ids)
    .update({
      ...nothing,
      employee_no: db.raw(dialect.concat(`'${erased}-'`, 'id')),
      // MySQL assigns from left to right: `active` has to be the last one.
      deactivated_at: ifActive('deactivated_at', at),
      deactivated_by: ifActive('deactivated_by', 'manual'),
      active: 0,
      absences: 0,
      updated_at: at,
      erased_at: at,
    });
}

async function recordErasure(
  db: Knex,
  dialect: SqlDialect,
  people: readonly { id: number }[],
  { at, actor }: Request,
): Promise<void> {
  const columns = ['employee_id', 'at', 'kind', 'actor', 'fields'];
  const rows = people.map(({ id }) => [id, at, erased, actor.slice(0, longestActor), '[]']);
  await dialect.insertRows(db, 'employee_changes', columns, rows);
}
