import type { Knex } from 'knex';
import { type FieldChange, noChanges, type PlanCounts } from '../domain/plan.ts';
import type { PlanRequest, PlanResult, Plans } from './contract.ts';
import { countActive } from './count-active.ts';
import { endDateAliases, endsBefore } from './end-dates.ts';
import { hasEmployees } from './feed-chunks.ts';
import { matchElsewhere } from './match-elsewhere.ts';
import { matchRenumbered } from './match-renumbered.ts';
import { readChanges } from './plan-changes.ts';
import { planColumns, planRenumbered, planRows } from './plan-staged.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { type IdRange, idsOfStaged, idsOfUnplanned } from './staged-ids.ts';

export function createPlans(db: Knex, dialect: SqlDialect): Plans {
  return {
    async planStaged(rules, after) {
      const range = await idsOfUnplanned(db, rules.fileId, after);
      if (range === null) return after;
      await planRows(db, dialect, rules, range);
      await markCreated(db, rules.fileId, range);
      return range.last;
    },

    async write(request) {
      if (await hasEmployees(db, request.feed)) {
        const matchMore = async () => {
          if (request.keyScope === 'feed') await matchElsewhere(db, request);
        };
        const range = await idsOfUnplanned(db, request.fileId, 0);
        if (range !== null) await planRows(db, dialect, request, range, matchMore);
        else await matchMore();
        await findRenumbered(db, dialect, request);
        await planAbsent(db, dialect, request);
      }
      return summarise(db, dialect, request, await countEnding(db, dialect, request));
    },

    async writeEnded({ endDates, ...plan }) {
      await planEnded(db, dialect, { endDates, ...plan });
      const active = await countActive(db, dialect, plan.feed, null);
      return summarise(db, dialect, { ...plan, active, hits: 0, quarantined: 0 }, new Map());
    },

    async hasEnded(feed, endDates) {
      const ends = endsBefore(endDates.today, endDates, 'e');
      const [found] = await db('employees as e')
        .where({ 'e.feed': feed, 'e.active': 1 })
        .whereRaw(ends.sql, ends.bindings)
        .limit(1)
        .select('e.id');
      return found !== undefined;
    },

    changes: (fileId, planNo, limit = Number.POSITIVE_INFINITY) => readChanges(db, dialect, { fileId, planNo, limit }),

    async grownSince(fileId, olderPlanNo, newerPlanNo) {
      const [row] = await db('plan_changes as newer')
        .where({ 'newer.file_id': fileId, 'newer.plan_no': newerPlanNo })
        .whereIn('newer.kind', ['deactivated', 'renumbered', 'updated'])
        .whereNotExists(
          db('plan_changes as older')
            .select(db.raw('1'))
            .where({ 'older.file_id': fileId, 'older.plan_no': olderPlanNo })
            .whereRaw('older.employee_id = newer.employee_id AND older.kind = newer.kind'),
        )
        .count({ grown: '*' });
      return Number(row?.grown ?? 0);
    },
  };
}

/** New rows that have the national identity number of somebody who is gone. */
async function findRenumbered(db: Knex, dialect: SqlDialect, request: PlanRequest): Promise<void> {
  if ((await matchRenumbered(db, dialect, request)) === 0) return;
  const range = await idsOfStaged(db, request.fileId);
  if (range !== null) await planRenumbered(db, dialect, request, range);
}

/** Active employees whose end date has come. */
async function planEnded(
  db: Knex,
  dialect: SqlDialect,
  { fileId, feed, planNo, endDates }: Parameters<Plans['writeEnded']>[0],
): Promise<void> {
  const ends = endsBefore(endDates.today, endDates, 'e');
  await dialect.run(
    db,
    `INSERT INTO plan_changes (${planColumns.join(', ')})
     SELECT ?, ?, e.id, 'deactivated', NULL, 'end_date', ? FROM employees e
     WHERE e.feed = ? AND e.active = 1 AND ${ends.sql}`,
    [fileId, planNo, JSON.stringify(deactivation), feed, ...ends.bindings],
  );
}

const deactivation: FieldChange[] = [{ field: 'active', before: true, after: false }];

