import type { Knex } from 'knex';
import type { PlanRules } from './contract.ts';
import { createEmployeeDiff, type MatchedRow, matchedColumns } from './diff-employee.ts';
import { matchRows } from './match-rows.ts';
import { mergeUnsent } from './merge-unsent.ts';
import type { SqlDialect, SqlValue } from './sql-dialect.ts';
import type { IdRange } from './staged-ids.ts';

export const planColumns = ['file_id', 'plan_no', 'employee_id', 'kind', 'import_id', 'deactivated_by', 'fields'];

/** Plans staged rows that are matched with an employee: a row without a match is a new employee, and is left as it is. */
export async function planRows(
  db: Knex,
  dialect: SqlDialect,
  rules: PlanRules,
  range: IdRange,
  matchMore: () => Promise<void> = async () => {},
): Promise<void> {
  await matchRows(db, dialect, rules, range, matchMore);
  await compareRows(db, dialect, rules, range);
}

/** Plans new rows that turned out to be employees under another key; see matchRenumbered. */
export async function planRenumbered(db: Knex, dialect: SqlDialect, rules: PlanRules, range: IdRange): Promise<void> {
  if (rules.keepsUnsent) await mergeUnsent(db, dialect, rules.fileId, range);
  await compareRows(db, dialect, rules, range);
}

/** Matched rows per step when fields are compared. */
const diffChunk = 3000;

/** Names the fields that differ. An update that turns out to differ in nothing (sealed anew, same content) is none. */
async function compareRows(db: Knex, dialect: SqlDialect, rules: PlanRules, range: IdRange): Promise<void> {
  const diffEmployee = createEmployeeDiff(rules);
  // A key that comes twice is planned once here; both of its rows are quarantined when the file has been read.
  const planned = new Set<number>();
  for (let after = range.first - 1; ; ) {
    const rows: MatchedRow[] = await db('employee_imports as i')
      .join('employees as e', 'e.id', 'i.employee_id')
      .select(matchedColumns)
      .whereRaw(`${dialect.unindexed('i.file_id')} = ?`, [rules.fileId])
      .where('i.state', 'staged')
      .whereIn('i.kind', ['updated', 'reactivated', 'deactivated', 'renumbered'])
      .andWhere('i.id', '>', after)
      .andWhere('i.id', '<=', range.last)
      .whereNotExists(
        db('plan_changes as p')
          .select(db.raw('1'))
          .where({ 'p.file_id': rules.fileId, 'p.plan_no': rules.planNo })
          .whereRaw('p.employee_id = e.id'),
      )
      .orderBy('i.id')
      .limit(diffChunk);
    const changed: SqlValue[][] = [];
    const unchanged: number[] = [];
    for (const row of rows) {
      const fields = diffEmployee(row);
      if (row.kind === 'updated' && fields.length === 0) unchanged.push(row.import_id);
      else if (!planned.has(row.employee_id)) {
        planned.add(row.employee_id);
        const deactivatedBy = row.kind === 'deactivated' ? row.inactive_by : null;
        changed.push([
          rules.fileId,
          rules.planNo,
          row.employee_id,
          row.kind,
          row.import_id,
          deactivatedBy,
          JSON.stringify(fields),
        ]);
      }
    }
    if (changed.length > 0) await dialect.insertRows(db, 'plan_changes', planColumns, changed);
    if (unchanged.length > 0) await db('employee_imports').whereIn('id', unchanged).update({ kind: 'unchanged' });
    if (rows.length < diffChunk) return;
    after = rows.at(-1)?.import_id ?? after;
  }
}
