import type { Clock } from '../runtime/clock.ts';
import type { Deliveries, DestinationName, QueuedDelivery, WaitingDelivery } from '../store/contract.ts';

/** Hands out what is due, oldest first, and never two changes of one employee at once. */
export interface DueDeliveries {
  /** Up to `size` of different employees; none when nothing more can be sent now. */
  take(size: number): Promise<QueuedDelivery[]>;
  /** The same for a try, before any `take`: those that were tried least, so that one bad one does not stand for its system. */
  takeFreshest(size: number): Promise<QueuedDelivery[]>;
  /** What became of it stands in the database. @param againAtMs when it is tried again; null when it is done with */
  settled(delivery: QueuedDelivery, againAtMs: number | null): void;
  /** Begins anew with the oldest. @returns whether that can bring something: changes were passed over for earlier ones */
  restart(): boolean;
  /** What was read ahead and not handed out: its ids. Nothing can be taken afterwards but what is read again. */
  leave(): number[];
  /** When the next one is due, of those that are not yet; null when there are none. */
  nextDueMs(): number | null;
}

/** Deliveries listed at once: some 60 bytes each. */
const windowSize = 1000;
/** A delivery that is due again does not wait for the end of a long queue. */
const lookBackMs = 1000;

/** @param gulp how many are read at once, with what their employees are like at that moment */
export function createDueDeliveries(
  store: Pick<Deliveries, 'waiting' | 'load'>,
  of: DestinationName,
  gulp: number,
  clock: Clock,
): DueDeliveries {
  let cursor = 0;
  let isAtEnd = false;
  let window: WaitingDelivery[] = [];
  let ready: QueuedDelivery[] = [];
  let startedMs = clock().getTime();
  let nextDueMs: number | null = null;
  /** Employees of whom one delivery is on its way. */
  const inFlight = new Set<number>();
  /** Employees whose earliest delivery waits for its time: the later ones wait with it. */
  let heldBack = new Set<number>();
  /** Employees of whom one was passed over, for an earlier one that was on its way: the later ones wait with it. */
  let passedOver = new Set<number>();
  let last: Promise<unknown> = Promise.resolve();

  /** Several ask at the same time. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };

  const begin = () => {
    cursor = 0;
    isAtEnd = false;
    window = [];
    heldBack = new Set();
    passedOver = new Set();
    nextDueMs = null;
    startedMs = clock().getTime();
  };
  const holdBack = (employeeId: number, untilMs: number) => {
    heldBack.add(employeeId);
    nextDueMs = Math.min(nextDueMs ?? untilMs, untilMs);
  };

  async function fill(): Promise<void> {
    window = await store.waiting(of, cursor, windowSize);
    cursor = window.at(-1)?.id ?? cursor;
    isAtEnd = window.length < windowSize;
  }

  function isFree({ employeeId, nextAttemptAt }: WaitingDelivery): boolean {
    if (heldBack.has(employeeId) || passedOver.has(employeeId)) return false;
    if (inFlight.has(employeeId)) {
      passedOver.add(employeeId);
      return false;
    }
    const dueMs = nextAttemptAt === null ? 0 : Date.parse(nextAttemptAt);
    if (dueMs <= clock().getTime()) return true;
    holdBack(employeeId, dueMs);
    return false;
  }

  async function pick(most: number): Promise<WaitingDelivery[]> {
    const picked: WaitingDelivery[] = [];
    let at = 0;
    while (picked.length < most) {
      if (at === window.length) {
        if (isAtEnd) break;
        await fill();
        at = 0;
        continue;
      }
      const row = window[at];
      at += 1;
      if (row === undefined || !isFree(row)) continue;
      inFlight.add(row.employeeId);
      picked.push(row);
    }
    window = window.slice(at);
    return picked;
  }

  async function load(rows: readonly WaitingDelivery[]): Promise<QueuedDelivery[]> {
    if (rows.length === 0) return [];
    const loaded = await store.load(rows.map(({ id }) => id));
    const found = new Set(loaded.map(({ id }) => id));
    for (const { id, employeeId } of rows) {
      if (found.has(id)) continue;
      // It was on its way when it was listed, and has been settled since.
      inFlight.delete(employeeId);
      passedOver.add(employeeId);
    }
    return loaded;
  }

  return {
    take: (size) =>
      inTurn(async () => {
        const nowMs = clock().getTime();
        if (nextDueMs !== null && nextDueMs <= nowMs && nowMs - startedMs >= lookBackMs) begin();
        if (ready.length < size) ready.push(...(await load(await pick(Math.max(size, gulp) - ready.length))));
        const taken = ready.slice(0, size);
        ready = ready.slice(size);
        return taken;
      }),
    takeFreshest: (size) =>
      inTurn(async () => {
        await fill();
        const listed = window;
        begin();
        const seen = new Set<number>();
        const first = listed.filter((row) => {
          const isFirst = !seen.has(row.employeeId);
          seen.add(row.employeeId);
          return isFirst && isFree(row);
        });
        const freshest = first.sort((one, other) => one.attempts - other.attempts).slice(0, size);
        for (const { employeeId } of freshest) inFlight.add(employeeId);
        return load(freshest);
      }),
    settled({ employeeId }, againAtMs) {
      inFlight.delete(employeeId);
      if (againAtMs !== null) holdBack(employeeId, againAtMs);
    },
    restart() {
      const isWorthIt = passedOver.size > 0;
      if (isWorthIt) begin();
      return isWorthIt;
    },
    leave() {
      const left = ready;
      ready = [];
      for (const { employeeId } of left) inFlight.delete(employeeId);
      return left.map(({ id }) => id);
    },
    nextDueMs: () => nextDueMs,
  };
}
