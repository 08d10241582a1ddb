/**
 * What a spreadsheet has put in the place of a value: the error of a formula (`#N/A`, `#REF!`, in any language), or the
 * signs for a column that was too narrow to show it (`########`); null where it is neither.
 */
export function spreadsheetErrorOf(text: string): 'formula' | 'too-narrow' | null {
  const first = text.charCodeAt(0);
  if (first !== numberSign && first !== capitalE) return null;
  if (tooNarrow.test(text)) return 'too-narrow';
  return formulaError.test(text) ? 'formula' : null;
}

const numberSign = 0x23;
const capitalE = 0x45;
/** Two of them might be meant. */
const tooNarrow = /^#{3,}$/;
/** In Norwegian and Danish `#I/T`, in German `#NV`, in Dutch `#N/B`, in Swedish `#SAKNAS!`; `Err:502` is LibreOffice's. */
const formulaError = /^(?:#(?:N\/A|I\/T|NV|N\/B)|#[\p{Lu}/_]{2,15}0?[!?]|Err:5\d\d)$/u;
