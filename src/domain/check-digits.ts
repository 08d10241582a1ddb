import { fitsCentury } from './national-id.ts';

/**
 * The eleven digits of somebody who was born on that date: the same as checkNationalId, in 0.1 us instead of 1. Null where
 * the number is synthetic or not in order; only checkNationalId can tell which rule is broken.
 *
 * @param dateOfBirth a valid `yyyy-MM-dd`
 * @param ssn five digits
 * @param relaxed whether the first check digit may be one that is only issued from 2032 on
 */
export function findNationalId(dateOfBirth: string, ssn: string, relaxed: boolean): string | null {
  const firstSum =
    3 * digit(dateOfBirth, 8) +
    7 * digit(dateOfBirth, 9) +
    6 * digit(dateOfBirth, 5) +
    digit(dateOfBirth, 6) +
    8 * digit(dateOfBirth, 2) +
    9 * digit(dateOfBirth, 3) +
    4 * digit(ssn, 0) +
    5 * digit(ssn, 1) +
    2 * digit(ssn, 2) +
    digit(ssn, 3);
  const secondSum =
    5 * digit(dateOfBirth, 8) +
    4 * digit(dateOfBirth, 9) +
    3 * digit(dateOfBirth, 5) +
    2 * digit(dateOfBirth, 6) +
    7 * digit(dateOfBirth, 2) +
    6 * digit(dateOfBirth, 3) +
    5 * digit(ssn, 0) +
    4 * digit(ssn, 1) +
    3 * digit(ssn, 2) +
    2 * digit(ssn, 3) +
    digit(ssn, 4);
  const highestRest = relaxed ? 3 : 0;
  const isPlain = secondSum % 11 === 0 && firstSum % 11 <= highestRest;
  // A D-number has 4 more in its first digit.
  const isDNumber = !isPlain && (secondSum + 4 * 5) % 11 === 0 && (firstSum + 4 * 3) % 11 <= highestRest;
  if (!isPlain && !isDNumber) return null;
  const year = 1000 * digit(dateOfBirth, 0) + 100 * digit(dateOfBirth, 1) + twoDigits(dateOfBirth, 2);
  if (!fitsCentury(year, 10 * twoDigits(ssn, 0) + digit(ssn, 2))) return null;
  const day = isDNumber ? String(twoDigits(dateOfBirth, 8) + 40) : dateOfBirth.slice(8);
  return day + dateOfBirth.slice(5, 7) + dateOfBirth.slice(2, 4) + ssn;
}

function twoDigits(text: string, at: number): number {
  return 10 * digit(text, at) + digit(text, at + 1);
}

function digit(text: string, at: number): number {
  return text.charCodeAt(at) - 48;
}