/** Active employees that no row of the file names, quarantined rows included. */
async function planAbsent(db: Knex, dialect: SqlDialect, request: PlanRequest): Promise<void> {
  // Asked for by feed, SQLite would read the whole feed in the unique key (1.7 s instead of 0.05 s at 1,000,000 employees).
  const candidates = request.unmatchedOnly
    ? `unmatched_employees u JOIN employees e ON e.id = u.employee_id WHERE u.file_id = ? AND ${dialect.unindexed('e.feed')} = ?`
    : 'employees e WHERE ? = ? AND e.feed = ?';
  await dialect.run(
    db,
    `INSERT INTO plan_changes (${planColumns.join(', ')})
     SELECT ?, ?, e.id, CASE WHEN e.absences + 1 >= ? THEN 'deactivated' ELSE 'missing' END, NULL, 'absent', ?
     FROM ${candidates} AND e.active = 1
       AND NOT EXISTS (SELECT 1 FROM employee_imports i WHERE i.file_id = ?
         AND i.company_id = e.company_id AND i.employee_no = e.employee_no)`,
    [
      request.fileId,
      request.planNo,
      request.deactivateAfterMissing,
      JSON.stringify(deactivation),
      ...(request.unmatchedOnly ? [request.fileId] : [request.fileId, request.fileId]),
      request.feed,
      request.fileId,
    ],
  );
}

/** So that they are not matched once more. */
async function markCreated(db: Knex, fileId: number, { first, last }: IdRange): Promise<void> {
  await db('employee_imports')
    .where({ file_id: fileId, state: 'staged' })
    .whereNull('kind')
    .whereBetween('id', [first, last])
    .update({ kind: 'created' });
}

/** Whom new end dates end within the guard's longest window, per company: they are deactivations of another day. */
async function countEnding(db: Knex, dialect: SqlDialect, request: PlanRequest): Promise<Map<string, number>> {
  const { endDates } = request;
  if (endDates === null) return new Map();
  const { date, cause } = endDateAliases(request);
  const after = endsBefore(endDates.horizon, endDates, date, cause);
  const before = endsBefore(endDates.horizon, endDates, 'e');
  const rows = await dialect.rows<{ company_id: string; ending: number }>(
    db,
    `SELECT e.company_id, COUNT(*) AS ending FROM plan_changes p
     JOIN employee_imports i ON i.id = p.import_id JOIN employees e ON e.id = p.employee_id
     WHERE p.file_id = ? AND p.plan_no = ? AND p.kind <> 'deactivated' AND (e.active = 1 OR p.kind = 'reactivated')
       AND ${after.sql} AND NOT COALESCE(${before.sql}, 0) GROUP BY e.company_id`,
    [request.fileId, request.planNo, ...after.bindings, ...before.bindings],
  );
  return new Map(rows.map(({ company_id, ending }) => [company_id, Number(ending)]));
}

type Summarised = Pick<PlanRequest, 'fileId' | 'planNo' | 'hits' | 'quarantined' | 'active'>;

