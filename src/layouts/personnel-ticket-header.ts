import { datePattern } from '../domain/calendar-date.ts';
import { columns } from './personnel-ticket-rules.ts';

/**
 * Whether the first row is a header: it has no date in column 4.
 *
 * A damaged date must not make an employee vanish as a header, so beyond that a row is only one when it has a known
 * name in it, or when nothing in it looks like a value.
 */
export function isHeader(values: readonly string[]): boolean {
  const birthDate = values[birthDateIndex] ?? '';
  if (datePattern(birthDate) === 'yyyy-MM-dd') return false;
  return hasKnownName(values) || (birthDate.trim() !== '' && !values.some(looksLikeValue));
}

const birthDateIndex = columns.indexOf('dateOfBirth');
const knownNames = new Set<string>(columns.map((column) => column.toLowerCase()));
const number = /^-?\d+([.,]\d+)?$/;

function hasKnownName(values: readonly string[]): boolean {
  return values.some((value) => knownNames.has(value.trim().toLowerCase()));
}

function looksLikeValue(value: string): boolean {
  const text = value.trim();
  return number.test(text) || datePattern(text) !== null;
}
