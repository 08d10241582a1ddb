import type * as z from 'zod';
import { datePattern } from '../domain/calendar-date.ts';
import { sealedFields } from '../domain/employee.ts';
import type { Severity } from '../domain/issue.ts';
import { spreadsheetErrorOf } from '../domain/spreadsheet-error.ts';
import { isScientific, maxDecimals, oldestYears } from './field-schemas.ts';
import type { WordedField } from './field-table.ts';

/** What is wrong with one field, in words. A value is only shown where it can't be something secret from another column. */
export interface Finding {
  code: string;
  severity: Severity;
  /** The layout's own name of it. */
  field: string;
  message: string;
  /** See Issue. */
  pattern?: string;
  expected?: string;
}

/**
 * Words for a broken rule of field-schemas.ts.
 *
 * @param value the field's text; undefined where it is missing
 */
export function describe(field: WordedField, issue: z.core.$ZodIssue, value: string | undefined): Finding {
  if (value === undefined) return missing(field);
  const lost = lostInSpreadsheet(field, value);
  if (lost !== null) return lost;
  const { name, kind } = field;
  const params = issue.code === 'custom' ? issue.params : undefined;
  if (kind.type === 'ssn') return invalidSsn(name, ssnReason(value));
  if (kind.type === 'birth-date') return invalidBirthDate(field, value, String(params?.rule));
  if (kind.type === 'date') return invalidDate(field, value);
  if (isScientific(value)) return scientificNotation(name);
  if (kind.type === 'key') return invalidKey(field, issue);
  if (kind.type === 'boolean') return invalidBoolean(name, value);
  if (kind.type === 'code') return unknownCode(name, kind.codes, value);
  if (issue.code === 'too_big') return tooLong(name, value, Number(issue.maximum));
  if (kind.type === 'email') return invalidEmail(name);
  if (kind.type === 'number') {
    return params?.code === 'invalid-number' ? invalidNumber(field, value) : outOfRange(field, value);
  }
  throw new Error(`No wording for the rule ${issue.code} of ${name}`);
}

export function missing({ name, kind }: WordedField): Finding {
  const finding = { field: name, message: `${name} is missing; it is required.` };
  if (kind.type === 'birth-date') return { code: 'missing-birth-date', severity: 'fatal', ...finding };
  if (kind.type === 'ssn' || kind.type === 'identity') return { code: 'missing-ssn', severity: 'fatal', ...finding };
  return { code: 'missing-field', severity: 'row', ...finding };
}

/** What to say where a spreadsheet wrote an error instead of the value; null where it didn't. */
export function lostInSpreadsheet({ name, kind }: WordedField, value: string): Finding | null {
  const error = spreadsheetErrorOf(value);
  if (error === null) return null;
  const mend =
    error === 'formula'
      ? 'a formula of the spreadsheet gave this error, and the value is lost; correct it there'
      : 'the column was too narrow to show the value, which is lost; make the column wider';
  const shown = value.length > mostSigns ? `${value.slice(0, mostSigns)}...` : value;
  if (kind.type === 'ssn' || kind.type === 'identity') return invalidSsn(name, `it is "${shown}": ${mend}`);
  const message = `${name} is "${shown}": ${mend}, and export it anew.`;
  if (kind.type === 'birth-date') return { code: 'invalid-birth-date', severity: 'fatal', field: name, message };
  return { code: 'spreadsheet-error', severity: 'row', field: name, message };
}

const mostSigns = 20;

export function invalidSsn(field: string, reason: string): Finding {
  return { code: 'invalid-ssn', severity: 'fatal', field, message: `${field} ***** is invalid: ${reason}.` };
}

export function nationalIdAsKey(field: string, own: boolean): Finding {
  const what = own
    ? "is the person's own national identity number, which"
    : 'looks like a national identity number; such a number';
  return { code: 'national-id-as-key', severity: 'row', field, message: `${field} ${what} must not serve as a key.` };
}

export function nationalIdInText(field: string): Finding {
  const message = `${field} has a national identity number in it, which may only stand in its own columns.`;
  return { code: 'national-id-in-text', severity: 'row', field, message };
}

export function unknownCompany(field: string, companyId: string, known: readonly string[]): Finding {
  const shown = /^\d{1,4}$|^\d{9}$/.test(companyId) ? ` "${companyId}"` : '';
  const kind = /^\d{9}$/.test(companyId) ? ': this looks like an organisation number' : '';
  const message = `${field}${shown} is none of the feed's companies (${known.join(', ')})${kind}.`;
  return { code: 'unknown-company', severity: 'fatal', field, message };
}

export function booleanSpelling(field: string, value: string, read: string): Finding {
  return {
    code: 'boolean-spelling',
    severity: 'warning',
    field,
    message: `${field} "${value}" was read as ${read}; it should be written ${read}.`,
  };
}

/** A warning for three digits: abroad there are such postal codes. */
export function shortPostalCode(field: string, value: string): Finding {
  const message = `${field} "${value}" has three digits; a Norwegian one has four: a spreadsheet may have dropped the leading zero. If so, ${asText}.`;
  return { code: 'leading-zeros-lost', severity: 'warning', field, message };
}

/** With a zero in front none was dropped. */
export function isShortPostalCode(value: string): boolean {
  return value.length === 3 && /^[1-9]\d\d$/.test(value);
}

/** The mend for what spreadsheets do to digits. */
const asText = 'format the column as text before the file is saved as CSV';

function ssnReason(value: string): string {
  const rule = 'it must be exactly five digits';
  return /^\d{1,4}$/.test(value) ? `${rule}, and a spreadsheet seems to have dropped leading zeros; ${asText}` : rule;
}

