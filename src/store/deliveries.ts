import type { Knex } from 'knex';
import type { FieldChange } from '../domain/plan.ts';
import type {
  Deliveries,
  DeliveryCounts,
  DeliveryFilter,
  DeliveryStatus,
  DestinationName,
  ListedDelivery,
  QueuedDelivery,
  SettledDelivery,
  WaitingDelivery,
} from './contract.ts';
import { queueByHand, queueChanges, queueFirst } from './queue-deliveries.ts';
import { toEmployee } from './register.ts';
import type { SqlDialect } from './sql-dialect.ts';

const idsPerStatement = 500;

/** The tables `deliveries` and `destinations`, on a connection or inside a transaction. */
export function createDeliveries(db: Knex, dialect: SqlDialect): Deliveries {
  const deliveries = () => db('deliveries');

  return {
    async queueChanges(request, targets) {
      for (const target of targets) await queueChanges(db, dialect, request, target);
    },
    async queueFirst(request, targets) {
      for (const target of targets) await queueFirst(db, dialect, request, target);
    },
    async queueByHand(request, targets) {
      for (const target of targets) await queueByHand(db, request, target);
    },
    waiting: ({ feed, destination }, after, limit) =>
      dialect.rows<WaitingDelivery>(
        db,
        `SELECT id, employee_id AS ${quoted.employeeId}, attempts, next_attempt_at AS ${quoted.nextAttemptAt}
         FROM ${dialect.readBy('deliveries', 'deliveries_queue')}
         WHERE feed = ? AND destination = ? AND status = 'waiting' AND id > ? ORDER BY id LIMIT ?`,
        [feed, destination, after, limit],
      ),
    load: (ids) => loadDeliveries(db, ids),
    async giveBack(ids) {
      for (const some of inChunks(ids)) await deliveries().whereIn('id', some).where('sent', 1).update({ sent: 0 });
    },
    settle: (settled, at) => settleDeliveries(db, settled, at),
    async state(of) {
      const row = await db('destinations')
        .where({ ...of })
        .first();
      return { failures: row?.failures ?? 0, waitsUntil: row?.waits_until ?? null, message: row?.message ?? null };
    },
    async setState({ feed, destination }, { failures, waitsUntil, message }) {
      await dialect.insertMissing(db, 'destinations', { feed, destination, failures: 0 });
      await db('destinations').where({ feed, destination }).update({ failures, waits_until: waitsUntil, message });
    },
    list: (filter, limit) => listDeliveries(db, filter, limit),
    counts: (filter) => countDeliveries(db, filter),
    async tellRefused(of) {
      const untold = () => deliveries().where({ ...of, status: 'refused', told: false });
      const fileIds: number[] = await untold().whereNotNull('file_id').distinct().orderBy('file_id').pluck('file_id');
      // Of these files alone: one may have been refused since they were looked for.
      for (const some of inChunks(fileIds)) await untold().whereIn('file_id', some).update({ told: true });
      return fileIds;
    },
    async redeliver(of, employeeNo) {
      await db('destinations')
        .where({ ...of })
        .update({ waits_until: null });
      const ids = await idsToRedeliver(db, of, employeeNo);
      for (const some of inChunks(ids)) {
        await deliveries().whereIn('id', some).where('status', 'waiting').update({ next_attempt_at: null });
        await deliveries()
          .whereIn('id', some)
          .whereNot('status', 'waiting')
          .update({
            status: 'waiting',
            next_attempt_at: null,
            settled_at: null,
            message: null,
            dry_run: null,
            told: false,
            redeliveries: db.raw('redeliveries + 1'),
          });
      }
      return ids.length;
    },
  };
}

/** Names as the contract has them: MySQL keeps their case anyway, and SQLite does with and without quotation marks. */
const quoted = { employeeId: '`employeeId`', nextAttemptAt: '`nextAttemptAt`' };

async function loadDeliveries(db: Knex, ids: readonly number[]): Promise<QueuedDelivery[]> {
  // Before anything of them can be sent: a process that dies, or an undo, can't take back what is on its way.
  for (const some of inChunks(ids)) {
    // One that was on its way already was cut short: nobody will know of it.
    await db('deliveries')
      .whereIn('id', some)
      .where('status', 'waiting')
      .where('sent', '<', 2)
      .update({ sent: db.raw('sent + 1') });
  }
  const rows: Record<string, unknown>[] = await db('deliveries as d')
    .leftJoin('employees as e', 'e.id', 'd.employee_id')
    .leftJoin('employee_changes as c', 'c.id', 'd.change_id')
    .select('e.*', {
      deliveryId: 'd.id',
      employeeId: 'd.employee_id',
      kind: 'd.kind',
      fileId: 'd.file_id',
      queuedAt: 'd.queued_at',
      attempts: 'd.attempts',
      redeliveries: 'd.redeliveries',
      nextAttemptAt: 'd.next_attempt_at',
      fields: 'c.fields',
    })
    .whereIn('d.id', [...ids])
    .where('d.status', 'waiting')
    .orderBy('d.id');
  return rows.map((row) => ({
    id: row.deliveryId as number,
    employeeId: row.employeeId as number,
    kind: row.kind as QueuedDelivery['kind'],
    fileId: row.fileId as number | null,
    queuedAt: row.queuedAt as string,
    attempts: row.attempts as number,
    redeliveries: row.redeliveries as number,
    nextAttemptAt: row.nextAttemptAt as string | null,
    changes: row.fields === null ? [] : (JSON.parse(String(row.fields)) as FieldChange[]),
    // Of somebody who was erased there is as little to send as of somebody who is gone.
    employee: row.id === null || row.erased_at !== null ? null : toEmployee(row),
  }));
}

