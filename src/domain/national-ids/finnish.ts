import { isCalendarDate } from '../calendar-date.ts';
import { isScientific, type NationalIdScheme, refused, scientificNotation, zeroLost } from './scheme.ts';

/**
 * Henkilötunnus: the character in the middle tells the century and belongs to the number.
 *
 * Source: Digi- ja väestötietovirasto, "The personal identity code": individual numbers 002 to 899, 900 to 999 for temporary and
 * test codes; decree 690/2022 on the characters Y, X, W, V, U and B, C, D, E, F, issued since 2023.
 */
export const finnish: NationalIdScheme = {
  check(text, { allowSyntheticIds }) {
    const code = elevenCharacters(text);
    if (code === null) return refused(notFinnish(text));
    const dateOfBirth = readDate(code);
    if (dateOfBirth === null) return refused('it begins with no date');
    if (!hasCheckCharacter(code)) return refused('its check character is wrong');
    const individual = Number(code.slice(7, 10));
    if (individual < 2) return refused('its individual number is never issued');
    if (individual >= 900 && !allowSyntheticIds) {
      return refused('it is a temporary or test code, which this feed does not allow');
    }
    return { ok: true, nationalId: code, dateOfBirth };
  },
  canonicalForms(text) {
    const code = elevenCharacters(text.trim());
    return code === null ? [] : [code];
  },
  coreOf: (nationalId) => nationalId.replace(/[-+]/, ''),
  standsIn(text) {
    if (text.length < 11) return false;
    return Array.from(text.matchAll(candidates)).some(
      ([found]) => readDate(found.toUpperCase()) !== null && hasCheckCharacter(found.toUpperCase()),
    );
  },
};

function elevenCharacters(text: string): string | null {
  const code = text.toUpperCase();
  return /^\d{6}[-+YXWVUABCDEF]\d{3}[\dA-Y]$/.test(code) ? code : null;
}

function readDate(code: string): string | null {
  const century = code[6] === '+' ? '18' : '-YXWVU'.includes(code[6] ?? '') ? '19' : '20';
  const date = `${century}${code.slice(4, 6)}-${code.slice(2, 4)}-${code.slice(0, 2)}`;
  return isCalendarDate(date) ? date : null;
}

function hasCheckCharacter(code: string): boolean {
  return checkCharacters[Number(code.slice(0, 6) + code.slice(7, 10)) % 31] === code[10];
}

function notFinnish(text: string): string {
  if (isScientific(text)) return scientificNotation;
  return /^\d{5}[-+a-y]\d{3}[\da-y]$/i.test(text)
    ? `it has ten characters where there should be eleven; ${zeroLost}`
    : 'it is not written like 010190-123A';
}

const checkCharacters = '0123456789ABCDEFHJKLMNPRSTUVWXY';
const candidates = /(?<![\p{L}\d])\d{6}[-+YXWVUABCDEF]\d{3}[\dA-Y](?![\p{L}\d])/giu;
