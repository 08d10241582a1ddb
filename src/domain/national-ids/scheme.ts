/**
 * The national identity numbers of one country.
 *
 * A canonical form is the one that the register seals and indexes: whoever writes or types the same number in another usual
 * form means the same person.
 */
export interface NationalIdScheme {
  /** Judges a number as it stands in a file. */
  check(text: string, options: NationalIdOptions): SchemeCheck;
  /** The canonical forms that a number in any usual form may have; empty where the text is none. Check digits don't count. */
  canonicalForms(text: string): string[];
  /** The letters and digits that every spelling of the number has in a row, whatever stands between them. */
  coreOf(nationalId: string): string;
  /**
   * What the birth date lacks to be the number, where it is long enough to be told from other texts: four digits are as
   * often a postal code or a year.
   */
  restOf?(nationalId: string): string;
  /**
   * Whether a text that is kept in plain seems to hold such a number, somebody's. A key is looked at more strictly: nobody
   * would miss one that is refused, where a text may hold telephone numbers.
   */
  standsIn(text: string, kind: 'key' | 'text'): boolean;
}

export interface NationalIdOptions {
  /** `yyyy-MM-dd` */
  today: string;
  allowSyntheticIds: boolean;
  /** The birth date that stands beside the number, where it is known: it tells the century of a number that doesn't. */
  dateOfBirth?: string | null;
}

/** `dateOfBirth` is null where the number doesn't tell it. A message is to be read behind "... is invalid:". */
export type SchemeCheck = { ok: true; nationalId: string; dateOfBirth: string | null } | { ok: false; message: string };

/** Whether a text holds this very number, however it is grouped, and with or without its leading zeros. */
export function holdsNumber(text: string, core: string): boolean {
  if (text.length < core.length - 1) return false;
  return text.replace(separators, '').toUpperCase().includes(core.replace(leadingZeros, ''));
}

/** Whether the text holds these letters and digits with no others beside them. */
export function holdsToken(text: string, token: string): boolean {
  for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1)) {
    const beside = text.slice(Math.max(0, at - 1), at) + text.slice(at + token.length, at + token.length + 1);
    if (!letterOrDigit.test(beside)) return true;
  }
  return false;
}

export function refused(message: string): SchemeCheck {
  return { ok: false, message };
}

/** What to say of a number that is one digit short: mending it would be guessing. */
export function wrongLength(text: string, expected: number): string {
  const digits = countDigits(text);
  if (isScientific(text)) return scientificNotation;
  return digits === expected - 1
    ? `it has ${digits} digits where there should be ${expected}; ${zeroLost}`
    : `it is not written as ${expected} digits`;
}

/** `1.10252E+10`, as a spreadsheet writes what it takes for a large number. */
export function isScientific(text: string): boolean {
  return /^\d([.,]\d+)?E\+\d\d$/i.test(text);
}

export const zeroLost =
  'a spreadsheet may have dropped a leading zero; format the column as text before the file is saved as CSV';

export const scientificNotation =
  'a spreadsheet has turned it into scientific notation, and its last digits are lost; format the column as text before the file is saved as CSV, and export it anew';

export function countDigits(text: string): number {
  return text.replace(/\D/g, '').length;
}

const letterOrDigit = /[\p{L}\d]/u;
const separators = /[^\p{L}\d]/gu;
const leadingZeros = /^0+/;
