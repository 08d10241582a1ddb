import * as z from 'zod';
import { isCalendarDate, shiftYears } from '../domain/calendar-date.ts';
import { isEmail } from '../domain/email-address.ts';
import { isFiveDigits } from '../domain/national-id.ts';
import { spreadsheetErrorOf } from '../domain/spreadsheet-error.ts';
import type { TextKind } from './field-table.ts';

/** Birth dates further back are taken for mistakes. */
export const oldestYears = 120;
export const maxDecimals = 4;

type KindOf<Type> = Extract<TextKind, { type: Type }>;

/**
 * The rule of one field over its text, nothing converted; wording.ts has the words for each. A rule that zod has no name
 * for carries the code of its issue in `params`.
 *
 * @param today `yyyy-MM-dd`
 */
export function textSchema(kind: TextKind, today: string): z.ZodType<string, string> {
  switch (kind.type) {
    case 'key':
      return keySchema(kind);
    case 'text':
      return text(kind.maxLength);
    case 'email':
      return text(kind.maxLength).refine(isEmail, { params: { code: 'invalid-email' } });
    case 'date':
      return z.string().refine(isCalendarDate, { params: { code: 'invalid-date' } });
    case 'birth-date':
      return birthDateSchema(today);
    case 'boolean':
      return z.enum(['true', 'false']);
    case 'number':
      return numberSchema(kind);
    case 'code':
      return z.enum(Object.keys(kind.codes) as [string, ...string[]]);
    case 'ssn':
      return z.string().refine(isFiveDigits, { params: { code: 'invalid-ssn' } });
    case 'identity':
      return z.string();
  }
}

/**
 * Whether a spreadsheet took the text for a number and wrote it as `1,23457E+11`: the digits behind the sixth are lost. It
 * always writes a sign and two digits, so that codes like `12E3` are none; programs in Java write `1.2345678E7`.
 */
export function isScientific(text: string): boolean {
  // 58 is behind the digits and the minus.
  return text.charCodeAt(0) < 58 && text.length >= 5 && scientific.test(text);
}

/**
 * Whether a program took a key for a decimal number and wrote `10405.0`: pandas makes such numbers of a column in which one
 * cell is empty, Java of every cell of a spreadsheet.
 */
export function isDecimalKey(text: string): boolean {
  // 48 is "0".
  return text.charCodeAt(text.length - 1) === 48 && decimalKey.test(text);
}

const decimalKey = /^\d+[.,]0$/;
const scientific = /^-?\d(?:[.,]\d+E[+-]?\d{1,3}|E[+-]\d{2,3})$/i;
const controlCharacter = /\p{Cc}/u;
const plainKey = /^[a-z0-9]+$/;
const decimal = new RegExp(`^-?\\d{1,15}(\\.\\d{1,${maxDecimals}})?$`);
const wholeNumber = /^-?\d{1,15}$/;

function keySchema({ maxLength, isPlain }: KindOf<'key'>) {
  return text(maxLength)
    .refine((value) => !isDecimalKey(value), { params: { code: 'decimal-key' }, abort: true })
    .refine((value) => !controlCharacter.test(value), { params: { code: 'invalid-key' }, abort: true })
    .refine((value) => isPlain === undefined || plainKey.test(value), { params: { code: 'key-not-allowed' } });
}

/** One for all fields of a length: it takes 0.1 ms to make one, for each field of each file. */
function text(maxLength: number): z.ZodString {
  const schema = texts.get(maxLength) ?? createText(maxLength);
  texts.set(maxLength, schema);
  return schema;
}

const texts = new Map<number, z.ZodString>();

function createText(maxLength: number): z.ZodString {
  return z
    .string()
    .refine((value) => !isScientific(value), { params: { code: 'scientific-notation' }, abort: true })
    .refine((value) => spreadsheetErrorOf(value) === null, { params: { code: 'spreadsheet-error' }, abort: true })
    .max(maxLength);
}

function birthDateSchema(today: string) {
  const earliest = shiftYears(today, -oldestYears);
  return z
    .string()
    .refine(isCalendarDate, { params: { code: 'invalid-birth-date', rule: 'calendar' }, abort: true })
    .refine((date) => date <= today, { params: { code: 'invalid-birth-date', rule: 'future' } })
    .refine((date) => date >= earliest, { params: { code: 'invalid-birth-date', rule: 'too-old' } });
}

function numberSchema({ from, to, whole }: KindOf<'number'>) {
  const shape = whole ? wholeNumber : decimal;
  return z
    .string()
    .refine((value) => shape.test(value), { params: { code: 'invalid-number' }, abort: true })
    .refine((value) => Number(value) >= from && Number(value) <= to, { params: { code: 'number-out-of-range' } });
}
