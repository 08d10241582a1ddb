import type { TextHash } from './key-hash.ts';

/**
 * Which employees a roster has shown so far, in 16 bytes each: 48 bits of the key's hash, 48 bits of the row's digest,
 * 30 bits of the employee's id and two of state, in one typed array with open addressing. A million employees take some
 * 23 MB, whatever their rows hold.
 *
 * Hashes may collide. What follows from a collision is only that a row is staged and compared in the database, or that
 * the file is read once more to tell true repeats from false ones; a row is never taken for unchanged unless 96 bits agree.
 */
export interface RosterIndex {
  /** Makes room for this many entries at once, so that the index need not grow step by step. */
  reserve(expected: number): void;
  /**
   * Takes in an employee of the register.
   *
   * @param sourceDigest 16 bytes: the key's hash, then the row's digest
   * @returns false when it can't be held (hash taken, id too large): such an employee is to be compared in the database
   */
  addRegistered(sourceDigest: Uint8Array, offset: number, employeeId: number): boolean;
  /** @param rowDigests 8 bytes for each row of a batch; this row's begin at `offset` */
  see(key: TextHash, rowDigests: Uint8Array, offset: number): Sighting;
  /** Whether the register holds the row that was first seen under this key. */
  wasHit(key: TextHash): boolean;
  /** Whether a row was seen under this key. */
  wasSeen(key: TextHash): boolean;
  /** Ids of the registered employees whose digest no row has hit. */
  unmatched(): Generator<number>;
}

/**
 * `hit`: the register holds exactly this row. `miss`: first sight of this key, and the row is new or differs.
 * `repeat`: the very same row was seen before. `conflict`: the key was (probably) seen before with another row.
 */
export type Sighting = 'hit' | 'miss' | 'repeat' | 'conflict';

/** Bytes of `source_digest`: the key's hash and the row's digest. */
export const sourceDigestLength = 16;

const unseen = 1;
const matched = 2;
const differed = 3;
const idLimit = 2 ** 30;
const words = 4;
/** Room is made for this load, and made anew above the other: an estimate that is a tenth too low costs no second table. */
const reservedLoad = 0.75;
const maxLoad = 0.85;

export function createRosterIndex(): RosterIndex {
  let capacity = 4096;
  let table = new Uint32Array(capacity * words);
  let used = 0;

  function find(low: number, high16: number): number {
    let at = Math.floor((low / 2 ** 32) * capacity) * words;
    for (;;) {
      if (table[at] === low && (table[at + 1] ?? 0) >>> 16 === high16 && table[at + 3] !== 0) return at;
      if (table[at + 3] === 0) return at;
      at += words;
      if (at === table.length) at = 0;
    }
  }

  function put(at: number, low: number, middle: number, digest: number, idAndState: number): void {
    table[at] = low;
    table[at + 1] = middle;
    table[at + 2] = digest;
    table[at + 3] = idAndState;
    used += 1;
    if (used > capacity * maxLoad) resize(Math.ceil(capacity * 1.5));
  }

  function resize(newCapacity: number): void {
    const old = table;
    capacity = newCapacity;
    table = new Uint32Array(capacity * words);
    for (let from = 0; from < old.length; from += words) {
      if (old[from + 3] === 0) continue;
      const at = find(old[from] ?? 0, (old[from + 1] ?? 0) >>> 16);
      for (let word = 0; word < words; word += 1) table[at + word] = old[from + word] ?? 0;
    }
    // Frees the memory now; until some collection it would be 30 MB more at two million entries.
    old.buffer.transfer(0);
  }

  return {
    reserve(expected) {
      if (expected > capacity * maxLoad) resize(Math.ceil(expected / reservedLoad) + 1);
    },

    addRegistered(sourceDigest, offset, employeeId) {
      if (employeeId >= idLimit) return false;
      const low = readUint32(sourceDigest, offset);
      const high16 = readUint32(sourceDigest, offset + 4) & 0xffff;
      const at = find(low, high16);
      if (table[at + 3] !== 0) return false;
      const digest16 = readUint32(sourceDigest, offset + 12) & 0xffff;
      put(at, low, join(high16, digest16), readUint32(sourceDigest, offset + 8), join30(employeeId, unseen));
      return true;
    },

    see(key, rowDigests, offset) {
      const high16 = key.high & 0xffff;
      const at = find(key.low, high16);
      const digest32 = readUint32(rowDigests, offset);
      const digest16 = readUint32(rowDigests, offset + 4) & 0xffff;
      const idAndState = table[at + 3] ?? 0;
      if (idAndState === 0) {
        put(at, key.low, join(high16, digest16), digest32, join30(0, differed));
        return 'miss';
      }
      const same = table[at + 2] === digest32 && ((table[at + 1] ?? 0) & 0xffff) === digest16;
      if ((idAndState & 3) !== unseen) return same ? 'repeat' : 'conflict';
      table[at + 3] = ((idAndState & ~3) | (same ? matched : differed)) >>> 0;
      if (same) return 'hit';
      table[at + 1] = join(high16, digest16);
      table[at + 2] = digest32;
      return 'miss';
    },

    wasHit(key) {
      return ((table[find(key.low, key.high & 0xffff) + 3] ?? 0) & 3) === matched;
    },

    wasSeen(key) {
      return ((table[find(key.low, key.high & 0xffff) + 3] ?? 0) & 3) > unseen;
    },

    *unmatched() {
      for (let at = 0; at < table.length; at += words) {
        const idAndState = table[at + 3] ?? 0;
        const employeeId = idAndState >>> 2;
        if (employeeId !== 0 && (idAndState & 3) !== matched) yield employeeId;
      }
    },
  };
}

/** Writes the 16 bytes that the register keeps for a row. */
export function writeSourceDigest(
  target: Uint8Array,
  offset: number,
  key: TextHash,
  rowDigests: Uint8Array,
  digestOffset: number,
): void {
  writeUint32(target, offset, key.low);
  writeUint32(target, offset + 4, key.high);
  for (let at = 0; at < 8; at += 1) target[offset + 8 + at] = rowDigests[digestOffset + at] ?? 0;
}

function readUint32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
  );
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

function join(high16: number, low16: number): number {
  return ((high16 << 16) | low16) >>> 0;
}

function join30(id: number, state: number): number {
  return ((id << 2) | state) >>> 0;
}
