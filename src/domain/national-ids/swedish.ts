import { isCalendarDate, shiftYears } from '../calendar-date.ts';
import {
  countDigits,
  isScientific,
  type NationalIdOptions,
  type NationalIdScheme,
  refused,
  scientificNotation,
  wrongLength,
} from './scheme.ts';

/**
 * Personnummer and samordningsnummer, with ten digits or twelve: the canonical form has twelve, with the century.
 *
 * Source: Skatteverket, SKV 704 (personnummer: the last digit is Luhn's over the ten, a plus sign stands from the year on in
 * which somebody turns 100) and SKV 707 (samordningsnummer: 60 more in the day).
 */
export const swedish: NationalIdScheme = {
  check(text, options) {
    const parts = readParts(text);
    if (parts === null) return refused(notSwedish(text));
    if (!hasLuhnDigit(parts.ten)) return refused('its check digit is wrong');
    const dateOfBirth = readDate(parts, options);
    if (dateOfBirth === null) return refused('it begins with no date');
    return { ok: true, nationalId: dateOfBirth.slice(0, 2) + parts.ten, dateOfBirth };
  },
  canonicalForms(text) {
    const parts = readParts(text.trim());
    if (parts === null) return [];
    const { century, ten } = parts;
    return (century === null ? ['19', '20', '18'] : [century]).map((first) => first + ten);
  },
  coreOf: (nationalId) => nationalId.slice(2),
  standsIn(text, kind) {
    if (text.length < 10) return false;
    return Array.from(text.matchAll(candidates)).some(([found]) => {
      const parts = readParts(found);
      if (parts === null || !hasLuhnDigit(parts.ten) || !someDate(parts.ten)) return false;
      // Ten digits with a zero in front are more often a telephone number.
      return kind === 'key' || parts.sign !== '' || parts.century !== null || !parts.ten.startsWith('0');
    });
  },
};

interface Parts {
  century: string | null;
  ten: string;
  sign: string;
}

function readParts(text: string): Parts | null {
  const [, century, date, sign, rest] = /^(18|19|20)?(\d{6})([-+ ]?)(\d{4})$/.exec(text) ?? [];
  if (date === undefined || rest === undefined) return null;
  return { century: century ?? null, ten: date + rest, sign: sign ?? '' };
}

function readDate({ century, ten, sign }: Parts, { today, dateOfBirth }: NationalIdOptions): string | null {
  const rest = plainDate(ten);
  const dates = (century === null ? ['20', '19', '18'] : [century])
    .map((first) => first + rest)
    .filter((date) => isCalendarDate(date));
  if (dateOfBirth && dates.includes(dateOfBirth)) return dateOfBirth;
  if (century !== null) return dates[0] ?? null;
  const latest = sign === '+' ? `${shiftYears(today, -100).slice(0, 4)}-12-31` : today;
  return dates.find((date) => date <= latest) ?? null;
}

/** `yy-MM-dd`; a samordningsnummer has 60 more in its day. */
function plainDate(ten: string): string {
  const day = Number(ten.slice(4, 6));
  return `${ten.slice(0, 2)}-${ten.slice(2, 4)}-${String(day > 60 ? day - 60 : day).padStart(2, '0')}`;
}

function someDate(ten: string): boolean {
  // 2000 was a leap year: a day that it has not is none.
  return isCalendarDate(`2000${plainDate(ten).slice(2)}`);
}

function hasLuhnDigit(ten: string): boolean {
  let sum = 0;
  for (let at = 0; at < 10; at += 1) {
    const product = Number(ten[at]) * (at % 2 === 0 ? 2 : 1);
    sum += product > 9 ? product - 9 : product;
  }
  return sum % 10 === 0;
}

function notSwedish(text: string): string {
  const digits = countDigits(text);
  if (isScientific(text)) return scientificNotation;
  return digits === 9 || digits === 11 ? wrongLength(text, digits + 1) : 'it is not written as ten or twelve digits';
}

const candidates = /(?<!\d)(?:(?:18|19|20)?\d{6}[-+ ]?\d{4})(?!\d)/g;
