import { swapBytes } from './swap-bytes.ts';

/** Sets `hash` to GHASH of the 16-byte blocks from `start` until `end` is reached, and the block of lengths. */
export type Ghash = (view: DataView, start: number, end: number, hash: Int32Array) => void;

/**
 * GHASH of GCM (NIST SP 800-38D, 6.4) without associated data. The bytes from `end` to the end of its block must be zero.
 *
 * A product with the hash key is the sum of 16 table entries, one for each byte: 36 ns, for tables of 64 kB. Which entries
 * are read depends on the data, so the time is not constant: a program on the same processor that measures its caches
 * while a roster is sealed could learn the hash key. That opens nothing; only with the right to write to the database as
 * well would it let sealed values be altered unnoticed. Rosters come once a day, thousands of values are sealed in one
 * go and nobody is told how long one took, so this is accepted. Values are opened, and so checked, by OpenSSL alone.
 *
 * @param hashKey H, the block of zeros encrypted
 */
export function createGhash(hashKey: Int32Array): Ghash {
  const tables = createTables(hashKey);
  return (view, start, end, hash) => {
    hash.fill(0);
    for (let at = start; at < end; at += 16) {
      hash[0] = (hash[0] ?? 0) ^ view.getInt32(at, true);
      hash[1] = (hash[1] ?? 0) ^ view.getInt32(at + 4, true);
      hash[2] = (hash[2] ?? 0) ^ view.getInt32(at + 8, true);
      hash[3] = (hash[3] ?? 0) ^ view.getInt32(at + 12, true);
      multiply(tables, hash);
    }
    const length = end - start;
    hash[2] = (hash[2] ?? 0) ^ swapBytes(length >>> 29);
    hash[3] = (hash[3] ?? 0) ^ swapBytes(length << 3);
    multiply(tables, hash);
  };
}

function multiply(tables: Int32Array, factor: Int32Array): void {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let place = 0; place < 4; place += 1) {
    const word = factor[place] ?? 0;
    const table = place * 4096;
    const a = table + ((word & 0xff) << 2);
    const b = table + 1024 + ((word >>> 6) & 0x3fc);
    const c = table + 2048 + ((word >>> 14) & 0x3fc);
    const d = table + 3072 + ((word >>> 22) & 0x3fc);
    first ^= (tables[a] ?? 0) ^ (tables[b] ?? 0) ^ (tables[c] ?? 0) ^ (tables[d] ?? 0);
    second ^= (tables[a + 1] ?? 0) ^ (tables[b + 1] ?? 0) ^ (tables[c + 1] ?? 0) ^ (tables[d + 1] ?? 0);
    third ^= (tables[a + 2] ?? 0) ^ (tables[b + 2] ?? 0) ^ (tables[c + 2] ?? 0) ^ (tables[d + 2] ?? 0);
    fourth ^= (tables[a + 3] ?? 0) ^ (tables[b + 3] ?? 0) ^ (tables[c + 3] ?? 0) ^ (tables[d + 3] ?? 0);
  }
  factor[0] = first;
  factor[1] = second;
  factor[2] = third;
  factor[3] = fourth;
}

/** For byte b at place p of a block, the four words of its product with the hash key: from `4 * (256 * p + b)`. */
function createTables(hashKey: Int32Array): Int32Array {
  const tables = new Int32Array(16 * 256 * 4);
  let power = Array.from(hashKey, swapBytes);
  for (let place = 0; place < 16; place += 1) {
    const table = tables.subarray(place * 1024, place * 1024 + 1024);
    // A byte's highest bit is the lowest power of x.
    for (let bit = 0x80; bit > 0; bit >>= 1) {
      table.set(power.map(swapBytes), bit * 4);
      power = timesX(power);
    }
    for (let byte = 1; byte < 256; byte += 1) {
      const lowestBit = byte & -byte;
      const others = byte ^ lowestBit;
      if (others === 0) continue;
      for (let word = 0; word < 4; word += 1) {
        table[byte * 4 + word] = (table[others * 4 + word] ?? 0) ^ (table[lowestBit * 4 + word] ?? 0);
      }
    }
  }
  return tables;
}

/** A shift to the right through big-endian words, reduced by x^128 + x^7 + x^2 + x + 1. */
function timesX([first = 0, second = 0, third = 0, fourth = 0]: readonly number[]): number[] {
  return [
    (first >>> 1) ^ (fourth & 1 ? 0xe1000000 : 0),
    (second >>> 1) | (first << 31),
    (third >>> 1) | (second << 31),
    (fourth >>> 1) | (third << 31),
  ];
}