async function settleDeliveries(db: Knex, settled: readonly SettledDelivery[], at: string): Promise<void> {
  const attempted = { attempts: db.raw('attempts + 1'), sent: 2 };
  const update = async (ids: readonly number[], columns: Record<string, unknown>, from = ['waiting']) => {
    for (const some of inChunks(ids)) {
      await db('deliveries')
        .whereIn('id', some)
        .whereIn('status', from)
        .update({ ...attempted, ...columns });
    }
  };
  const sent = settled.filter((one) => one.status === 'delivered' && one.dryRun === null);
  const done = { status: 'delivered', settled_at: at, next_attempt_at: null, message: null };
  await update(
    sent.map(({ id }) => id),
    done,
    ['waiting', 'cancelled'],
  );
  for (const one of settled) {
    if (one.status === 'delivered') {
      if (one.dryRun !== null) await update([one.id], { ...done, dry_run: one.dryRun });
    } else if (one.status === 'waiting') {
      const sent = one.reached ? 2 : db.raw('CASE WHEN sent = 1 THEN 0 ELSE sent END');
      await update([one.id], { next_attempt_at: one.nextAttemptAt, message: one.message, sent });
    }
  }
  const refused = settled.filter((one) => one.status === 'refused');
  for (const [message, alike] of Map.groupBy(refused, (one) => one.message)) {
    await update(
      alike.map(({ id }) => id),
      { status: 'refused', settled_at: at, next_attempt_at: null, message },
    );
  }
}

async function listDeliveries(db: Knex, filter: DeliveryFilter, limit: number): Promise<ListedDelivery[]> {
  return db('deliveries as d')
    .leftJoin('employees as e', 'e.id', 'd.employee_id')
    .select({
      id: 'd.id',
      feed: 'd.feed',
      destination: 'd.destination',
      fileId: 'd.file_id',
      employeeId: 'd.employee_id',
      companyId: 'e.company_id',
      employeeNo: 'e.employee_no',
      kind: 'd.kind',
      status: 'd.status',
      attempts: 'd.attempts',
      queuedAt: 'd.queued_at',
      nextAttempt: 'd.next_attempt_at',
      settledAt: 'd.settled_at',
      message: 'd.message',
      dryRun: 'd.dry_run',
    })
    .where(conditions(filter))
    .orderBy('d.id', 'desc')
    .limit(limit);
}

async function countDeliveries(db: Knex, filter: DeliveryFilter): Promise<DeliveryCounts[]> {
  const rows: CountedDeliveries[] = await db('deliveries as d')
    .where(conditions(filter))
    .select({ feed: 'd.feed', destination: 'd.destination', status: 'd.status', count: db.raw('COUNT(*)') })
    .select({ dryRuns: db.raw('COUNT(d.dry_run)') })
    .groupBy('d.feed', 'd.destination', 'd.status')
    .orderBy(['d.feed', 'd.destination']);
  const counts = new Map<string, DeliveryCounts>();
  for (const { feed, destination, status, count, dryRuns } of rows) {
    const key = `${feed}/${destination}`;
    const known = counts.get(key) ?? { feed, destination, ...noDeliveries };
    counts.set(key, { ...known, [status]: Number(count), dryRuns: known.dryRuns + Number(dryRuns) });
  }
  return [...counts.values()];
}

const noDeliveries = { waiting: 0, delivered: 0, refused: 0, cancelled: 0, dryRuns: 0 };

interface CountedDeliveries extends DestinationName {
  status: DeliveryStatus;
  count: number | string;
  dryRuns: number | string;
}

function conditions({ feed, destination, status, fileId }: DeliveryFilter): Record<string, string | number> {
  const wanted = { 'd.feed': feed, 'd.destination': destination, 'd.status': status, 'd.file_id': fileId };
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([column, value]) => (value === undefined ? [] : [[column, value]])),
  );
}

async function idsToRedeliver(db: Knex, of: DestinationName, employeeNo: string | undefined): Promise<number[]> {
  const found = (...statuses: string[]): Knex.QueryBuilder => {
    const query = db('deliveries as d')
      .where({ 'd.feed': of.feed, 'd.destination': of.destination })
      .whereIn('d.status', statuses);
    if (employeeNo === undefined) return query;
    return query.join('employees as e', 'e.id', 'd.employee_id').where('e.employee_no', employeeNo);
  };
  if (employeeNo === undefined) return found('refused').orderBy('d.id').pluck('d.id');
  const open: number[] = await found('refused', 'waiting').orderBy('d.id').pluck('d.id');
  return open.length > 0 ? open : found('delivered').orderBy('d.id', 'desc').limit(1).pluck('d.id');
}

function inChunks(ids: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(ids.length / idsPerStatement) }, (_, index) =>
    ids.slice(index * idsPerStatement, (index + 1) * idsPerStatement),
  );
}
