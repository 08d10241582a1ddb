import { datePattern } from '../domain/calendar-date.ts';
import { sealedFields } from '../domain/employee.ts';
import { maskNames } from '../domain/mask.ts';
import type { MappingTarget } from '../domain/roster-mapping.ts';
import { tell } from '../domain/told.ts';
import type { Finding } from './wording.ts';

// Words for what a mapping can't read; wording.ts has them for what it has read.

/** @param formats as the mapping names them */
export function notInFormats(field: MappingTarget, text: string, formats: readonly string[]): Finding {
  const pattern = datePattern(text);
  const isDay = pattern !== null && formats.includes(pattern) && text === text.trim();
  const value = pattern === null || pattern === 'serial' || sealed.has(field) ? null : text;
  const said = isDay
    ? tell('date-not-in-calendar', { field, value })
    : tell('date-not-in-formats', { field, value, formats, isSerial: pattern === 'serial' });
  const isBirth = field === 'dateOfBirth';
  const finding: Finding = {
    code: isBirth ? 'invalid-birth-date' : 'invalid-date',
    severity: isBirth ? 'fatal' : 'row',
    field,
    ...said,
  };
  return pattern === null || isDay ? finding : { ...finding, pattern, expected: formats.join(' or ') };
}

/** @param known the words of the mapping */
export function unknownWord(field: MappingTarget, value: string, known: readonly string[]): Finding {
  const values = { field, value: shownWord(field, value), known: known.slice(0, mostWords) };
  const said = tell('word-unknown', { ...values, isMore: known.length > mostWords });
  return { code: 'unknown-code', severity: 'row', field, ...said };
}

export function notYesOrNo(field: MappingTarget, value: string, known: readonly string[]): Finding {
  const said = tell('not-yes-or-no', { field, value: shownWord(field, value), known: known.slice(0, mostWords) });
  return { code: 'invalid-boolean', severity: 'row', field, ...said };
}

/** @param decimal the point or comma that the mapping names */
export function notInStyle(field: MappingTarget, text: string, decimal: string): Finding {
  const value = !sealed.has(field) && /^-?\d{1,4}([.,]\d{1,9})? ?%?$/.test(text) ? text : null;
  const separator = decimal === ',' ? 'comma' : 'point';
  const said = tell('number-invalid', { field, value, isWhole: false, decimal: separator });
  return { code: 'invalid-number', severity: 'row', field, ...said };
}

/** @param header of a column that the mapping keeps without a field */
export function nationalIdInColumn(header: string): Finding {
  const said = tell('national-id-in-column', { header: shownHeader(header) });
  return { code: 'national-id-in-text', severity: 'row', field: 'attributes', ...said };
}

/** @param header of a column that the mapping keeps without a field */
export function restOfNationalId(header: string): Finding {
  const said = tell('national-id-rest-in-column', { header: shownHeader(header) });
  return { code: 'national-id-in-text', severity: 'warning', field: 'attributes', ...said };
}

/** @param path of a column, element or key that the mapping keeps without a field */
export function keptNationalIds(path: string): Finding & { column: string } {
  const column = maskNames(path, longestName).replace(/\p{Cc}/gu, ' ');
  const said = tell('national-ids-kept', { column });
  return { code: 'national-id-kept', severity: 'fatal', field: 'attributes', ...said, column };
}

export function secondHeader(line: number): Finding {
  return { code: 'second-header', severity: 'fatal', field: 'employeeNo', ...tell('second-header', { line }) };
}

const longestName = 60;
const sealed: ReadonlySet<string> = new Set(sealedFields);
const mostWords = 12;

function shownHeader(header: string): string | null {
  return /^[\p{L} _.-]{1,40}$/u.test(header) ? header : null;
}

/** A word of letters is what such a column holds; digits might be anything. */
function shownWord(field: MappingTarget, value: string): string | null {
  return !sealed.has(field) && /^([\p{L} .-]{1,30}|[\p{L}\d]{1,2})$/u.test(value) ? value : null;
}
