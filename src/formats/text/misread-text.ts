/**
 * Where a text has letters that were UTF-8, were read in windows-1252 or ISO-8859-1 and then written anew: an "å" has become
 * "Ã¥". Nothing else has these pairs: where "Ã" is a letter (Portuguese), it stands before letters and blanks.
 *
 * @returns the place of the first, or -1
 */
export function findTwiceEncoded(text: string): number {
  // Looked for first, because nearly no text has one, and this takes a tenth of the expression's time.
  return text.includes('Ã') ? text.search(twiceEncoded) : -1;
}

/**
 * Where the letters of UTF-8 begin in bytes that are said to be in a charset of one byte for each letter, or -1. That any
 * such bytes make up UTF-8 is no accident where three are letters of Western Europe.
 */
export function findUtf8(bytes: Uint8Array): number {
  let first = -1;
  let pairs = 0;
  for (let at = bytes.indexOf(westernLead); at >= 0; at = bytes.indexOf(westernLead, at + 1)) {
    if (((bytes[at + 1] ?? 0) & 0xc0) !== 0x80) return -1;
    if (first < 0) first = at;
    pairs += 1;
  }
  return pairs >= fewestPairs && isUtf8(bytes) ? first : -1;
}

/** In UTF-8 the first byte of À to ÿ. */
const westernLead = 0xc3;
const fewestPairs = 3;

/** What windows-1252 and ISO-8859-1 make of 0x80 to 0xBF, but for a blank that doesn't break: it may stand behind "Ã". */
const twiceEncoded = new RegExp(
  `Ã[\\x80-\\x9f\\xa1-\\xbf${new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i))}]`,
);

/** A chunk may end within a letter. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
