import type { TextHash } from './key-hash.ts';

/** Where texts were seen first, in some 16 bytes for each, known by their hashes alone. */
export interface FirstLines {
  /** @returns the line in which the text was seen before; null for the first time, whose line is noted */
  see(hash: TextHash, line: number): number | null;
}

const maxLoad = 0.75;
/** Low and high half of the hash, and the line; a line of 0 is a free place. */
const words = 3;

export function createFirstLines(): FirstLines {
  let places = 1024;
  let table = new Uint32Array(places * words);
  let used = 0;

  function find({ low, high }: TextHash): number {
    let at = Math.floor((low / 2 ** 32) * places) * words;
    for (;;) {
      if (table[at + 2] === 0 || (table[at] === low && table[at + 1] === high)) return at;
      at = at + words === table.length ? 0 : at + words;
    }
  }

  function grow(): void {
    const old = table;
    places *= 2;
    table = new Uint32Array(places * words);
    for (let from = 0; from < old.length; from += words) {
      if (old[from + 2] !== 0)
        table.set(old.subarray(from, from + words), find({ low: old[from] ?? 0, high: old[from + 1] ?? 0 }));
    }
    old.buffer.transfer(0);
  }

  return {
    see(hash, line) {
      const at = find(hash);
      const seen = table[at + 2] ?? 0;
      if (seen !== 0) return seen;
      table[at] = hash.low;
      table[at + 1] = hash.high;
      table[at + 2] = line;
      used += 1;
      if (used > places * maxLoad) grow();
      return null;
    },
  };
}
