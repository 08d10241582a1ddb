import type { RosterDialect } from '../../domain/roster-dialect.ts';

/** What a file's charset was found to be, and by what. */
export type FoundCharset = Pick<RosterDialect, 'charset' | 'charsetFrom'>;

/** The charset that a byte order mark stands for. */
export function byteOrderMark(head: Uint8Array): { charset: string; length: number } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { charset: 'utf-8', length: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { charset: 'utf-16le', length: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { charset: 'utf-16be', length: 2 };
  return null;
}

/**
 * The name that a charset has in messages and reports, or null for one that can't be read.
 *
 * The labels are those of the web (encoding.spec.whatwg.org): iso-8859-1 means windows-1252 there, which has the same
 * letters and more.
 */
export function supportedCharset(label: string): string | null {
  try {
    const { encoding } = new TextDecoder(label);
    return supportedCharsets.test(encoding) ? encoding : null;
  } catch {
    // TextDecoder throws for a label that it doesn't know.
    return null;
  }
}

/**
 * UTF-16 without a byte order mark, by its zero bytes: of ASCII every other one is zero, and no other text has any. A few
 * characters have their zero on the other side (U+0100, U+1F600).
 */
export function looksLikeUtf16(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const zeros = [0, 0];
  const end = head.length - (head.length % 2);
  for (let at = 0; at < end; at += 1) if (head[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  // A zero of its own in other text is a control character, which is another fault.
  const enough = Math.max(2, end / 2 / 8);
  if (odd >= enough && even * fewOfThem <= odd) return 'utf-16le';
  return even >= enough && odd * fewOfThem <= even ? 'utf-16be' : null;
}

/** Of so many zeros one may stand on the other side. */
const fewOfThem = 8;
// Multi-byte charsets of other scripts are left out: their character borders can't be told from the bytes alone.
const supportedCharsets = /^(utf-8|utf-16[lb]e|iso-8859-\d+|windows-\d+|macintosh|ibm866|koi8-[ru])$/;
