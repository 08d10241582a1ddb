import { fnr } from '@navikt/fnrvalidator';

export type NationalIdCheck = { ok: true; nationalId: string } | { ok: false; rule: NationalIdRule; message: string };

/** From this day on three more first check digits are issued. */
export const relaxedFrom = '2032-01-01';

export type NationalIdRule = 'not-five-digits' | 'check-digit' | 'check-digit-2032' | 'century' | 'synthetic';

/**
 * Checks the last five digits of a Norwegian national identity number against the birth date.
 *
 * A D-number is recognised by itself: it has 40 added to the day, which a plain birth date does not show.
 *
 * @param dateOfBirth a valid `yyyy-MM-dd`
 * @param options.today `yyyy-MM-dd`; numbers with the relaxed first check digit are valid from 2032-01-01 on
 * @returns the eleven digits, or the rule that is broken; the message never holds the number
 */
export function checkNationalId(
  dateOfBirth: string,
  ssn: string,
  options: { today: string; allowSyntheticIds: boolean },
): NationalIdCheck {
  if (!isFiveDigits(ssn)) return notFiveDigits;
  const relaxed = options.today >= relaxedFrom;
  const plain = findNumber(dateOfBirth, ssn, plainMonth, relaxed);
  if (plain !== null) return judgeCentury(plain, dateOfBirth, ssn);
  const synthetic = findNumber(dateOfBirth, ssn, syntheticMonths, relaxed);
  if (synthetic !== null)
    return options.allowSyntheticIds ? judgeCentury(synthetic, dateOfBirth, ssn) : refusedSynthetic;
  return relaxed || findNumber(dateOfBirth, ssn, plainMonth, true) === null ? wrongCheckDigit : tooEarly;
}

/** Whether the text holds eleven digits with the check digits of a national identity number, whatever stands between them. */
export function looksLikeNationalId(text: string): boolean {
  if (text.length < 10) return false;
  const digits = text.replace(notDigits, '');
  // Ten digits: a spreadsheet took the number for one and dropped its leading zero.
  return (digits.length === 11 || digits.length === 10) && fnr(digits.padStart(11, '0')).status === 'valid';
}

/**
 * Whether a text that should be a key has a valid national identity number in it, also one that is grouped by spaces,
 * dots or hyphens. Ten digits are no sign of one here: there are employee numbers of that length.
 */
export function holdsNationalId(key: string): boolean {
  if (key.length < 11) return false;
  return [key, key.replace(separators, '')].some((text) =>
    Array.from(text.matchAll(elevenDigits)).some(([found]) => fnr(found).status === 'valid'),
  );
}

/** Whether the digits of a key are this very number, with or without its leading zero. */
export function isSameNationalId(key: string, nationalId: string): boolean {
  if (key.length < 10) return false;
  const digits = key.replace(notDigits, '');
  return digits.length >= 10 && digits.padStart(11, '0') === nationalId;
}

export function isFiveDigits(text: string): boolean {
  if (text.length !== 5) return false;
  for (let at = 0; at < 5; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

const plainMonth = [0] as const;
/** Skatteetaten's test population adds 80 to the month, NAV's adds 40. */
const syntheticMonths = [80, 40] as const;
const notDigits = /\D/g;
const separators = /[\s./\u2010-\u2013-]/g;
const elevenDigits = /(?<!\d)\d{11}(?!\d)/g;

/**
 * The spelling of the date with which the check digits fit, as plain number or as D-number.
 *
 * Never both: with 40 more in the day the same last digit would need another first check digit.
 */
function findNumber(
  dateOfBirth: string,
  ssn: string,
  monthOffsets: readonly number[],
  relaxed: boolean,
): string | null {
  const day = dateOfBirth.slice(8, 10);
  const month = dateOfBirth.slice(5, 7);
  const year = dateOfBirth.slice(2, 4);
  for (const offset of monthOffsets) {
    const rest = (offset === 0 ? month : String(Number(month) + offset)) + year + ssn;
    if (isValid(day + rest, relaxed)) return day + rest;
    const dNumber = String(Number(day) + 40) + rest;
    if (isValid(dNumber, relaxed)) return dNumber;
  }
  return null;
}

function isValid(digits: string, relaxed: boolean): boolean {
  return fnr(digits).status === 'valid' && (relaxed || !hasRelaxedCheckDigit(digits));
}

function judgeCentury(nationalId: string, dateOfBirth: string, ssn: string): NationalIdCheck {
  const fits = fitsCentury(Number(dateOfBirth.slice(0, 4)), Number(ssn.slice(0, 3)));
  return fits ? { ok: true, nationalId } : wrongCentury;
}

/** The individual number (the first three of the five digits) tells the century of birth. */
export function fitsCentury(year: number, individual: number): boolean {
  if (individual < 500) return year >= 1900 && year <= 1999;
  if (year >= 2000 && year <= 2039) return true;
  if (individual < 750) return year >= 1854 && year <= 1899;
  return individual >= 900 && year >= 1940 && year <= 1999;
}

/** The package takes the remainders 0 to 3 of the first check digit; before 2032 only 0 is issued. */
function hasRelaxedCheckDigit(nationalId: string): boolean {
  let sum = 0;
  for (let at = 0; at < 10; at += 1) sum += (firstWeights[at] ?? 0) * (nationalId.charCodeAt(at) - 48);
  return sum % 11 !== 0;
}

const firstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1] as const;

const notFiveDigits: NationalIdCheck = {
  ok: false,
  rule: 'not-five-digits',
  message: 'it must be exactly five digits',
};
const wrongCheckDigit: NationalIdCheck = {
  ok: false,
  rule: 'check-digit',
  message: "its check digits don't fit the birth date",
};
const tooEarly: NationalIdCheck = {
  ok: false,
  rule: 'check-digit-2032',
  message: 'its check digits are wrong; they would only be right for a number that is issued from 2032 on',
};
const wrongCentury: NationalIdCheck = {
  ok: false,
  rule: 'century',
  message: "its first three digits don't belong to the century of the birth date",
};
const refusedSynthetic: NationalIdCheck = {
  ok: false,
  rule: 'synthetic',
  message:
    "its check digits don't fit the birth date, except as a synthetic test number, which this feed does not allow",
};
