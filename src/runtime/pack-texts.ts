import type { PackedBytes } from '../domain/packed-bytes.ts';

/** @returns the texts in a buffer that the next call writes over; `length` is what it uses of it */
export type PackTexts = (texts: readonly string[]) => PackedBytes & { length: number };

/** Texts joined at a time: joined strings above 128 kB are large objects for V8, which made this four times slower. */
const pieceLength = 500;
const mostBytesPerUnit = 3;

/**
 * Writes texts as UTF-8 into one buffer, with `before` free bytes before and `behind` free bytes behind each, together at
 * least one. A join and one call take 0.03 us a text of 48 characters, a loop over its characters 0.08 us.
 */
export function createTextPacker(before: number, behind: number): PackTexts {
  const gap = '\0'.repeat(behind + before);
  let buffer = Buffer.alloc(0);

  function reserve(length: number): void {
    if (length <= buffer.length) return;
    const grown = Buffer.alloc(length * 2);
    buffer.copy(grown);
    buffer = grown;
  }

  return (texts) => {
    const bounds = new Uint32Array(texts.length * 2);
    let length = 0;
    for (let first = 0; first < texts.length; first += pieceLength) {
      const piece = texts.slice(first, first + pieceLength);
      const joined = piece.join(gap);
      reserve(length + before + joined.length * mostBytesPerUnit + behind);
      const ascii = buffer.write(joined, length + before) === joined.length;
      for (const [index, text] of piece.entries()) {
        const start = length + before;
        const end = start + (ascii ? text.length : Buffer.byteLength(text));
        bounds[2 * (first + index)] = start;
        bounds[2 * (first + index) + 1] = end;
        length = end + behind;
      }
    }
    return { bytes: buffer, bounds, length };
  };
}
