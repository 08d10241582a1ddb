import { compileDateFormat, serialFormat } from '../domain/date-format.ts';
import { countDigits } from '../domain/national-ids/scheme.ts';
import type { NumberStyle } from '../domain/roster-mapping.ts';
import { type NationalIdCountry, nationalIdCountries, nationalIdScheme } from '../runtime/national-id-schemes.ts';

/** The values of one column that are not empty, trimmed. */
export type ColumnValues = readonly string[];

/** How the dates of a column are written; null where they are none, or not only. */
export interface DateShape {
  /** None for yyyy-MM-dd. */
  formats: string[];
  /** Whether no day above 12 tells which of two formats it is. */
  isAmbiguous: boolean;
}

export function dateShape(values: ColumnValues): DateShape | null {
  if (values.length === 0) return null;
  const readAll = dateFormats.filter((format) => values.every((value) => isDate(value, format)));
  const [first] = readAll;
  if (first !== undefined) {
    const isAmbiguous = readAll.some((format) => format === swapped(first));
    return { formats: first === 'yyyy-MM-dd' ? [] : [first], isAmbiguous };
  }
  // Some systems write one column in two ways, with the time of day and without.
  for (const one of dateFormats) {
    const rest = values.filter((value) => !isDate(value, one));
    if (rest.length === values.length) continue;
    const other = dateFormats.find((format) => rest.every((value) => isDate(value, format)));
    if (other !== undefined) return { formats: [one, other], isAmbiguous: false };
  }
  return null;
}

export function isDateText(value: string): boolean {
  return dateFormats.some((format) => isDate(value, format));
}

/** Whether all are numbers of five digits, as a spreadsheet keeps the dates from 1927 to 2064. */
export function areSerials(values: ColumnValues): boolean {
  return (
    values.length > 0 &&
    values.every((value) => /^\d{5}(\.\d+)?$/.test(value) && Number(value) >= 10_000 && Number(value) < 60_000)
  );
}

/** The country whose numbers nearly all of them are; none for fewer than two, unless the header says what they are. */
export function nationalIdCountry(values: ColumnValues, isNamed: boolean): NationalIdCountry | null {
  const distinct = [...new Set(values)];
  if (distinct.length < (isNamed ? 1 : 2)) return null;
  const telling: readonly NationalIdCountry[] = ['NO', 'FI', 'SE'];
  // A CPR number has no check digit to tell it by; numbers of few digits are right by chance too often.
  const countries = isNamed ? [...telling, 'DK' as const, ...nationalIdCountries] : telling;
  return (
    countries.find((country) => {
      const scheme = nationalIdScheme(country);
      const valid = distinct.filter((value) => scheme.check(value, anyNumber).ok).length;
      return valid >= distinct.length * mostOfThem;
    }) ?? null
  );
}

/** Whether a text is, or has in it, what may be somebody's number of any country. */
export function isNationalId(text: string): boolean {
  const trimmed = text.trim();
  // With fewer it is nobody's.
  if (countDigits(trimmed) < 5) return false;
  return nationalIdCountries.some((country) => {
    const scheme = nationalIdScheme(country);
    return scheme.check(trimmed, anyNumber).ok || scheme.standsIn(trimmed, 'key');
  });
}

/** How the numbers of a column are written; null where they are none, or where nothing has to be said of them. */
export function numberStyle(values: ColumnValues): NumberStyle | null {
  if (values.length === 0) return null;
  const isPlain = values.every((value) => /^-?\d+(\.\d+)?$/.test(value));
  if (isPlain) return null;
  const styles: [RegExp, NumberStyle][] = [
    [/^-?\d+(,\d+)?[ \u00a0]?%?$/, { decimal: ',' }],
    [/^-?\d+(\.\d+)?[ \u00a0]?%?$/, { decimal: '.' }],
    [/^-?\d{1,3}(\.\d{3})*(,\d+)?[ \u00a0]?%?$/, { decimal: ',', thousands: '.' }],
    [/^-?\d{1,3}([ \u00a0]\d{3})*(,\d+)?[ \u00a0]?%?$/, { decimal: ',', thousands: ' ' }],
    [/^-?\d{1,3}(,\d{3})*(\.\d+)?[ \u00a0]?%?$/, { decimal: '.', thousands: ',' }],
  ];
  return styles.find(([pattern]) => values.every((value) => pattern.test(value)))?.[1] ?? null;
}