async function summarise(
  db: Knex,
  dialect: SqlDialect,
  request: Summarised,
  ending: ReadonlyMap<string, number>,
): Promise<PlanResult> {
  const counts: PlanCounts = { ...noChanges(), quarantined: request.quarantined };
  const planned: { kind: keyof PlanCounts; count: number }[] = await db('plan_changes')
    .select('kind')
    .where({ file_id: request.fileId, plan_no: request.planNo })
    .count({ count: '*' })
    .groupBy('kind');
  for (const { kind, count } of planned) counts[kind] = Number(count);
  const staged = await countStaged(db, request.fileId);
  counts.created = staged.created;
  counts.unchanged = request.hits + staged.unchanged;
  const deactivated = counts.deactivated === 0 ? new Map() : await deactivatedPerCompany(db, request);
  return {
    counts,
    active: sumOf(request.active),
    ending: sumOf(ending),
    repeatsUndone: counts.deactivated === 0 ? 0 : await countRepeats(db, request),
    zerosLost: await countZerosLost(db, dialect, request, counts),
    takenOver: counts.updated + counts.reactivated === 0 ? 0 : await countTakenOver(db, dialect, request),
    companies: [...request.active].map(([companyId, count]) => ({
      companyId,
      active: count,
      deactivated: deactivated.get(companyId) ?? 0,
      ending: ending.get(companyId) ?? 0,
    })),
  };
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** Planned deactivations of people whose deactivation was undone before. */
async function countRepeats(db: Knex, { fileId, planNo }: Summarised): Promise<number> {
  const [row] = await db('plan_changes as p')
    .join('employees as e', 'e.id', 'p.employee_id')
    .where({ 'p.file_id': fileId, 'p.plan_no': planNo, 'p.kind': 'deactivated' })
    .whereNotNull('e.undone_file_id')
    .count({ repeats: '*' });
  return Number(row?.repeats ?? 0);
}

/** The staged rows that stand in no plan, both in one look. */
async function countStaged(db: Knex, fileId: number): Promise<{ created: number; unchanged: number }> {
  const [row] = await db('employee_imports')
    .where({ file_id: fileId, state: 'staged' })
    .sum({
      created: db.raw('CASE WHEN employee_id IS NULL THEN 1 ELSE 0 END'),
      unchanged: db.raw("CASE WHEN kind = 'unchanged' THEN 1 ELSE 0 END"),
    });
  return { created: Number(row?.created ?? 0), unchanged: Number(row?.unchanged ?? 0) };
}

/** Employees under whose number the file has somebody of another national identity number and another birth date. */
async function countTakenOver(db: Knex, dialect: SqlDialect, { fileId, planNo }: Summarised): Promise<number> {
  const [row] = await dialect.rows<{ others: number }>(
    db,
    `SELECT COUNT(*) AS others FROM plan_changes p JOIN employees e ON e.id = p.employee_id
     JOIN employee_imports i ON i.id = p.import_id
     WHERE p.file_id = ? AND p.plan_no = ? AND p.kind IN ('updated', 'reactivated')
       AND i.sealed_digest <> e.sealed_digest AND i.national_id_index <> e.national_id_index
       AND i.date_of_birth <> e.date_of_birth`,
    [fileId, planNo],
  );
  return Number(row?.others ?? 0);
}

/** Employees whose number comes without its leading zeros, whether they are known by something else or not. */
async function countZerosLost(
  db: Knex,
  dialect: SqlDialect,
  { fileId, planNo }: Summarised,
  { renumbered, deactivated, created }: PlanCounts,
): Promise<number> {
  const trimmed = dialect.withoutLeadingZeros('e.employee_no');
  const count = async (kind: string, join: string) => {
    const [row] = await dialect.rows<{ lost: number }>(
      db,
      `SELECT COUNT(*) AS lost FROM plan_changes p JOIN employees e ON e.id = p.employee_id
       JOIN employee_imports i ON ${join}
       WHERE p.file_id = ? AND p.plan_no = ? AND p.kind = ? AND e.employee_no <> ${trimmed}`,
      [fileId, planNo, kind],
    );
    return Number(row?.lost ?? 0);
  };
  const known =
    renumbered === 0 ? 0 : await count('renumbered', `i.id = p.import_id AND i.new_employee_no = ${trimmed}`);
  if (deactivated === 0 || created === 0) return known;
  const sameCompany = 'i.file_id = p.file_id AND i.company_id = e.company_id AND i.employee_id IS NULL';
  return known + (await count('deactivated', `${sameCompany} AND i.employee_no = ${trimmed}`));
}

async function deactivatedPerCompany(db: Knex, request: Summarised): Promise<Map<string, number>> {
  const gone: { company_id: string; deactivated: number }[] = await db('plan_changes as p')
    .join('employees as e', 'e.id', 'p.employee_id')
    .select('e.company_id')
    .where({ 'p.file_id': request.fileId, 'p.plan_no': request.planNo, 'p.kind': 'deactivated' })
    .count({ deactivated: '*' })
    .groupBy('e.company_id');
  return new Map(gone.map((row) => [row.company_id, Number(row.deactivated)]));
}
