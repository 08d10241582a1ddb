import type { Knex } from 'knex';
import type { ByHandDelivery, Deliveries, DeliveryTarget } from './contract.ts';
import type { SqlDialect, SqlValue } from './sql-dialect.ts';

type ChangesRequest = Parameters<Deliveries['queueChanges']>[0];
type FirstRequest = Parameters<Deliveries['queueFirst']>[0];

/** Everybody whom the plan has changed, the new ones first: no row of it comes out of the database. */
export async function queueChanges(
  db: Knex,
  dialect: SqlDialect,
  request: ChangesRequest,
  target: DeliveryTarget,
): Promise<void> {
  if (wantsCreated(target)) await queueCreated(db, dialect, request, target);
  const { fileId, planNo } = request;
  const kinds = oneOf('c.kind', target.kinds);
  // Who has left one of these companies for another one is still of interest to its destination.
  const now = oneOf('e.company_id', target.companies);
  const before = oneOf('i.company_id', target.companies);
  await insert(db, dialect, request, target, {
    id: 'c.employee_id',
    change: 'c.id',
    kind: 'c.kind',
    from: `employee_changes c JOIN employees e ON e.id = c.employee_id
      JOIN plan_changes p ON p.file_id = c.file_id AND p.employee_id = c.employee_id
      LEFT JOIN employee_imports i ON i.id = p.import_id`,
    where: `c.file_id = ? AND p.plan_no = ? AND ${kinds.sql} AND (${now.sql} OR ${before.sql}) ORDER BY c.id`,
    bindings: [fileId, planNo, ...kinds.bindings, ...now.bindings, ...before.bindings],
  });
}

export async function queueFirst(
  db: Knex,
  dialect: SqlDialect,
  request: FirstRequest,
  target: DeliveryTarget,
): Promise<void> {
  if (!wantsCreated(target)) return;
  const companies = oneOf('e.company_id', target.companies);
  await insert(db, dialect, request, target, {
    id: 'e.id',
    change: 'NULL',
    kind: "'created'",
    from: 'employees e',
    where: `e.feed = ? AND e.created_file_id = ? AND ${companies.sql}`,
    bindings: [request.feed, request.fileId, ...companies.bindings],
  });
}

export async function queueByHand(
  db: Knex,
  { feed, employeeId, changeId, kind, at, companies }: ByHandDelivery,
  { destination, ...wanted }: DeliveryTarget,
): Promise<void> {
  if (wanted.kinds?.includes(kind) === false) return;
  if (wanted.companies !== null && !companies.some((company) => wanted.companies?.includes(company))) return;
  const whose = { feed, destination, employee_id: employeeId, change_id: changeId };
  await db('deliveries').insert({ ...whose, kind, queued_at: at, status: 'waiting' });
}

/** Found by their keys: a staged row does not know which employee it has become. */
async function queueCreated(
  db: Knex,
  dialect: SqlDialect,
  request: ChangesRequest,
  target: DeliveryTarget,
): Promise<void> {
  const companies = oneOf('e.company_id', target.companies);
  await insert(db, dialect, request, target, {
    id: 'e.id',
    change: 'NULL',
    kind: "'created'",
    from: `employee_imports i
      JOIN employees e ON e.feed = i.feed AND e.company_id = i.company_id AND e.employee_no = i.employee_no`,
    where: `i.file_id = ? AND i.state = 'staged' AND i.employee_id IS NULL AND ${companies.sql} ORDER BY e.id`,
    bindings: [request.fileId, ...companies.bindings],
  });
}

async function insert(
  db: Knex,
  dialect: SqlDialect,
  { feed, fileId, at }: FirstRequest,
  { destination }: DeliveryTarget,
  select: { id: string; change: string; kind: string; from: string; where: string; bindings: SqlValue[] },
): Promise<void> {
  await dialect.run(
    db,
    `INSERT INTO deliveries (feed, destination, employee_id, change_id, file_id, kind, queued_at, status)
     SELECT ?, ?, ${select.id}, ${select.change}, ?, ${select.kind}, ?, 'waiting' FROM ${select.from} WHERE ${select.where}`,
    [feed, destination, fileId, at, ...select.bindings],
  );
}

function wantsCreated({ kinds }: DeliveryTarget): boolean {
  return kinds === null || kinds.includes('created');
}

/** A condition that the column has one of the values; null is any. */
function oneOf(column: string, values: readonly string[] | null): { sql: string; bindings: string[] } {
  if (values === null) return { sql: '1 = 1', bindings: [] };
  return { sql: `${column} IN (${values.map(() => '?').join(', ')})`, bindings: [...values] };
}