/**
 * The words of a small closed list: each comes several times, and none looks like a name or a number of somebody.
 *
 * @returns null where it is no such list
 */
export function closedList(values: ColumnValues): { words: string[]; rarer: number } | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const words = [...counts].filter(([word, count]) => count > 1 && isWord(word)).map(([word]) => word);
  const isClosed = counts.size <= mostWords && words.length > 0 && values.length >= counts.size * 2;
  return isClosed ? { words, rarer: counts.size - words.length } : null;
}

/** What a column without a known header seems to hold, in words. */
export function describeValues(values: ColumnValues): string {
  const all = (pattern: RegExp) => values.length > 0 && values.every((value) => pattern.test(value));
  if (values.length === 0) return 'empty in the first rows';
  if (all(/^\S+@\S+\.\S+$/)) return 'looks like mail addresses';
  const dates = dateShape(values);
  if (dates !== null) return `looks like dates written ${dates.formats.join(' or ') || 'yyyy-MM-dd'}`;
  if (all(/^\d{9}$/)) return 'looks like organisation numbers';
  if (all(/^(\+|00)[\d ()-]{7,20}$/)) return 'looks like phone numbers';
  if (all(/^\d{1,3}([.,]\d+)? ?%?$/) && values.every((value) => Number.parseFloat(value) <= 100))
    return 'looks like small numbers or percentages';
  if (all(/^\d+([.,]\d+)?$/)) return 'numbers';
  return 'text';
}

export function isMailAddress(values: ColumnValues): boolean {
  return values.length > 0 && values.every((value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value));
}

/** Whether every row has another short code, as a key has. */
export function looksLikeKey(values: ColumnValues): boolean {
  return new Set(values).size === values.length && values.every((value) => /^[A-Za-z]{0,4}-?\d{1,10}$/.test(value));
}

/** Nine digits with the check digit of a Norwegian organisation number (modulus 11). */
export function areOrganisationNumbers(values: ColumnValues): boolean {
  return values.length > 0 && values.every((value) => /^\d{9}$/.test(value) && weigh(value) % 11 === 0);
}

/** Also numbers that are only issued in years to come. */
const anyNumber = { today: '2032-01-01', allowSyntheticIds: true };
const mostOfThem = 0.9;
const mostWords = 12;

const dateFormats = [
  'yyyy-MM-dd',
  'dd.MM.yyyy',
  'd.M.yyyy',
  'dd/MM/yyyy',
  'MM/dd/yyyy',
  'd/M/yyyy',
  'M/d/yyyy',
  'dd-MM-yyyy',
  'MM-dd-yyyy',
  'd-M-yyyy',
  'yyyy/MM/dd',
  'yyyy.MM.dd',
  'yyyyMMdd',
  'ddMMyyyy',
  'dd.MM.yy',
  'dd/MM/yy',
  'MM/dd/yy',
  'dd-MM-yy',
  'yyyy-MM-ddZ',
  'yyyy-MM-ddTHH:mm:ss',
  'yyyy-MM-dd HH:mm:ss',
  'yyyy-MM-ddTHH:mm:ssZ',
  'yyyy-MM-dd HH:mm',
  'dd.MM.yyyy HH:mm:ss',
  'dd.MM.yyyy HH:mm',
  'dd/MM/yyyy HH:mm',
  'MM/dd/yyyy HH:mm',
] as const;

const readers = new Map([...dateFormats, serialFormat].map((format) => [format as string, compileDateFormat(format)]));

function isDate(value: string, format: string): boolean {
  const date = readers.get(format)?.(value, (year) => 1900 + year) ?? null;
  return date !== null && date > '1900' && date < '2100';
}

/** dd/MM for MM/dd and the other way round. */
function swapped(format: string): string {
  return format.replace(/[dM]/g, (token) => (token === 'd' ? 'M' : 'd'));
}

function isWord(text: string): boolean {
  return /^(\p{L}[\p{L} ./%()-]{0,29}|[\p{L}\d]{1,3})$/u.test(text);
}

function weigh(digits: string): number {
  return [3, 2, 7, 6, 5, 4, 3, 2, 1].reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);
}
