import type { TextHash } from '../domain/key-hash.ts';

/** Hashes that came up twice while the file was read: only a second reading tells true repeats from chance. */
export interface Suspects {
  /** Keys with different rows. */
  keys: Set<number>;
  /** National identity numbers under several keys of one company. */
  people: Set<number>;
  /** Keys that differ by case alone. */
  foldedKeys: Set<number>;
}

export function noSuspects(): Suspects {
  return { keys: new Set(), people: new Set(), foldedKeys: new Set() };
}

/** 53 bits of a hash, as one number. */
export function suspectKey(hash: TextHash): number {
  return (hash.high & 0x1fffff) * 2 ** 32 + hash.low;
}
