import type { TextHash } from './key-hash.ts';

/**
 * The positions of one file, known by hashes of 64 bits alone, in some 40 bytes each outside of the heap. Among a million
 * ids two share a hash with a probability of 3 in 100 million.
 */
export interface Hierarchy {
  readonly size: number;
  /**
   * Takes the next position of the file.
   *
   * @param parent `root` for one that has none; `unknown` where it can't be read, which is told elsewhere
   * @param row of everything in the row, to tell repeated rows from different ones
   * @returns null, or what came before under this id
   */
  add(id: TextHash, parent: TextHash | 'root' | 'unknown', row: TextHash, line: number): Earlier | null;
  /** Looks whether everything leads up, once all have come. @returns how many have a parent that is not in the file */
  examine(): number;
  /** Whether the position of this id has a parent that is not in the file. */
  isOrphan(id: TextHash): boolean;
  /** How many cycles `examine` has found. */
  readonly cycles: number;
  /** The members of a cycle, upwards from the one that comes first in the file; of a long one the first and the last. */
  cycle(index: number): { members: CycleMember[]; length: number };
}

export interface Earlier {
  line: number;
  isSame: boolean;
}

export interface CycleMember {
  id: TextHash;
  line: number;
}

/** No cycle is told with more names than these. */
const shownOfCycle = { first: 5, last: 1 };
const maxLoad = 0.75;

export function createHierarchy(): Hierarchy {
  let capacity = 1024;
  /** Index + 1 of the position whose hash belongs to the slot; 0 is free. */
  let slots = new Uint32Array(slotsFor(capacity));
  /** Two words for each position: low and high half of a hash. */
  let ids = new Uint32Array(capacity * 2);
  /** Two zeros where there is nothing to follow. */
  let parents = new Uint32Array(capacity * 2);
  let rows = new Uint32Array(capacity * 2);
  let lines = new Uint32Array(capacity);
  let size = 0;
  /** First member and length of each cycle. */
  const cycles: { first: number; length: number }[] = [];

  /** Slot of the hash, or the free one where it belongs. */
  function slotOf(low: number, high: number): number {
    let at = Math.floor((low / 2 ** 32) * slots.length);
    for (;;) {
      const index = (slots[at] ?? 0) - 1;
      if (index < 0 || (ids[index * 2] === low && ids[index * 2 + 1] === high)) return at;
      at = at + 1 === slots.length ? 0 : at + 1;
    }
  }

  /** @returns -1 where there is none */
  function indexOf(low: number, high: number): number {
    return (slots[slotOf(low, high)] ?? 0) - 1;
  }

  function grow(): void {
    capacity *= 2;
    ids = grown(ids, capacity * 2);
    parents = grown(parents, capacity * 2);
    rows = grown(rows, capacity * 2);
    lines = grown(lines, capacity);
    slots = new Uint32Array(slotsFor(capacity));
    for (let index = 0; index < size; index += 1) {
      slots[slotOf(ids[index * 2] ?? 0, ids[index * 2 + 1] ?? 0)] = index + 1;
    }
  }

  function hasParent(index: number): boolean {
    return parents[index * 2] !== 0 || parents[index * 2 + 1] !== 0;
  }

  /** @returns -1 where it has none, or none that is in the file */
  function parentOf(index: number): number {
    return hasParent(index) ? indexOf(parents[index * 2] ?? 0, parents[index * 2 + 1] ?? 0) : -1;
  }

  /** Follows each position upwards, and none twice: what is met again in the very same walk closes a cycle. */
  function findCycles(): void {
    const walks = new Uint32Array(size);
    for (let start = 0; start < size; start += 1) {
      let at = start;
      while (at >= 0 && walks[at] === 0) {
        walks[at] = start + 1;
        at = parentOf(at);
      }
      if (at >= 0 && walks[at] === start + 1) cycles.push(measureCycle(at));
    }
  }

  function measureCycle(member: number): { first: number; length: number } {
    let first = member;
    let length = 1;
    for (let at = parentOf(member); at !== member; at = parentOf(at)) {
      length += 1;
      first = Math.min(first, at);
    }
    return { first, length };
  }

  return {
    get size() {
      return size;
    },
    get cycles() {
      return cycles.length;
    },

    add(id, parent, row, line) {
      const slot = slotOf(id.low, id.high);
      const known = (slots[slot] ?? 0) - 1;
      if (known >= 0) {
        const isSame = rows[known * 2] === row.low && rows[known * 2 + 1] === row.high;
        return { line: lines[known] ?? 0, isSame };
      }
      const index = size;
      size += 1;
      slots[slot] = size;
      put(ids, index, id);
      put(rows, index, row);
      lines[index] = line;
      if (typeof parent === 'object') put(parents, index, parent);
      if (size === capacity) grow();
      return null;
    },

    examine() {
      let orphans = 0;
      for (let index = 0; index < size; index += 1) if (hasParent(index) && parentOf(index) < 0) orphans += 1;
      findCycles();
      return orphans;
    },

    isOrphan({ low, high }) {
      const index = indexOf(low, high);
      return index >= 0 && hasParent(index) && parentOf(index) < 0;
    },

    cycle(number) {
      const { first, length } = cycles[number] ?? { first: 0, length: 0 };
      const members: CycleMember[] = [];
      let at = first;
      for (let step = 0; step < length; step += 1) {
        const isShown = step < shownOfCycle.first || step >= length - shownOfCycle.last;
        const id = { low: ids[at * 2] ?? 0, high: ids[at * 2 + 1] ?? 0 };
        if (isShown) members.push({ id, line: lines[at] ?? 0 });
        at = parentOf(at);
      }
      return { members, length };
    },
  };
}

function slotsFor(capacity: number): number {
  return Math.ceil(capacity / maxLoad);
}

function put(words: Uint32Array, index: number, { low, high }: TextHash): void {
  words[index * 2] = low;
  words[index * 2 + 1] = high;
}

function grown(old: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(old);
  // Frees the memory now instead of at some later collection.
  old.buffer.transfer(0);
  return larger;
}
