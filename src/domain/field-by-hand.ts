import { isCalendarDate } from './calendar-date.ts';
import { isEmail } from './email-address.ts';
import { type Employee, type EmployeeField, type EmployeeKey, plainFields, sealedFields } from './employee.ts';
import { maskNationalIds } from './mask.ts';

export type FieldByHand = Exclude<keyof Employee, keyof EmployeeKey | 'inactiveBy'>;

/** What a person can set: the plain fields, and those that are sealed. */
export const fieldsByHand: readonly FieldByHand[] = [
  ...plainFields.map(({ name }) => name as FieldByHand),
  ...sealedFields,
];

export type ReadByHand = { ok: true; value: Employee[FieldByHand] } | { ok: false; problem: string };

/**
 * A value as somebody types it, by the canonical type of its field. An empty text is no value. National identity numbers have
 * rules of their own country, and are not judged here.
 *
 * @param today `yyyy-MM-dd`
 */
export function readFieldByHand(name: FieldByHand, typed: string, today: string): ReadByHand {
  const text = typed.trim().normalize('NFC');
  if (text === '') return { ok: true, value: null };
  if (controlCharacter.test(text)) return wrong(name, 'must not have line breaks or other control characters');
  if (name === 'nationalId') return { ok: true, value: text };
  if (maskNationalIds(text) !== text) {
    return wrong(name, 'holds what looks like a national identity number, and is not kept as one');
  }
  if (name === 'disabilityGrade') return readNumber(name, text, { from: 0, to: 100 });
  if (name === 'disabilityFromDate') return readDate(name, text);
  if (name === 'dateOfBirth') return readBirthDate(text, today);
  if (name === 'email' && !isEmail(text)) return wrong(name, 'is no email address');
  if (name === 'employmentPercentage' || name === 'paidPercentage') {
    return readNumber(name, text, { from: 0, to: Number.POSITIVE_INFINITY });
  }
  return readPlain(plainField(name), text);
}

function plainField(name: FieldByHand): EmployeeField {
  const field = plainFields.find((known) => known.name === name);
  if (field === undefined) throw new Error(`${name} is no plain field.`);
  return field;
}

function readPlain({ name, kind, maxLength = Number.POSITIVE_INFINITY }: EmployeeField, text: string): ReadByHand {
  if (kind === 'date') return readDate(name, text);
  if (kind === 'number')
    return readNumber(name, text, { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY });
  if (kind === 'boolean') {
    return text === 'true' || text === 'false'
      ? { ok: true, value: text === 'true' }
      : wrong(name, 'is true or false, written like that');
  }
  if (kind === 'json') return readObject(name, text);
  if ([...text].length > maxLength) return wrong(name, `has ${[...text].length} characters; ${maxLength} are allowed`);
  return { ok: true, value: text };
}

function readDate(name: keyof Employee, text: string): ReadByHand {
  return isCalendarDate(text)
    ? { ok: true, value: text }
    : wrong(name, `is "${shown(text)}", which is no date written as yyyy-MM-dd`);
}

function readBirthDate(text: string, today: string): ReadByHand {
  const read = readDate('dateOfBirth', text);
  if (!read.ok) return read;
  if (text > today) return wrong('dateOfBirth', `is ${text}, which lies in the future`);
  const oldest = Number(today.slice(0, 4)) - oldestYears;
  return Number(text.slice(0, 4)) < oldest
    ? wrong('dateOfBirth', `is ${text}, more than ${oldestYears} years back`)
    : read;
}

const oldestYears = 120;

function readNumber(name: keyof Employee, text: string, { from, to }: { from: number; to: number }): ReadByHand {
  if (!/^-?\d{1,15}(\.\d{1,4})?$/.test(text)) {
    return wrong(name, 'is a number with at most four decimals behind a point, like 37.5');
  }
  const value = Number(text);
  if (value < from) return wrong(name, `must not be below ${from}`);
  return value > to ? wrong(name, `must not be above ${to}`) : { ok: true, value };
}

function readObject(name: keyof Employee, text: string): ReadByHand {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { ok: true, value: value as Record<string, unknown> };
    }
  } catch {
    // Said below, in words of our own.
  }
  return wrong(name, 'is a JSON object, like {"shift":"night"}');
}

function wrong(name: keyof Employee, rule: string): ReadByHand {
  return { ok: false, problem: `${name} ${rule}.` };
}

function shown(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown)}...` : text;
}

const longestShown = 20;
const controlCharacter = /\p{Cc}/u;
