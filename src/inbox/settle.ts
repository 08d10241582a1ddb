import type { InboxEntry } from './contract.ts';

/** Tells complete files from those that are still being written. */
export interface Settle {
  /**
   * One look at the inbox.
   *
   * @param nowMs of a clock that goes on evenly; where it jumps back, waiting begins anew
   * @returns the files that two looks, at least `settleMs` apart, saw unchanged, in the order in which they are
   *   taken; and how long until the next file can be settled, null when none is waited for
   */
  observe(entries: readonly InboxEntry[], nowMs: number): { settled: InboxEntry[]; waitMs: number | null };
}

export function createSettle({ settleMs }: { settleMs: number }): Settle {
  let seen = new Map<string, { fingerprint: string; sinceMs: number }>();

  return {
    observe(entries, nowMs) {
      const settled: InboxEntry[] = [];
      const stillThere: typeof seen = new Map();
      let waitMs: number | null = null;
      for (const entry of entries) {
        const before = seen.get(entry.name);
        const unchanged = before?.fingerprint === entry.fingerprint && before.sinceMs <= nowMs;
        const sinceMs = unchanged ? before.sinceMs : nowMs;
        stillThere.set(entry.name, { fingerprint: entry.fingerprint, sinceMs });
        const restMs = settleMs - (nowMs - sinceMs);
        if (unchanged && restMs <= 0) settled.push(entry);
        else waitMs = Math.min(waitMs ?? Number.POSITIVE_INFINITY, Math.max(restMs, 0));
      }
      seen = stillThere;
      return { settled: settled.sort(byAgeThenName), waitMs };
    },
  };
}

function byAgeThenName(a: InboxEntry, b: InboxEntry): number {
  return a.modifiedAtMs - b.modifiedAtMs || (a.name < b.name ? -1 : 1);
}
