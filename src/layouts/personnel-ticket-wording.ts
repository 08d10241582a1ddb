import type { z } from 'zod';
import { datePattern } from '../domain/calendar-date.ts';
import type { Severity } from '../domain/issue.ts';
import { employmentTypes, endCauses, payTypes } from './personnel-ticket-codes.ts';
import { type Column, maxPaidPercentage, oldestYears } from './personnel-ticket-rules.ts';

/** What is wrong with one field, in words. A value is only shown where it can't be something secret from another column. */
export interface Finding {
  code: string;
  severity: Severity;
  field: Column;
  message: string;
  pattern?: string;
}

/** @param value the field's text; undefined where it is missing */
export function describe(issue: z.core.$ZodIssue, value: string | undefined): Finding {
  const field = issue.path[0] as Column;
  if (value === undefined) return missing(field);
  const params = issue.code === 'custom' ? issue.params : undefined;
  if (field === 'ssn') return invalidSsn('it must be exactly five digits');
  if (field === 'employeeNo' || field === 'companyId') return invalidKey(field, issue.code === 'too_big');
  if (field === 'dateOfBirth') return invalidBirthDate(value, String(params?.rule));
  if (issue.code === 'invalid_value')
    return isBoolean(field) ? invalidBoolean(field, value) : unknownCode(field, value);
  if (issue.code === 'too_big') return tooLong(field, value, Number(issue.maximum));
  if (params?.code === 'invalid-date') return invalidDate(field, value);
  if (params?.code === 'invalid-number') return invalidNumber(field, value);
  if (params?.code === 'number-out-of-range') return outOfRange(field, value);
  throw new Error(`No wording for the rule ${issue.code} of ${field}`);
}

export function invalidSsn(reason: string): Finding {
  return { code: 'invalid-ssn', severity: 'fatal', field: 'ssn', message: `ssn ***** is invalid: ${reason}.` };
}

export function missingDisabilityDate(): Finding {
  return {
    code: 'missing-disability-date',
    severity: 'row',
    field: 'disabilityFromDate',
    message: 'disabilityFromDate is missing; it is required where disabilityGrade is above 0.',
  };
}

export function nationalIdAsKey(field: 'employeeNo' | 'companyId', own: boolean): Finding {
  const what = own
    ? "is the person's own national identity number, which"
    : 'looks like a national identity number; such a number';
  return { code: 'national-id-as-key', severity: 'row', field, message: `${field} ${what} must not serve as a key.` };
}

export function nationalIdInText(field: Column): Finding {
  const message = `${field} has a national identity number in it, which may only stand in its own columns.`;
  return { code: 'national-id-in-text', severity: 'row', field, message };
}

export function unknownCompany(companyId: string, known: readonly string[]): Finding {
  const shown = /^\d{1,4}$|^\d{9}$/.test(companyId) ? ` "${companyId}"` : '';
  const kind = /^\d{9}$/.test(companyId) ? ': this looks like an organisation number' : '';
  const message = `companyId${shown} is none of the feed's companies (${known.join(', ')})${kind}.`;
  return { code: 'unknown-company', severity: 'fatal', field: 'companyId', message };
}

export function booleanSpelling(field: Column, value: string, read: string): Finding {
  return {
    code: 'boolean-spelling',
    severity: 'warning',
    field,
    message: `${field} "${value}" was read as ${read}; it should be written ${read}.`,
  };
}

function missing(field: Column): Finding {
  const message = `${field} is missing; it is required.`;
  if (field === 'dateOfBirth') return { code: 'missing-birth-date', severity: 'fatal', field, message };
  if (field === 'ssn') return { code: 'missing-ssn', severity: 'fatal', field, message };
  return { code: 'missing-field', severity: 'row', field, message };
}

function invalidKey(field: Column, tooLong: boolean): Finding {
  const reason = tooLong ? 'is longer than 64 characters' : 'has a control character in it';
  return { code: 'invalid-key', severity: 'row', field, message: `${field} ${reason}.` };
}

