import type { Knex } from 'knex';
import { type FieldChange, noChanges, type PlanCounts } from '../domain/plan.ts';
import { positionFields } from '../domain/position.ts';
import type { PositionsPlanRequest } from './contract.ts';
import type { SqlDialect, SqlValue } from './sql-dialect.ts';

const planColumns = ['file_id', 'plan_no', 'kind', 'position_id', 'import_id', 'fields'];

/** Compares the staged positions with the register and writes the plan down; see Positions.plan. */
export async function planPositions(
  db: Knex,
  dialect: SqlDialect,
  request: PositionsPlanRequest,
): Promise<{ counts: PlanCounts; active: number }> {
  await matchPositions(db, dialect, request);
  await planCreated(db, dialect, request);
  await planChanged(db, dialect, request);
  await planAbsent(db, dialect, request);
  const [row] = await db('positions').where({ feed: request.feed, active: 1 }).count({ active: '*' });
  return { counts: await countPlanned(db, request), active: Number(row?.active ?? 0) };
}

/** What keeps no kind is a new position. */
async function matchPositions(db: Knex, dialect: SqlDialect, { fileId }: PositionsPlanRequest): Promise<void> {
  const same = positionFields.map(({ column }) => dialect.same(`i.${column}`, `p.${column}`)).join(' AND ');
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'position_imports',
      targetAlias: 'i',
      targetIndex: 'position_imports_key',
      source: 'positions p',
      on: 'p.feed = i.feed AND p.position_id = i.position_id',
      where: 'i.file_id = ?',
      set: { kind: `CASE WHEN p.active = 0 THEN 'reactivated' WHEN ${same} THEN 'unchanged' ELSE 'updated' END` },
    }),
    [fileId],
  );
}

async function planCreated(db: Knex, dialect: SqlDialect, { fileId, planNo }: PositionsPlanRequest): Promise<void> {
  await dialect.run(
    db,
    `INSERT INTO position_plans (${planColumns.join(', ')})
     SELECT file_id, ?, 'created', position_id, id, '[]' FROM position_imports
     WHERE file_id = ? AND kind IS NULL ORDER BY id`,
    [planNo, fileId],
  );
}

/** Rows per step when fields are compared. */
const diffChunk = 3000;

interface ChangedRow extends Record<string, unknown> {
  id: number;
  kind: 'updated' | 'reactivated';
  position_id: string;
}

async function planChanged(db: Knex, dialect: SqlDialect, request: PositionsPlanRequest): Promise<void> {
  const compared = Object.fromEntries(
    positionFields.flatMap(({ column }) => [
      [`before_${column}`, `p.${column}`],
      [`after_${column}`, `i.${column}`],
    ]),
  );
  for (let after = 0; ; ) {
    const rows: ChangedRow[] = await db('position_imports as i')
      .join('positions as p', (on) => on.on('p.feed', 'i.feed').on('p.position_id', 'i.position_id'))
      .select({ id: 'i.id', kind: 'i.kind', position_id: 'i.position_id', ...compared })
      .where('i.file_id', request.fileId)
      .whereIn('i.kind', ['updated', 'reactivated'])
      .where('i.id', '>', after)
      .orderBy('i.id')
      .limit(diffChunk);
    const planned = rows.map((row): SqlValue[] => {
      const fields = JSON.stringify(differences(row));
      return [request.fileId, request.planNo, row.kind, row.position_id, row.id, fields];
    });
    if (planned.length > 0) await dialect.insertRows(db, 'position_plans', planColumns, planned);
    if (rows.length < diffChunk) return;
    after = rows.at(-1)?.id ?? after;
  }
}

function differences(row: ChangedRow): FieldChange[] {
  const fields: FieldChange[] = [];
  if (row.kind === 'reactivated') fields.push({ field: 'active', before: false, after: true });
  for (const { name, column } of positionFields) {
    const before = row[`before_${column}`];
    const after = row[`after_${column}`];
    if (before !== after) fields.push({ field: name, before, after });
  }
  return fields;
}

/** Active positions that no row of the file names. */
async function planAbsent(db: Knex, dialect: SqlDialect, request: PositionsPlanRequest): Promise<void> {
  const fields: FieldChange[] = [{ field: 'active', before: true, after: false }];
  await dialect.run(
    db,
    `INSERT INTO position_plans (${planColumns.join(', ')})
     SELECT ?, ?, 'deactivated', p.position_id, NULL, ? FROM positions p WHERE p.feed = ? AND p.active = 1
       AND NOT EXISTS (SELECT 1 FROM position_imports i WHERE i.file_id = ? AND i.position_id = p.position_id)
     ORDER BY p.id`,
    [request.fileId, request.planNo, JSON.stringify(fields), request.feed, request.fileId],
  );
}

async function countPlanned(db: Knex, { fileId, planNo }: PositionsPlanRequest): Promise<PlanCounts> {
  const counts = noChanges();
  const planned: { kind: keyof PlanCounts; count: number }[] = await db('position_plans')
    .select('kind')
    .where({ file_id: fileId, plan_no: planNo })
    .count({ count: '*' })
    .groupBy('kind');
  for (const { kind, count } of planned) counts[kind] = Number(count);
  const [row] = await db('position_imports').where({ file_id: fileId, kind: 'unchanged' }).count({ unchanged: '*' });
  return { ...counts, unchanged: Number(row?.unchanged ?? 0) };
}
