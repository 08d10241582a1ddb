import { isCalendarDate } from '../calendar-date.ts';
import { maskNationalIds } from '../mask.ts';
import { checkNationalId, fitsCentury, holdsNationalId } from '../national-id.ts';
import { type NationalIdScheme, refused, wrongLength } from './scheme.ts';

/** Fødselsnummer and D-nummer, all eleven digits; the rules of the last five are those of `checkNationalId`. */
export const norwegian: NationalIdScheme = {
  check(text, options) {
    const digits = elevenDigits(text);
    if (digits === null) return refused(wrongLength(text, 11));
    const ssn = digits.slice(6);
    const { dayAndMonth, year } = readDate(digits);
    const yearOfBirth = yearsOf(year).find((candidate) => fitsCentury(candidate, Number(ssn.slice(0, 3))));
    if (yearOfBirth === undefined) return refused('its digits belong to no century');
    const dateOfBirth = `${yearOfBirth}-${dayAndMonth}`;
    if (!isCalendarDate(dateOfBirth)) return refused('it begins with no date');
    const check = checkNationalId(dateOfBirth, ssn, options);
    if (check.ok)
      return check.nationalId === digits ? { ...check, dateOfBirth } : refused('its check digits are wrong');
    return refused(check.rule === 'check-digit' ? 'its check digits are wrong' : check.message);
  },
  canonicalForms(text) {
    const digits = elevenDigits(text.trim());
    return digits === null ? [] : [digits];
  },
  coreOf: (nationalId) => nationalId,
  restOf: (nationalId) => nationalId.slice(6),
  standsIn(text, kind) {
    if (kind === 'key') return holdsNationalId(text);
    return text.length >= 11 && maskNationalIds(text) !== text;
  },
};

function elevenDigits(text: string): string | null {
  const [, date, rest] = /^(\d{6})[ \u00a0.-]?(\d{5})$/.exec(text) ?? [];
  return date === undefined || rest === undefined ? null : date + rest;
}

/** A D-number has 40 more in its day; synthetic numbers have 40 or 80 more in their month. */
function readDate(digits: string): { dayAndMonth: string; year: number } {
  const day = Number(digits.slice(0, 2));
  const month = Number(digits.slice(2, 4));
  const plainMonth = month - (month > 80 ? 80 : month > 40 ? 40 : 0);
  return { dayAndMonth: `${two(plainMonth)}-${two(day > 40 ? day - 40 : day)}`, year: Number(digits.slice(4, 6)) };
}

function yearsOf(year: number): number[] {
  return [1900 + year, 2000 + year, 1800 + year];
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
