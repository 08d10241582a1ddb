import { datePattern } from '../domain/calendar-date.ts';
import { sealedFields } from '../domain/employee.ts';
import { maskNames } from '../domain/mask.ts';
import type { MappingTarget } from '../domain/roster-mapping.ts';
import type { Finding } from './wording.ts';

// Words for what a mapping can't read; wording.ts has them for what it has read.

/** @param formats as the mapping names them */
export function notInFormats(field: MappingTarget, value: string, formats: readonly string[]): Finding {
  const pattern = datePattern(value);
  const isDay = pattern !== null && formats.includes(pattern) && value === value.trim();
  const shown = pattern === null || pattern === 'serial' || sealed.has(field) ? '' : ` "${value}"`;
  const hint =
    pattern === 'serial'
      ? ': it looks like the serial number that a spreadsheet keeps for a date; format the column as a date so written before the file is saved as CSV'
      : '';
  const expected = formats.join(' or ');
  const message = isDay
    ? `${field}${shown} is no day in the calendar.`
    : `${field}${shown} is not a date written ${expected}${hint}.`;
  const isBirth = field === 'dateOfBirth';
  const finding: Finding = {
    code: isBirth ? 'invalid-birth-date' : 'invalid-date',
    severity: isBirth ? 'fatal' : 'row',
    field,
    message,
  };
  return pattern === null || isDay ? finding : { ...finding, pattern, expected };
}

/** @param known the words of the mapping */
export function unknownWord(field: MappingTarget, value: string, known: readonly string[]): Finding {
  const list = known.slice(0, mostWords).join(', ') + (known.length > mostWords ? ' and others' : '');
  const message = `${field}${shownWord(field, value)} is no word that the mapping knows: ${list}.`;
  return { code: 'unknown-code', severity: 'row', field, message };
}

export function notYesOrNo(field: MappingTarget, value: string, known: readonly string[]): Finding {
  const message = `${field}${shownWord(field, value)} must be ${known.slice(0, mostWords).join(' or ')}.`;
  return { code: 'invalid-boolean', severity: 'row', field, message };
}

/** @param decimal the point or comma that the mapping names */
export function notInStyle(field: MappingTarget, value: string, decimal: string): Finding {
  const shown = !sealed.has(field) && /^-?\d{1,4}([.,]\d{1,9})? ?%?$/.test(value) ? ` "${value}"` : '';
  const separator = decimal === ',' ? 'a comma' : 'a point';
  const message = `${field}${shown} is not a number written with digits and, if need be, ${separator} and up to four decimals.`;
  return { code: 'invalid-number', severity: 'row', field, message };
}

/** @param header of a column that the mapping keeps without a field */
export function nationalIdInColumn(header: string): Finding {
  const message = `The unmapped column${shownHeader(header)} has a national identity number in it, which may only stand in its own column.`;
  return { code: 'national-id-in-text', severity: 'row', field: 'attributes', message };
}

/** @param header of a column that the mapping keeps without a field */
export function restOfNationalId(header: string): Finding {
  const message = `The unmapped column${shownHeader(header)} has the last digits of the row's own national identity number in it, which must not stand beside the birth date: the value was left out.`;
  return { code: 'national-id-in-text', severity: 'warning', field: 'attributes', message };
}

/** @param path of a column, element or key that the mapping keeps without a field */
export function keptNationalIds(path: string): Finding & { column: string } {
  const column = maskNames(path, longestName).replace(/\p{Cc}/gu, ' ');
  const message = `The unmapped column "${column}" would be kept in plain text, and its name says that it holds national identity numbers: map it to nationalId and name their country (nationalIdScheme), or let keepUnmapped be a list of columns without it.`;
  return { code: 'national-id-kept', severity: 'fatal', field: 'attributes', message, column };
}

export function secondHeader(line: number): Finding {
  const message = `The row on line ${line} holds names of columns and no employee: the file has two header rows. Export it with one.`;
  return { code: 'second-header', severity: 'fatal', field: 'employeeNo', message };
}

const longestName = 60;
const sealed: ReadonlySet<string> = new Set(sealedFields);
const mostWords = 12;

function shownHeader(header: string): string {
  return /^[\p{L} _.-]{1,40}$/u.test(header) ? ` "${header}"` : '';
}

/** A word of letters is what such a column holds; digits might be anything. */
function shownWord(field: MappingTarget, value: string): string {
  return !sealed.has(field) && /^([\p{L} .-]{1,30}|[\p{L}\d]{1,2})$/u.test(value) ? ` "${value}"` : '';
}