function invalidBirthDate(value: string, rule: string): Finding {
  const finding = { code: 'invalid-birth-date', severity: 'fatal', field: 'dateOfBirth' } as const;
  if (rule === 'future') return { ...finding, message: `dateOfBirth "${value}" lies in the future.` };
  if (rule === 'too-old') {
    return { ...finding, message: `dateOfBirth "${value}" is more than ${oldestYears} years ago.` };
  }
  return { ...finding, ...notADate('dateOfBirth', value) };
}

function invalidDate(field: Column, value: string): Finding {
  return { code: 'invalid-date', severity: 'row', field, ...notADate(field, value) };
}

function notADate(field: Column, value: string): { message: string; pattern?: string } {
  const pattern = datePattern(value);
  const shown = pattern === null || secretLooking.has(pattern) || sealed.has(field) ? '' : ` "${value}"`;
  if (pattern === 'yyyy-MM-dd' && value.length === 10)
    return { message: `${field}${shown} is no day in the calendar.` };
  const hint = hintFor(pattern, shown === '');
  const message = `${field}${shown} is not a date written yyyy-MM-dd (such as 1974-11-23)${hint}.`;
  return pattern === null ? { message } : { message, pattern };
}

function hintFor(pattern: string | null, hidden: boolean): string {
  if (pattern === 'serial') return ': it looks like the serial number that a spreadsheet keeps for a date';
  return hidden && pattern !== null && pattern !== 'yyyy-MM-dd' ? `: it is written ${pattern}` : '';
}

/** Fields that are sealed in the register; their values are never shown. */
const sealed: ReadonlySet<Column> = new Set<Column>(['disabilityGrade', 'disabilityFromDate']);
/** A spreadsheet's serial number has five digits, and so has an SSN from a shifted column. */
const secretLooking = new Set(['serial']);

function isBoolean(field: Column): boolean {
  return field === 'isDeleted' || field === 'abstainFromTicket';
}

function invalidBoolean(field: Column, value: string): Finding {
  const shown = /^(yes|no|ja|nei|[yntfjx01]|on|off)$/i.test(value) ? ` "${value}"` : '';
  return { code: 'invalid-boolean', severity: 'row', field, message: `${field}${shown} must be true or false.` };
}

function unknownCode(field: Column, value: string): Finding {
  const codes: Record<string, string> =
    field === 'employmentTypeId' ? employmentTypes : field === 'payType' ? payTypes : endCauses;
  const meant = Object.entries(codes).find(
    ([code, name]) => code === value.toUpperCase() || name.toLowerCase() === value.toLowerCase(),
  );
  const shown = meant !== undefined || /^[\p{L}\d]{1,2}$/u.test(value) ? ` "${value}"` : '';
  const known =
    meant === undefined ? `Known are ${Object.keys(codes).join(', ')}.` : `Write ${meant[0]} for ${meant[1]}.`;
  return { code: 'unknown-code', severity: 'row', field, message: `${field}${shown} is no known code. ${known}` };
}

function tooLong(field: Column, value: string, limit: number): Finding {
  const message = `${field} has ${value.length} characters; at most ${limit} are possible.`;
  return { code: 'too-long', severity: 'row', field, message };
}

function invalidNumber(field: Column, value: string): Finding {
  const shown = !sealed.has(field) && /^-?\d{1,4}([.,]\d{1,9})? ?%?$/.test(value) ? ` "${value}"` : '';
  const message = `${field}${shown} is not a number written with digits and, if need be, a point and up to four decimals.`;
  return { code: 'invalid-number', severity: 'row', field, message };
}

function outOfRange(field: Column, value: string): Finding {
  const shown = !sealed.has(field) && /^-?\d{1,4}(\.\d{1,4})?$/.test(value) ? ` "${value}"` : '';
  const range = field === 'paidPercentage' ? `0 to ${maxPaidPercentage}` : '0 to 100';
  const message = `${field}${shown} is out of range; it must be ${range}.`;
  return { code: 'number-out-of-range', severity: 'row', field, message };
}
