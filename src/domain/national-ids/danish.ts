import { isCalendarDate } from '../calendar-date.ts';
import { type NationalIdScheme, refused, wrongLength } from './scheme.ts';

/**
 * CPR numbers. Their last digit proves nothing: numbers that fail modulus 11 have been issued since 2007 (CPR-kontoret,
 * "Personnumre uden kontrolciffer"). The seventh digit and the year tell the century ("Opbygning af CPR-nummeret").
 */
export const danish: NationalIdScheme = {
  check(text) {
    const digits = tenDigits(text);
    if (digits === null) return refused(wrongLength(text, 10));
    const dateOfBirth = readDate(digits);
    if (dateOfBirth === null) return refused('it begins with no date');
    return { ok: true, nationalId: digits, dateOfBirth };
  },
  canonicalForms(text) {
    const digits = tenDigits(text.trim());
    return digits === null ? [] : [digits];
  },
  coreOf: (nationalId) => nationalId,
  standsIn(text, kind) {
    if (text.length < 10) return false;
    return Array.from(text.matchAll(candidates)).some(([found]) => {
      const digits = tenDigits(found);
      if (digits === null || readDate(digits) === null) return false;
      if (found.length > 10) return true;
      // Bare digits are only taken for such a number where modulus 11 fits: of other ten digits one in 27 begins with a date.
      return fitsModulus(digits) && (kind === 'key' || !digits.startsWith('0'));
    });
  },
};

function tenDigits(text: string): string | null {
  const [, date, rest] = /^(\d{6})[- ]?(\d{4})$/.exec(text) ?? [];
  return date === undefined || rest === undefined ? null : date + rest;
}

function readDate(digits: string): string | null {
  const year = Number(digits.slice(4, 6));
  const date = `${centuryOf(Number(digits[6]), year)}${digits.slice(4, 6)}-${digits.slice(2, 4)}-${digits.slice(0, 2)}`;
  return isCalendarDate(date) ? date : null;
}

function centuryOf(seventh: number, year: number): 18 | 19 | 20 {
  if (seventh <= 3) return 19;
  if (seventh === 4 || seventh === 9) return year <= 36 ? 20 : 19;
  return year <= 57 ? 20 : 18;
}

function fitsModulus(digits: string): boolean {
  return weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0) % 11 === 0;
}

const weights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1] as const;
const candidates = /(?<!\d)\d{6}[- ]?\d{4}(?!\d)/g;
