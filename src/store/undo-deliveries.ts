import type { Knex } from 'knex';
import type { ChangeKind, FieldChange } from '../domain/plan.ts';
import type { DeliveryStatus, DeliveryTarget, UndoneDeliveries, UndoRequest } from './contract.ts';
import type { SqlDialect } from './sql-dialect.ts';

const chunkSize = 2000;

interface DeliveriesUndo {
  db: Knex;
  dialect: SqlDialect;
  request: UndoRequest;
  differing: ReadonlySet<number>;
  targets: ReadonlyMap<string, DeliveryTarget>;
  done: Map<string, UndoneDeliveries>;
  /** Who of the file was queued for a destination that does not want everybody. */
  queuedBefore: Map<string, Set<number>>;
}

/**
 * What nobody has sent of the file is cancelled, and no destination hears of either. Of what was sent, or may have been, the
 * reverse is queued, whatever kinds of changes the destination asks for: it was told of a mistake. See Undoing.deliveries.
 */
export async function undoDeliveries(
  db: Knex,
  dialect: SqlDialect,
  request: UndoRequest,
  differing: ReadonlySet<number>,
  targets: readonly DeliveryTarget[],
): Promise<UndoneDeliveries[]> {
  const undo: DeliveriesUndo = {
    db,
    dialect,
    request,
    differing,
    targets: new Map(targets.map((target) => [target.destination, target])),
    done: new Map(),
    queuedBefore: new Map(),
  };
  for (const status of ['waiting', 'delivered', 'refused'] as const) await undoQueued(undo, status);
  for (const target of targets) await queueOthers(undo, target);
  return [...undo.done.values()].sort((one, other) => (one.destination < other.destination ? -1 : 1));
}

/** A delivery of the file whose employee the undo has changed, with that change. */
interface UndoneDelivery {
  id: number;
  destination: string;
  employee_id: number;
  status: DeliveryStatus;
  /** See migration 0016. */
  sent: number;
  change_id: number;
  kind: ChangeKind;
}

async function undoQueued(undo: DeliveriesUndo, status: DeliveryStatus): Promise<void> {
  const { db, dialect, request } = undo;
  for (let after = 0; ; ) {
    const ids: number[] = await dialect
      .rows<{ id: number }>(
        db,
        `SELECT id FROM ${dialect.readBy('deliveries', 'deliveries_file')}
         WHERE file_id = ? AND status = ? AND id > ? ORDER BY id LIMIT ?`,
        [request.fileId, status, after, chunkSize],
      )
      .then((rows) => rows.map(({ id }) => id));
    const queued = await readWithChange(undo, ids);
    if (status === 'waiting') await cancel(undo, queued);
    // Read again: what was handed out meanwhile counts as sent, and what was settled is not cancelled.
    await queueReverse(undo, status === 'waiting' ? await readWithChange(undo, ids) : queued);
    if (ids.length < chunkSize) return;
    after = ids.at(-1) ?? after;
  }
}

async function readWithChange({ db, dialect, request }: DeliveriesUndo, ids: readonly number[]) {
  if (ids.length === 0) return [];
  // By the index of the file it would read all that the undo has changed for each of them.
  const changes = dialect.readBy('employee_changes AS c', 'employee_changes_employee');
  return dialect.rows<UndoneDelivery>(
    db,
    `SELECT d.id, d.destination, d.employee_id, d.status, d.sent, c.id AS change_id, c.kind
     FROM deliveries AS d JOIN ${changes} ON c.employee_id = d.employee_id AND c.file_id = ?
     WHERE d.id IN (${ids.map(() => '?').join(', ')}) ORDER BY d.id`,
    [request.undoId, ...ids],
  );
}

async function cancel({ db, request }: DeliveriesUndo, queued: readonly UndoneDelivery[]): Promise<void> {
  if (queued.length === 0) return;
  await db('deliveries')
    .whereIn(
      'id',
      queued.map(({ id }) => id),
    )
    .where('status', 'waiting')
    .update({ status: 'cancelled', settled_at: request.at, next_attempt_at: null });
}

