import type { Knex } from 'knex';
import { plainFields } from '../domain/employee.ts';
import { erased } from '../domain/erased.ts';
import { fileStatuses, isFinal } from '../domain/file-status.ts';
import type { FieldChange } from '../domain/plan.ts';
import { eraseAlike } from './erase-fields.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { stagedOf } from './staged-of.ts';

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
const longestActor = 320;
const rowsPerStatement = 500;

/** See Erasure.employees. */
export async function eraseEmployees(db: Knex, dialect: SqlDialect, request: Request): Promise<string[]> {
  const { feed, ids } = request;
  const people: ({ id: number } & Key)[] = await db('employees')
    .select('id', 'company_id', 'employee_no')
    .where({ feed })
    .whereIn('id', ids);
  if (people.length === 0) return [];
  const earlier = await eraseHistory(db, people);
  const numbers = [...new Set([...people, ...earlier].map(({ employee_no }) => employee_no))];
  await eraseStaged(db, dialect, request, earlier);
  await eraseInFiles(db, request, [...people, ...earlier]);
  await eraseInDeliveries(db, request);
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
    db('employee_changes').whereIn('id', some).update({ fields: text, sealed_before: null, reason: null });
  await eraseAlike(changes, ({ id }) => id, update);
  return earlier;
}

function keyBefore(fields: readonly FieldChange[], key: Key): Key | undefined {
  const of = (name: string) => fields.find(({ field, before }) => field === name && before !== erased)?.before;
  const [company, number] = [of('companyId'), of('employeeNo')];
  if (company === undefined && number === undefined) return undefined;
  return { company_id: String(company ?? key.company_id), employee_no: String(number ?? key.employee_no) };
}

/**
 * Kept issues and plans of the feed's finished files; those of open ones are made anew by their files. All files are looked
 * through in one statement each: a year of them one by one took 0.4 s for each hundred people.
 */
async function eraseInFiles(db: Knex, { feed, ids }: Request, keys: readonly Key[]): Promise<void> {
  const files = () =>
    db('roster_files').select('id').where({ feed }).whereIn('status', finalStatuses).whereNull('erased_at');
  await eraseIssues(db, files(), keys);
  await erasePlans(db, files(), ids);
}

/** Under another number that they had before, which is rare, they are looked for one by one. */
async function eraseStaged(
  db: Knex,
  dialect: SqlDialect,
  { feed, ids }: Request,
  earlier: readonly Key[],
): Promise<void> {
  // Whose they were is not known once the staged rows are gone, and nobody needs them: such a file is never taken up again.
  const givenUp = db('roster_files').select('id').where({ feed }).whereIn('status', ['discarded', 'cancelled']);
  await db('import_corrections').whereIn('file_id', givenUp).delete();
  const found = (await stagedOf(db, dialect, { feed, ids, statuses: finalStatuses })).map(({ id }) => id);
  for (const { company_id, employee_no } of earlier) {
    const files = db('roster_files').select('id').where({ feed }).whereIn('status', finalStatuses);
    const rows = db('employee_imports').whereIn('file_id', files).where({ company_id, employee_no });
    found.push(...(await rows.pluck('id')));
  }
  for (const some of inChunks(found)) {
    const corrections: number[] = await db('import_corrections as c')
      .join('employee_imports as i', (on) =>
        on.on('i.file_id', 'c.file_id').on('i.line', 'c.line').on('i.nth', 'c.nth'),
      )
      .whereIn('i.id', some)
      .pluck('c.id');
    if (corrections.length > 0) await db('import_corrections').whereIn('id', corrections).delete();
    await db('employee_imports').whereIn('id', some).delete();
  }
}

/** In another company the same number is somebody else's; an issue without a company may be anybody's. */
async function eraseIssues(db: Knex, files: Knex.QueryBuilder, keys: readonly Key[]): Promise<void> {
  const named: { file_id: number; seq: number; company_id: string | null; employee_no: string }[] = await db(
    'file_issues',
  )
    .select('file_id', 'seq', 'company_id', 'employee_no')
    .whereIn('file_id', files)
    .whereIn('employee_no', [...new Set(keys.map(({ employee_no }) => employee_no))]);
  const theirs = new Set(keys.map(({ company_id, employee_no }) => `${company_id}\u0000${employee_no}`));
  const meant = named.filter(
    ({ company_id, employee_no }) => company_id === null || theirs.has(`${company_id}\u0000${employee_no}`),
  );
  for (const some of inChunks(meant)) {
    await db('file_issues')
      .whereIn(
        ['file_id', 'seq'],
        some.map(({ file_id, seq }) => [file_id, seq]),
      )
      .update({ employee_no: null, message: erased, told: null });
  }
}

/** In the primary key an employee stands behind the number of a plan: of most files there is one plan. */
async function erasePlans(db: Knex, files: Knex.QueryBuilder, ids: readonly number[]): Promise<void> {
  const [most] = await db('roster_files').whereIn('id', files.clone()).max({ planNo: 'plan_no' });
  for (let planNo = 1; planNo <= Number(most?.planNo ?? 0); planNo += 1) {
    const planned: { file_id: number; employee_id: number; fields: string }[] = await db('plan_changes')
      .select('file_id', 'employee_id', 'fields')
      .whereIn('file_id', files.clone())
      .where('plan_no', planNo)
      .whereIn('employee_id', ids);
    for (const [fileId, plan] of Map.groupBy(planned, ({ file_id }) => file_id)) {
      await eraseAlike(
        plan,
        ({ employee_id }) => employee_id,
        (fields, some) =>
          db('plan_changes')
            .where({ file_id: fileId, plan_no: planNo })
            .whereIn('employee_id', some)
            .update({ fields }),
      );
    }
  }
}

function inChunks<T>(all: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let from = 0; from < all.length; from += rowsPerStatement) chunks.push(all.slice(from, from + rowsPerStatement));
  return chunks;
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
