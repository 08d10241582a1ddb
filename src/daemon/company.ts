/** Files that are dropped together settle one after the other, and are yet found together. */
export interface Company {
  /**
   * Whether those that have settled wait for the others that lie there: a roster of employees may be among them, and it comes
   * before positions.
   *
   * @param settled how many have settled
   * @param waitMs until the next of the others can have settled; null where there are no others
   * @param nowMs of a clock that goes on evenly
   */
  isAwaited(settled: number, waitMs: number | null, nowMs: number): boolean;
}

/** One that is never complete keeps the others waiting for no longer than this many times the feed's `settle`. */
const longestInSettles = 2;

export function createCompany(settleMs: number): Company {
  let sinceMs: number | null = null;
  return {
    isAwaited(settled, waitMs, nowMs) {
      if (settled === 0 || waitMs === null) {
        sinceMs = null;
        return false;
      }
      sinceMs ??= nowMs;
      return nowMs - sinceMs < settleMs * longestInSettles;
    },
  };
}
