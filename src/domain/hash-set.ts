import type { TextHash } from './key-hash.ts';

/** Hashes that were seen, in 8 bytes each, for finding candidates for repeats in a file of any size. */
export interface HashSet {
  /** Makes room for this many entries at once. */
  reserve(expected: number): void;
  /** @returns whether it was there already */
  add(hash: TextHash): boolean;
  has(hash: TextHash): boolean;
}

/** Room is made for this load, and made anew above the other: an estimate that is a tenth too low costs no second table. */
const reservedLoad = 0.75;
const maxLoad = 0.85;

export function createHashSet(): HashSet {
  let capacity = 1024;
  let table = new Uint32Array(capacity * 2);
  let used = 0;

  /** Slot of the hash, or of the free place where it belongs. A hash of two zeros stands for itself as 1. */
  function find(low: number, high: number): number {
    let at = Math.floor((low / 2 ** 32) * capacity) * 2;
    for (;;) {
      if (table[at] === low && table[at + 1] === high) return at;
      if (table[at] === 0 && table[at + 1] === 0) return at;
      at += 2;
      if (at === table.length) at = 0;
    }
  }

  function resize(newCapacity: number): void {
    const old = table;
    capacity = newCapacity;
    table = new Uint32Array(capacity * 2);
    for (let from = 0; from < old.length; from += 2) {
      const low = old[from] ?? 0;
      const high = old[from + 1] ?? 0;
      if (low === 0 && high === 0) continue;
      const at = find(low, high);
      table[at] = low;
      table[at + 1] = high;
    }
    // Frees the memory now instead of at some later collection.
    old.buffer.transfer(0);
  }

  return {
    reserve(expected) {
      if (expected > capacity * maxLoad) resize(Math.ceil(expected / reservedLoad) + 1);
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

    has({ low, high }) {
      const lowOrOne = low === 0 && high === 0 ? 1 : low;
      const at = find(lowOrOne, high);
      return table[at] !== 0 || table[at + 1] !== 0;
    },
  };
}
