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

/** What windows-1252 and ISO-8859-1 make of 0x80 to 0xBF, but for a blank that doesn't break: it may stand behind "Ã". */
const twiceEncoded = new RegExp(
  `Ã[\\x80-\\x9f\\xa1-\\xbf${new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i))}]`,
);