async function queueReverse(undo: DeliveriesUndo, deliveries: readonly UndoneDelivery[]): Promise<void> {
  const reverse: UndoneDelivery[] = [];
  for (const delivery of deliveries) {
    const { destination, employee_id, status } = delivery;
    const target = undo.targets.get(destination);
    if (status === 'cancelled') doneFor(undo, destination).cancelled += 1;
    if (target !== undefined && isChoosy(target)) noteQueued(undo, destination, employee_id);
    if (target !== undefined && (mayBeSent(delivery) || undo.differing.has(employee_id))) reverse.push(delivery);
  }
  await queue(undo, reverse);
}

function mayBeSent({ status, sent }: UndoneDelivery): boolean {
  return status !== 'cancelled' || sent > 0;
}

/** Whether there can be changes of the file that it was not told of. */
function isChoosy({ kinds, companies }: DeliveryTarget): boolean {
  return kinds !== null || companies !== null;
}

function noteQueued({ queuedBefore }: DeliveriesUndo, destination: string, employeeId: number): void {
  const ids = queuedBefore.get(destination) ?? new Set();
  queuedBefore.set(destination, ids.add(employeeId));
}

interface UndoChange {
  change_id: number;
  employee_id: number;
  kind: ChangeKind;
  company_id: string;
  fields: string;
}

/** Whom the destination has not heard of by the file, though it wants to hear of what the undo does: a change like any other. */
async function queueOthers(undo: DeliveriesUndo, target: DeliveryTarget): Promise<void> {
  const { db, dialect, request, queuedBefore, done } = undo;
  // One that wants everything and was there when the file was processed has heard of everybody.
  if (!isChoosy(target) && done.has(target.destination)) return;
  const before = queuedBefore.get(target.destination);
  const changes = dialect.readBy('employee_changes AS c', 'employee_changes_file');
  for (let after = 0; ; ) {
    const rows = await dialect.rows<UndoChange>(
      db,
      `SELECT c.id AS change_id, c.employee_id, c.kind, c.fields, e.company_id
       FROM ${changes} JOIN employees e ON e.id = c.employee_id WHERE c.file_id = ? AND c.id > ? ORDER BY c.id LIMIT ?`,
      [request.undoId, after, chunkSize],
    );
    const { destination } = target;
    const others = rows.filter((row) => before?.has(row.employee_id) !== true && wants(target, row));
    await queue(
      undo,
      others.map((row) => ({ ...row, destination })),
    );
    if (rows.length < chunkSize) return;
    after = rows.at(-1)?.change_id ?? after;
  }
}

function wants({ kinds, companies }: DeliveryTarget, { kind, company_id, fields }: UndoChange): boolean {
  if (kinds !== null && !kinds.includes(kind)) return false;
  if (companies === null || companies.includes(company_id)) return true;
  // Who leaves one of these companies is of interest, too.
  const moved = (JSON.parse(fields) as FieldChange[]).find(({ field }) => field === 'companyId');
  return moved !== undefined && companies.includes(String(moved.before));
}

async function queue(
  undo: DeliveriesUndo,
  changes: readonly Pick<UndoneDelivery, 'destination' | 'employee_id' | 'change_id' | 'kind'>[],
): Promise<void> {
  if (changes.length === 0) return;
  const { db, dialect, request } = undo;
  const rows = changes.map(({ destination, employee_id, change_id, kind }) => {
    doneFor(undo, destination).queued += 1;
    return [request.feed, destination, employee_id, change_id, request.undoId, kind, request.at, 'waiting'];
  });
  const columns = ['feed', 'destination', 'employee_id', 'change_id', 'file_id', 'kind', 'queued_at', 'status'];
  await dialect.insertRows(db, 'deliveries', columns, rows);
}

function doneFor({ done }: DeliveriesUndo, destination: string): UndoneDeliveries {
  const known = done.get(destination) ?? { destination, cancelled: 0, queued: 0 };
  done.set(destination, known);
  return known;
}
