import { datePattern } from '../domain/calendar-date.ts';
import { maxKeyLength } from '../domain/employee.ts';
import type { Severity } from '../domain/issue.ts';
import type { MappingTarget } from '../domain/roster-mapping.ts';

/** What is wrong with one field, in words. A value is only shown where it can't be something secret from another column. */
export interface CustomFinding {
  code: string;
  severity: Severity;
  field: MappingTarget | 'attributes';
  message: string;
  pattern?: string;
}

export function missing(field: MappingTarget): CustomFinding {
  const message = `${field} is missing; it is required.`;
  if (field === 'dateOfBirth') return { code: 'missing-birth-date', severity: 'fatal', field, message };
  if (field === 'nationalId') return { code: 'missing-national-id', severity: 'fatal', field, message };
  return { code: 'missing-field', severity: 'row', field, message };
}

export function invalidKey(field: MappingTarget, tooLong: boolean): CustomFinding {
  const reason = tooLong ? `is longer than ${maxKeyLength} characters` : 'has a control character in it';
  return { code: 'invalid-key', severity: 'row', field, message: `${field} ${reason}.` };
}

/** @param formats as the mapping names them; none for yyyy-MM-dd */
export function invalidDate(field: MappingTarget, value: string, formats: readonly string[]): CustomFinding {
  const pattern = datePattern(value);
  const shown = pattern === null || pattern === 'serial' || sealed.has(field) ? '' : ` "${value}"`;
  const hint = pattern === 'serial' ? ': it looks like the serial number that a spreadsheet keeps for a date' : '';
  const expected = formats.length === 0 ? 'yyyy-MM-dd (such as 1974-11-23)' : formats.join(' or ');
  const isDay = pattern !== null && (formats.length === 0 ? ['yyyy-MM-dd'] : formats).includes(pattern);
  const message = isDay
    ? `${field}${shown} is no day in the calendar.`
    : `${field}${shown} is not a date written ${expected}${hint}.`;
  const code = field === 'dateOfBirth' ? 'invalid-birth-date' : 'invalid-date';
  const finding: CustomFinding = { code, severity: field === 'dateOfBirth' ? 'fatal' : 'row', field, message };
  return pattern === null || isDay ? finding : { ...finding, pattern };
}

/** @param date `yyyy-MM-dd` */
export function impossibleBirthDate(date: string, what: string): CustomFinding {
  return {
    code: 'invalid-birth-date',
    severity: 'fatal',
    field: 'dateOfBirth',
    message: `dateOfBirth "${date}" ${what}.`,
  };
}

export function invalidNationalId(reason: string): CustomFinding {
  const message = `nationalId ***** is invalid: ${reason}.`;
  return { code: 'invalid-national-id', severity: 'fatal', field: 'nationalId', message };
}

export function nationalIdAsKey(field: MappingTarget, own: boolean): CustomFinding {
  const what = own
    ? "is the person's own national identity number, which"
    : 'looks like a national identity number; such a number';
  return { code: 'national-id-as-key', severity: 'row', field, message: `${field} ${what} must not serve as a key.` };
}

/** @param column the header of an unmapped column */
export function nationalIdInText(field: CustomFinding['field'], column?: string): CustomFinding {
  const shown = column !== undefined && /^[\p{L} _.-]{1,40}$/u.test(column) ? ` "${column}"` : '';
  const what = field === 'attributes' ? `The unmapped column${shown}` : field;
  const message = `${what} has a national identity number in it, which may only stand in its own column.`;
  return { code: 'national-id-in-text', severity: 'row', field, message };
}

export function unknownCompany(companyId: string, known: readonly string[]): CustomFinding {
  const shown = /^\d{1,4}$|^\d{9}$/.test(companyId) ? ` "${companyId}"` : '';
  const kind = /^\d{9}$/.test(companyId) ? ': this looks like an organisation number' : '';
  const message = `companyId${shown} is none of the feed's companies (${known.join(', ')})${kind}.`;
  return { code: 'unknown-company', severity: 'fatal', field: 'companyId', message };
}

/** @param known the words of the mapping */
export function unknownWord(field: MappingTarget, value: string, known: readonly string[]): CustomFinding {
  const list = known.length > shownWords ? `${known.slice(0, shownWords).join(', ')} and others` : known.join(', ');
  const message = `${field}${shownWord(field, value)} is no known word. The mapping knows ${list}.`;
  return { code: 'unknown-code', severity: 'row', field, message };
}

export function invalidBoolean(field: MappingTarget, value: string, known: readonly string[]): CustomFinding {
  const message = `${field}${shownWord(field, value)} must be ${known.join(' or ')}.`;
  return { code: 'invalid-boolean', severity: 'row', field, message };
}

export function booleanSpelling(field: MappingTarget, value: string, read: string): CustomFinding {
  const message = `${field} "${value}" was read as ${read}; it should be written ${read}.`;
  return { code: 'boolean-spelling', severity: 'warning', field, message };
}

export function invalidNumber(field: MappingTarget, value: string, decimal: string): CustomFinding {
  const separator = decimal === ',' ? 'a comma' : 'a point';
  const message = `${field}${shownNumber(field, value)} is not a number written with digits and, if need be, ${separator} and up to four decimals.`;
  return { code: 'invalid-number', severity: 'row', field, message };
}

export function outOfRange(field: MappingTarget, value: string, limit: number): CustomFinding {
  const message = `${field}${shownNumber(field, value)} is out of range; it must be 0 to ${limit}.`;
  return { code: 'number-out-of-range', severity: 'row', field, message };
}

export function tooLong(field: MappingTarget, length: number, limit: number): CustomFinding {
  const message = `${field} has ${length} characters; at most ${limit} are possible.`;
  return { code: 'too-long', severity: 'row', field, message };
}

/** Fields that are sealed in the register; their values are never shown. */
const sealed: ReadonlySet<string> = new Set(['disabilityGrade', 'disabilityFromDate', 'nationalId']);
const shownWords = 12;

function shownWord(field: MappingTarget, value: string): string {
  return !sealed.has(field) && /^([\p{L} .-]{1,30}|[\p{L}\d]{1,2})$/u.test(value) ? ` "${value}"` : '';
}

function shownNumber(field: MappingTarget, value: string): string {
  return !sealed.has(field) && /^-?\d{1,4}([.,]\d{1,9})? ?%?$/.test(value) ? ` "${value}"` : '';
}