/** What a spreadsheet does to digits that it takes for a number. */
export function scientificNotation(field: string): Finding {
  const message = `${field} was turned into scientific notation by a spreadsheet, and its last digits are lost; ${asText}, and export it anew.`;
  return { code: 'scientific-notation', severity: 'row', field, message };
}

function invalidKey({ name, kind }: WordedField, issue: z.core.$ZodIssue): Finding {
  const finding = { code: 'invalid-key', severity: 'row', field: name } as const;
  if (issue.code === 'too_big') {
    return { ...finding, message: `${name} is longer than ${Number(issue.maximum)} characters.` };
  }
  if (issue.code === 'custom' && issue.params?.code === 'key-not-allowed') {
    const words = kind.type === 'key' ? kind.allowed?.words : '';
    return { ...finding, message: `${name} may only have ${words}.` };
  }
  return { ...finding, message: `${name} has a control character in it.` };
}

function invalidBirthDate(field: WordedField, value: string, rule: string): Finding {
  const { name } = field;
  const finding = { code: 'invalid-birth-date', severity: 'fatal', field: name } as const;
  if (rule === 'future') return { ...finding, message: `${name} "${value}" lies in the future.` };
  if (rule === 'too-old') return { ...finding, message: `${name} "${value}" is more than ${oldestYears} years ago.` };
  return { ...finding, ...notADate(field, value) };
}

function invalidDate(field: WordedField, value: string): Finding {
  return { code: 'invalid-date', severity: 'row', field: field.name, ...notADate(field, value) };
}

/** A date may have tabs and line breaks around it, which a message must not. */
function inOneLine(value: string): string {
  return value.replaceAll(/\p{Cc}/gu, ' ');
}

function notADate(field: WordedField, value: string): { message: string; pattern?: string } {
  const { name } = field;
  const pattern = datePattern(value);
  const shown = pattern === null || secretLooking.has(pattern) || isSealed(field) ? '' : ` "${inOneLine(value)}"`;
  if (pattern === 'yyyy-MM-dd' && value.length === 10) return { message: `${name}${shown} is no day in the calendar.` };
  const hint = hintFor(pattern, shown === '');
  const message = `${name}${shown} is not a date written yyyy-MM-dd (such as 1974-11-23)${hint}.`;
  return pattern === null ? { message } : { message, pattern };
}

function hintFor(pattern: string | null, hidden: boolean): string {
  if (pattern === 'serial') {
    return ': it looks like the serial number that a spreadsheet keeps for a date; format the column as a date written yyyy-MM-dd before the file is saved as CSV';
  }
  return hidden && pattern !== null && pattern !== 'yyyy-MM-dd' ? `: it is written ${pattern}` : '';
}

/** A spreadsheet's serial number has five digits, and so has an SSN from a shifted column. */
const secretLooking = new Set(['serial']);
const sealed: ReadonlySet<string> = new Set(sealedFields);

/** Whether the register seals it: its values are never shown. */
function isSealed({ to }: WordedField): boolean {
  return to !== undefined && sealed.has(to);
}

function invalidBoolean(field: string, value: string): Finding {
  const shown = /^(yes|no|ja|nei|[yntfjx01]|on|off)$/i.test(value) ? ` "${value}"` : '';
  return { code: 'invalid-boolean', severity: 'row', field, message: `${field}${shown} must be true or false.` };
}

function unknownCode(field: string, codes: Readonly<Record<string, string>>, value: string): Finding {
  const folded = value.toLowerCase();
  const meant = Object.entries(codes).find(
    ([code, name]) => code.toLowerCase() === folded || name.toLowerCase() === folded,
  );
  const shown = meant !== undefined || /^[\p{L}\d]{1,2}$/u.test(value) ? ` "${value}"` : '';
  const known =
    meant === undefined ? `Known are ${Object.keys(codes).join(', ')}.` : `Write ${meant[0]} for ${meant[1]}.`;
  return { code: 'unknown-code', severity: 'row', field, message: `${field}${shown} is no known code. ${known}` };
}

function tooLong(field: string, value: string, limit: number): Finding {
  const message = `${field} has ${value.length} characters; at most ${limit} are possible.`;
  return { code: 'too-long', severity: 'row', field, message };
}

function invalidEmail(field: string): Finding {
  const message = `${field} is not a mail address like name@example.org.`;
  return { code: 'invalid-email', severity: 'row', field, message };
}

function invalidNumber(field: WordedField, value: string): Finding {
  const { name, kind } = field;
  const shown = !isSealed(field) && /^-?\d{1,4}([.,]\d{1,9})? ?%?$/.test(value) ? ` "${value}"` : '';
  const rule =
    kind.type === 'number' && kind.whole
      ? 'a whole number written with digits alone'
      : 'a number written with digits and, if need be, a point and up to four decimals';
  return { code: 'invalid-number', severity: 'row', field: name, message: `${name}${shown} is not ${rule}.` };
}

function outOfRange(field: WordedField, value: string): Finding {
  const { name, kind } = field;
  const shown = !isSealed(field) && outOfRangeShape.test(value) ? ` "${value}"` : '';
  const range = kind.type === 'number' ? `${kind.from} to ${kind.to}` : '';
  const message = `${name}${shown} is out of range; it must be ${range}.`;
  return { code: 'number-out-of-range', severity: 'row', field: name, message };
}

const outOfRangeShape = new RegExp(`^-?\\d{1,4}(\\.\\d{1,${maxDecimals}})?$`);
