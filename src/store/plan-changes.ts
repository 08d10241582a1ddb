import type { Knex } from 'knex';
import type { Change, FieldChange, PlanCounts } from '../domain/plan.ts';
import { chunksOfFeed } from './feed-chunks.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { type IdRange, idsOfStaged } from './staged-ids.ts';

const changesChunk = 2000;

/** The changes of a plan, read as they are wanted; see Plans.changes. */
export async function* readChanges(
  db: Knex,
  dialect: SqlDialect,
  { fileId, planNo, limit }: { fileId: number; planNo: number; limit: number },
): AsyncGenerator<Change> {
  const chunk = Math.min(changesChunk, limit);
  let left = limit;
  for (const part of [createdOrLoaded(db, dialect, fileId, chunk), plannedChanges(db, fileId, planNo, chunk)]) {
    for await (const change of part) {
      yield change;
      left -= 1;
      if (left === 0) return;
    }
  }
}

async function* createdOrLoaded(db: Knex, dialect: SqlDialect, fileId: number, chunk: number): AsyncGenerator<Change> {
  const range = await idsOfStaged(db, fileId);
  if (range === null) yield* loadedChanges(db, dialect, fileId);
  else yield* createdChanges(db, dialect, fileId, range, chunk);
}

/** New employees: the staged row is their plan. */
async function* createdChanges(
  db: Knex,
  dialect: SqlDialect,
  fileId: number,
  range: IdRange,
  chunk: number,
): AsyncGenerator<Change> {
  for (let after = range.first - 1; ; ) {
    const rows: { id: number; company_id: string; employee_no: string }[] = await db('employee_imports')
      .select('id', 'company_id', 'employee_no')
      .whereRaw(`${dialect.unindexed('file_id')} = ?`, [fileId])
      .andWhere({ state: 'staged', employee_id: null })
      .andWhere('id', '>', after)
      .andWhere('id', '<=', range.last)
      .orderBy('id')
      .limit(chunk);
    for (const row of rows) {
      yield { kind: 'created', companyId: row.company_id, employeeNo: row.employee_no, fields: [] };
    }
    if (rows.length < chunk) return;
    after = rows.at(-1)?.id ?? after;
  }
}

/** New employees of a first roster, which went straight into the register: see Register.create. */
async function* loadedChanges(db: Knex, dialect: SqlDialect, fileId: number): AsyncGenerator<Change> {
  const file: { feed: string; plan: string | null } | undefined = await db('roster_files')
    .where('id', fileId)
    .first('feed', 'plan');
  let left = file === undefined ? 0 : ((JSON.parse(file.plan ?? '{}') as Partial<PlanCounts>).created ?? 0);
  if (file === undefined || left === 0) return;
  for await (const { table, where, bindings } of chunksOfFeed(db, dialect, file.feed, changesChunk)) {
    const rows = await dialect.rows<{ company_id: string; employee_no: string }>(
      db,
      `SELECT company_id, employee_no FROM ${table} WHERE ${where} AND created_file_id = ?`,
      [...bindings, fileId],
    );
    for (const row of rows) {
      yield { kind: 'created', companyId: row.company_id, employeeNo: row.employee_no, fields: [] };
    }
    left -= rows.length;
    if (left <= 0) return;
  }
}

async function* plannedChanges(db: Knex, fileId: number, planNo: number, chunk: number): AsyncGenerator<Change> {
  for (let after = 0; ; ) {
    const rows: (Omit<Change, 'fields'> & { employeeId: number; fields: string })[] = await db('plan_changes as p')
      .join('employees as e', 'e.id', 'p.employee_id')
      .select({
        kind: 'p.kind',
        employeeId: 'p.employee_id',
        companyId: 'e.company_id',
        employeeNo: 'e.employee_no',
        fields: 'p.fields',
      })
      .where({ 'p.file_id': fileId, 'p.plan_no': planNo })
      .whereNot('p.kind', 'missing')
      .andWhere('p.employee_id', '>', after)
      .orderBy('p.employee_id')
      .limit(chunk);
    for (const { kind, companyId, employeeNo, fields } of rows) {
      yield { kind, companyId, employeeNo, fields: JSON.parse(fields) as FieldChange[] };
    }
    if (rows.length < chunk) return;
    after = rows.at(-1)?.employeeId ?? after;
  }
}
