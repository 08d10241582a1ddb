import type { Knex } from 'knex';
import { plainFields } from '../domain/employee.ts';
import type { PlanRules } from './contract.ts';
import { type Condition, endDateAliases, endsBefore } from './end-dates.ts';
import { mergeUnsent } from './merge-unsent.ts';
import type { SqlDialect, SqlValue } from './sql-dialect.ts';
import type { IdRange } from './staged-ids.ts';

/**
 * Joins staged rows to the register by key, and tells what each of them would do.
 *
 * @param matchMore called once the keys are joined, for rows whose employee is known under another one
 */
export async function matchRows(
  db: Knex,
  dialect: SqlDialect,
  rules: PlanRules,
  range: IdRange,
  matchMore: () => Promise<void>,
): Promise<void> {
  if (rules.keyScope === 'company' && !rules.keepsUnsent) {
    const kind = kindOf(rules, dialect);
    await joinByKey(db, dialect, rules, range, { employee_id: 'e.id', kind: kind.sql }, kind.bindings);
    return;
  }
  await joinByKey(db, dialect, rules, range, { employee_id: 'e.id' });
  await matchMore();
  if (rules.keepsUnsent) await mergeUnsent(db, dialect, rules.fileId, range);
  await classify(db, dialect, rules, range);
}

/** Whether somebody who is not active may become so by standing in a roster. */
export function mayReturn({ reactivate }: Pick<PlanRules, 'reactivate'>, deactivatedBy: string | null): boolean {
  return reactivate === 'always' || (reactivate === 'absent-only' && deactivatedBy !== 'manual');
}

async function joinByKey(
  db: Knex,
  dialect: SqlDialect,
  { fileId }: PlanRules,
  range: IdRange,
  set: Record<string, string>,
  bindings: readonly SqlValue[] = [],
): Promise<void> {
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'employee_imports',
      targetAlias: 'i',
      // Read by its id, MariaDB also meets rows that other feeds are staging just then, and waits for them.
      targetIndex: 'employee_imports_key',
      source: 'employees e',
      on: 'e.feed = i.feed AND e.company_id = i.company_id AND e.employee_no = i.employee_no',
      where: "i.file_id = ? AND i.state = 'staged' AND i.kind IS NULL AND i.id >= ? AND i.id <= ?",
      set,
    }),
    [...bindings, fileId, range.first, range.last],
  );
}

async function classify(db: Knex, dialect: SqlDialect, rules: PlanRules, range: IdRange): Promise<void> {
  const kind = kindOf(rules, dialect);
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'employee_imports',
      targetAlias: 'i',
      targetIndex: 'employee_imports_key',
      source: 'employees e',
      on: 'e.id = i.employee_id',
      where: "i.file_id = ? AND i.state = 'staged' AND i.kind IS NULL AND i.id >= ? AND i.id <= ?",
      set: { kind: kind.sql },
    }),
    [...kind.bindings, rules.fileId, range.first, range.last],
  );
}

function kindOf(rules: PlanRules, dialect: SqlDialect): Condition {
  const compared = plainFields.filter(({ name }) => !rules.manualFields.includes(name)).map(({ column }) => column);
  const same = [...compared, 'sealed_digest'].map((column) => dialect.same(`i.${column}`, `e.${column}`)).join(' AND ');
  const returns = {
    always: '1 = 1',
    never: '1 = 0',
    'absent-only': "(e.deactivated_by IS NULL OR e.deactivated_by <> 'manual')",
  }[rules.reactivate];
  const ended = hasEnded(rules);
  const sql = `CASE WHEN i.inactive_by IS NOT NULL AND e.active = 1 THEN 'deactivated'
    WHEN i.inactive_by IS NULL AND e.active = 0 AND ${returns} AND NOT COALESCE(${ended.sql}, 0) THEN 'reactivated'
    WHEN ${same} THEN 'unchanged' ELSE 'updated' END`;
  return { sql, bindings: ended.bindings };
}

/** Whose end date has come stays inactive, however often a roster still lists them. */
function hasEnded(rules: PlanRules): Condition {
  if (rules.endDates === null) return { sql: '0', bindings: [] };
  const { date, cause } = endDateAliases(rules);
  return endsBefore(rules.endDates.today, rules.endDates, date, cause);
}
