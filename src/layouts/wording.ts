import type * as z from 'zod';
import { datePattern } from '../domain/calendar-date.ts';
import { sealedFields } from '../domain/employee.ts';
import type { Severity } from '../domain/issue.ts';
import type { SsnReason } from '../domain/issue-messages/field-messages.ts';
import { spreadsheetErrorOf } from '../domain/spreadsheet-error.ts';
import { type Told, type ToldMessage, tell } from '../domain/told.ts';
import { isDecimalKey, isScientific, maxDecimals, oldestYears } from './field-schemas.ts';
import type { WordedField } from './field-table.ts';

/** What is wrong with one field, in words. A value is only shown where it can't be something secret from another column. */
export interface Finding {
  code: string;
  severity: Severity;
  /** The layout's own name of it. */
  field: string;
  message: string;
  /** See Issue. */
  told?: Told;
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
  if (kind.type === 'key') return isDecimalKey(value) ? decimalKey(name) : invalidKey(field, issue);
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
  const finding = { field: name, ...tell('field-missing', { field: name }) };
  if (kind.type === 'birth-date') return { code: 'missing-birth-date', severity: 'fatal', ...finding };
  if (kind.type === 'ssn' || kind.type === 'identity') return { code: 'missing-ssn', severity: 'fatal', ...finding };
  return { code: 'missing-field', severity: 'row', ...finding };
}

/** What to say where a spreadsheet wrote an error instead of the value; null where it didn't. */
export function lostInSpreadsheet({ name, kind }: WordedField, text: string): Finding | null {
  const cause = spreadsheetErrorOf(text);
  if (cause === null) return null;
  const value = text.length > mostSigns ? `${text.slice(0, mostSigns)}...` : text;
  const values = { field: name, value, cause };
  if (kind.type === 'ssn' || kind.type === 'identity') {
    return { code: 'invalid-ssn', severity: 'fatal', field: name, ...tell('ssn-spreadsheet-error', values) };
  }
  const said = tell('spreadsheet-error', values);
  if (kind.type === 'birth-date') return { code: 'invalid-birth-date', severity: 'fatal', field: name, ...said };
  return { code: 'spreadsheet-error', severity: 'row', field: name, ...said };
}

const mostSigns = 20;

export function invalidSsn(field: string, reason: SsnReason): Finding {
  return { code: 'invalid-ssn', severity: 'fatal', field, ...tell('ssn-invalid', { field, reason }) };
}

/** @param reason as the rules of its country word it */
export function invalidNationalId(field: string, reason: string): Finding {
  return { code: 'invalid-ssn', severity: 'fatal', field, ...tell('national-id-invalid', { field, reason }) };
}

export function nationalIdAsKey(field: string, own: boolean): Finding {
  return { code: 'national-id-as-key', severity: 'row', field, ...tell('national-id-as-key', { field, own }) };
}

export function nationalIdInText(field: string): Finding {
  return { code: 'national-id-in-text', severity: 'row', field, ...tell('national-id-in-text', { field }) };
}

export function unknownCompany(field: string, companyId: string, known: readonly string[]): Finding {
  const value = /^\d{1,4}$|^\d{9}$/.test(companyId) ? companyId : null;
  const isOrganisation = /^\d{9}$/.test(companyId);
  const said = tell('company-unknown', { field, value, known: known.join(', '), isOrganisation });
  return { code: 'unknown-company', severity: 'fatal', field, ...said };
}

export function booleanSpelling(field: string, value: string, read: string): Finding {
  const said = tell('boolean-spelling', { field, value, read });
  return { code: 'boolean-spelling', severity: 'warning', field, ...said };
}

/** A warning for three digits: abroad there are such postal codes. */
export function shortPostalCode(field: string, value: string): Finding {
  return { code: 'leading-zeros-lost', severity: 'warning', field, ...tell('postal-code-short', { field, value }) };
}

/** With a zero in front none was dropped. */
export function isShortPostalCode(value: string): boolean {
  return value.length === 3 && /^[1-9]\d\d$/.test(value);
}

function ssnReason(value: string): SsnReason {
  return /^\d{1,4}$/.test(value) ? 'zeros-lost' : 'not-five-digits';
}

/** What a spreadsheet does to digits that it takes for a number. */
export function scientificNotation(field: string): Finding {
  return { code: 'scientific-notation', severity: 'row', field, ...tell('scientific-notation', { field }) };
}

function decimalKey(field: string): Finding {
  return { code: 'decimal-key', severity: 'row', field, ...tell('decimal-key', { field }) };
}

