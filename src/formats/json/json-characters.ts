/** The characters that give a JSON its structure. */
export const character = {
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  quotationMark: 0x22,
  comma: 0x2c,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  smallE: 0x65,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** What a character can be outside of texts. */
export const kind = { other: 0, quotationMark: 1, colon: 2, opening: 3, closing: 4, lineBreak: 5, numeric: 6 } as const;

const kinds = new Uint8Array(128);
for (const [name, characters] of [
  ['quotationMark', '"'],
  ['colon', ':'],
  ['opening', '{['],
  ['closing', '}]'],
  ['lineBreak', '\n\r'],
  // What makes a number more than digits; an e is also the end of true and false.
  ['numeric', '.+-eE'],
] as const) {
  for (const one of characters) kinds[one.charCodeAt(0)] = kind[name];
}

export function kindOf(code: number): number {
  return code < kinds.length ? (kinds[code] as number) : kind.other;
}
