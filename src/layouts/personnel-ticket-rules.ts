import * as z from 'zod';
import { isCalendarDate, shiftYears } from '../domain/calendar-date.ts';
import { type Employee, maxKeyLength, plainFields } from '../domain/employee.ts';
import { isFiveDigits } from '../domain/national-id.ts';
import { employmentTypes, endCauses, payTypes } from './personnel-ticket-codes.ts';

/** The columns of a roster, in the order that the system demands. */
export const columns = [
  'employeeNo',
  'companyId',
  'employmentTypeId',
  'dateOfBirth',
  'ssn',
  'firstName',
  'surname',
  'addressLine',
  'postalCode',
  'abstainFromTicket',
  'hireStartDate',
  'payType',
  'hireEndDate',
  'hireEndCause',
  'disabilityGrade',
  'disabilityFromDate',
  'employmentPercentage',
  'employmentPercentageDate',
  'paidPercentage',
  'leaveFromDate',
  'isDeleted',
] as const;

export type Column = (typeof columns)[number];

/** What an empty or absent column stands for; the others are required, except where the default is empty itself. */
export const defaults = { abstainFromTicket: 'false', disabilityGrade: '0', isDeleted: 'false' } as const;

export type RowText = z.infer<ReturnType<typeof createRowSchema>>;

/**
 * The rules of every single field, over the row's text: an empty column is undefined, nothing is converted.
 * A rule that zod has no name for carries the code of its issue in `params`.
 */
export function createRowSchema(today: string) {
  const earliestBirth = shiftYears(today, -oldestYears);
  return z.object({
    employeeNo: key,
    companyId: key,
    employmentTypeId: codeOf(employmentTypes),
    dateOfBirth: z
      .string()
      .refine(isCalendarDate, { params: { code: 'invalid-birth-date', rule: 'calendar' }, abort: true })
      .refine((date) => date <= today, { params: { code: 'invalid-birth-date', rule: 'future' } })
      .refine((date) => date >= earliestBirth, { params: { code: 'invalid-birth-date', rule: 'too-old' } }),
    ssn: z.string().refine(isFiveDigits, { params: { code: 'invalid-ssn' } }),
    firstName: z.string().max(textLimits.firstName),
    surname: z.string().max(textLimits.surname),
    addressLine: z.string().max(textLimits.addressLine),
    postalCode: z.string().max(textLimits.postalCode),
    abstainFromTicket: boolean,
    hireStartDate: date,
    payType: codeOf(payTypes),
    hireEndDate: date.optional(),
    hireEndCause: codeOf(endCauses).optional(),
    disabilityGrade: numberUpTo(maxPercentage),
    disabilityFromDate: date.optional(),
    employmentPercentage: numberUpTo(maxPercentage),
    employmentPercentageDate: date.optional(),
    paidPercentage: numberUpTo(maxPaidPercentage),
    leaveFromDate: date.optional(),
    isDeleted: boolean,
  });
}

/** Birth dates further back are taken for mistakes. */
export const oldestYears = 120;
export const maxPercentage = 100;
/** The system knows no upper limit; above this a number is no percentage any more. */
export const maxPaidPercentage = 100_000;

export const maxDecimals = 4;
/** What the register can hold, in characters. */
export const textLimits = {
  firstName: maxLengthOf('firstName'),
  surname: maxLengthOf('surname'),
  addressLine: maxLengthOf('addressLine'),
  postalCode: maxLengthOf('postalCode'),
} as const;

const controlCharacter = /\p{Cc}/u;
const key = z
  .string()
  .max(maxKeyLength)
  .refine((value) => !controlCharacter.test(value), { params: { code: 'invalid-key' } });
const date = z.string().refine(isCalendarDate, { params: { code: 'invalid-date' } });
const boolean = z.enum(['true', 'false']);
const decimal = new RegExp(`^-?\\d{1,15}(\\.\\d{1,${maxDecimals}})?$`);

function codeOf<Codes extends Record<string, string>>(codes: Codes) {
  return z.enum(Object.keys(codes) as [string, ...string[]]);
}

function maxLengthOf(name: keyof Employee): number {
  return plainFields.find((field) => field.name === name)?.maxLength ?? 0;
}

function numberUpTo(limit: number) {
  return z
    .string()
    .refine((value) => decimal.test(value), { params: { code: 'invalid-number' }, abort: true })
    .refine((value) => Number(value) >= 0 && Number(value) <= limit, { params: { code: 'number-out-of-range' } });
}