function invalidKey({ name: field, kind }: WordedField, issue: z.core.$ZodIssue): Finding {
  const finding = { code: 'invalid-key', severity: 'row', field } as const;
  if (issue.code === 'too_big') {
    return { ...finding, ...tell('key-too-long', { field, most: Number(issue.maximum), isFallback: false }) };
  }
  if (issue.code === 'custom' && issue.params?.code === 'key-not-allowed' && kind.type === 'key') {
    return { ...finding, ...tell('key-characters', { field, most: kind.maxLength }) };
  }
  return { ...finding, ...tell('key-control-character', { field }) };
}

function invalidBirthDate(field: WordedField, value: string, rule: string): Finding {
  const { name } = field;
  const finding = { code: 'invalid-birth-date', severity: 'fatal', field: name } as const;
  if (rule === 'future') return { ...finding, ...tell('birth-date-future', { field: name, value }) };
  if (rule === 'too-old') {
    return { ...finding, ...tell('birth-date-too-old', { field: name, value, years: oldestYears }) };
  }
  return { ...finding, ...notADate(field, value) };
}

function invalidDate(field: WordedField, value: string): Finding {
  return { code: 'invalid-date', severity: 'row', field: field.name, ...notADate(field, value) };
}

/** A date may have tabs and line breaks around it, which a message must not. */
function inOneLine(value: string): string {
  return value.replaceAll(/\p{Cc}/gu, ' ');
}

function notADate(field: WordedField, text: string): ToldMessage & { pattern?: string } {
  const { name } = field;
  const pattern = datePattern(text);
  const value = pattern === null || secretLooking.has(pattern) || isSealed(field) ? null : inOneLine(text);
  if (pattern === 'yyyy-MM-dd' && text.length === 10) return tell('date-not-in-calendar', { field: name, value });
  const written = value !== null || pattern === 'yyyy-MM-dd' ? null : pattern;
  const said = tell('date-not-written', { field: name, value, isSerial: pattern === 'serial', written });
  return pattern === null ? said : { ...said, pattern };
}

/** A spreadsheet's serial number has five digits, and so has an SSN from a shifted column. */
const secretLooking = new Set(['serial']);
const sealed: ReadonlySet<string> = new Set(sealedFields);

/** Whether the register seals it: its values are never shown. */
function isSealed({ to }: WordedField): boolean {
  return to !== undefined && sealed.has(to);
}

function invalidBoolean(field: string, text: string): Finding {
  const value = /^(yes|no|ja|nei|[yntfjx01]|on|off)$/i.test(text) ? text : null;
  return { code: 'invalid-boolean', severity: 'row', field, ...tell('boolean-invalid', { field, value }) };
}

function unknownCode(field: string, codes: Readonly<Record<string, string>>, text: string): Finding {
  const folded = text.toLowerCase();
  const [code, name] =
    Object.entries(codes).find(([code, name]) => code.toLowerCase() === folded || name.toLowerCase() === folded) ?? [];
  const meant = code === undefined || name === undefined ? null : { code, name };
  const value = meant !== null || /^[\p{L}\d]{1,2}$/u.test(text) ? text : null;
  const said = tell('code-unknown', { field, value, known: Object.keys(codes).join(', '), meant });
  return { code: 'unknown-code', severity: 'row', field, ...said };
}

function tooLong(field: string, { length }: string, most: number): Finding {
  return { code: 'too-long', severity: 'row', field, ...tell('text-too-long', { field, length, most }) };
}

function invalidEmail(field: string): Finding {
  return { code: 'invalid-email', severity: 'row', field, ...tell('email-invalid', { field }) };
}

function invalidNumber(field: WordedField, text: string): Finding {
  const { name, kind } = field;
  const value = !isSealed(field) && /^-?\d{1,4}([.,]\d{1,9})? ?%?$/.test(text) ? text : null;
  const isWhole = kind.type === 'number' && kind.whole === true;
  return {
    code: 'invalid-number',
    severity: 'row',
    field: name,
    ...tell('number-invalid', { field: name, value, isWhole }),
  };
}

function outOfRange(field: WordedField, text: string): Finding {
  const { name, kind } = field;
  if (kind.type !== 'number') throw new Error(`${name} is no number`);
  const value = !isSealed(field) && outOfRangeShape.test(text) ? text : null;
  const said = tell('number-out-of-range', { field: name, value, from: kind.from, to: kind.to });
  return { code: 'number-out-of-range', severity: 'row', field: name, ...said };
}

const outOfRangeShape = new RegExp(`^-?\\d{1,4}(\\.\\d{1,${maxDecimals}})?$`);
