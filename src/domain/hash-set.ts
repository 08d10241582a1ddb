import type { TextHash } from './key-hash.ts';

/** Hashes that were seen, in 8 bytes each, for finding candidates for repeats in a file of any size. */
export interface HashSet {
  /** Makes room for this many entries at once. */
  reserve(expected: number): void;
  /** @returns whether it was there already */
  add(hash: TextHash): boolean;
}

const maxLoad = 0.8;

export function createHashSet(): HashSet {
  let capacity = 1024;
  let table = new Uint32Array(capacity * 2);
  let used = 0;

  /** Slot of the hash, or of the free place where it belongs. A hash of two zeros stands for itself as 1. */
  function find(low: number, high: number): number {
    let slot = Math.floor((low / 2 ** 32) * capacity);
    for (;;) {
      const at = slot * 2;
      if (table[at] === 0 && table[at + 1] === 0) return at;
      if (table[at] === low && table[at + 1] === high) return at;
      slot += 1;
      if (slot === capacity) slot = 0;
    }
  }

  function resize(newCapacity: number): void {
    const old = table;
    capacity = newCapacity;
    table = new Uint32Array(capacity * 2);
    for (let at = 0; at < old.length; at += 2) {
      const low = old[at] ?? 0;
      const high = old[at + 1] ?? 0;
      if (low !== 0 || high !== 0) table.set([low, high], find(low, high));
    }
  }

  return {
    reserve(expected) {
      const needed = Math.ceil(expected / maxLoad) + 1;
      if (needed > capacity) resize(needed);
    },

    add({ low, high }) {
      const lowOrOne = low === 0 && high === 0 ? 1 : low;
      const at = find(lowOrOne, high);
      if (table[at] !== 0 || table[at + 1] !== 0) return true;
      table[at] = lowOrOne;
      table[at + 1] = high;
      used += 1;
      if (used > capacity * maxLoad) resize(Math.ceil(capacity * 1.5));
      return false;
    },
  };
}
