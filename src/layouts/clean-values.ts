import { maskNationalIds } from '../domain/mask.ts';
import { holdsNationalId, isSameNationalId } from '../domain/national-id.ts';
import { spreadsheetErrorOf } from '../domain/spreadsheet-error.ts';
import { isScientific, maxDecimals } from './field-schemas.ts';
import { cleanText } from './record-text.ts';

/** Whether a key can be taken as it stands: no blanks around it, NFC, no control characters, no identity number in it. */
export function isCleanKey(key: string, maxLength: number, nationalId: string): boolean {
  if (key.length === 0 || key.length > maxLength) return false;
  let digits = 0;
  let beyondLatin1 = false;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    if (code >= 48 && code <= 57) digits += 1;
    else if (code < 32 || (code >= 127 && code < 160)) return false;
    else if (code > 255) beyondLatin1 = true;
  }
  if (beyondLatin1 ? cleanText(key) !== key : hasBlankEnd(key)) return false;
  if (digits < key.length && (isScientific(key) || spreadsheetErrorOf(key) !== null)) return false;
  return digits < fewestDigits || !(isSameNationalId(key, nationalId) || holdsNationalId(key));
}

/** Whether a text can be taken as it stands: no blanks around it, NFC, no identity number in it. */
export function isCleanText(text: string, maxLength: number): boolean {
  if (text.length === 0 || text.length > maxLength) return false;
  let digits = 0;
  let beyondLatin1 = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) digits += 1;
    else if (code > 255) beyondLatin1 = true;
  }
  if (beyondLatin1 ? cleanText(text) !== text : hasBlankEnd(text)) return false;
  if (digits > 2 && isScientific(text)) return false;
  if (spreadsheetErrorOf(text) !== null) return false;
  return digits < 11 || maskNationalIds(text) === text;
}

/** Whether the text is a plain number from 0 to the limit: no sign, no exponent, at most four decimals. */
export function isNumberUpTo(text: string, limit: number): boolean {
  let whole = 0;
  let at = 0;
  for (; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    whole = whole * 10 + digit;
  }
  if (at === 0 || at > mostDigits) return false;
  if (at === text.length) return whole <= limit;
  return text.charCodeAt(at) === 46 && hasDecimals(text, at + 1) && Number(text) <= limit;
}

/** A check for closed lists of single ASCII characters; a code of any other kind is not recognised. */
export function createCodeCheck(codes: readonly string[]): (text: string) => boolean {
  const known = new Uint8Array(128);
  for (const code of codes) if (code.length === 1) known[code.charCodeAt(0)] = 1;
  return (text) => text.length === 1 && known[text.charCodeAt(0)] === 1;
}

/** A spreadsheet may have dropped the leading zero of an identity number. */
const fewestDigits = 10;
const mostDigits = 15;

/** Only for texts up to U+00FF, where 32 and 160 are the blanks that are no control characters. */
function hasBlankEnd(text: string): boolean {
  return isBlank(text.charCodeAt(0)) || isBlank(text.charCodeAt(text.length - 1));
}

function isBlank(code: number): boolean {
  return code <= 32 || code === 160;
}

function hasDecimals(text: string, from: number): boolean {
  if (text.length === from || text.length > from + maxDecimals) return false;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}
