import * as z from 'zod';
import { plainFields } from '../domain/employee.ts';
import { textSchema } from './field-schemas.ts';
import {
  birthDate,
  boolean,
  codeOf,
  date,
  key,
  numberUpTo,
  plain,
  type TextKind,
  type WordedField,
} from './field-table.ts';
import { employmentTypes, endCauses, payTypes } from './personnel-ticket-codes.ts';

/**
 * The columns of a roster, in the order that the system demands. Source of this and of every rule below, unless it says
 * otherwise: the table in the system's guide "How to Import Employees in CSV Format" ("the guide").
 */
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

/**
 * What an empty or absent column stands for. The guide: "Fields without a default value are required"; those whose default
 * is empty are optional in the schema.
 */
export const defaults = { abstainFromTicket: 'false', disabilityGrade: '0', isDeleted: 'false' } as const;

export const maxPercentage = 100;
/** The guide says no more than "percentage of pay": above this a number is no percentage any more. */
export const maxPaidPercentage = 100_000;

const kinds: Readonly<Record<Column, TextKind>> = {
  employeeNo: key,
  // The ticket system's own id of the company, not its organisation number.
  companyId: key,
  // The codes of the guide, like the pay types and end causes below.
  employmentTypeId: codeOf(employmentTypes),
  // Any invalid birth date or SSN, and nothing of the file is imported. Both are reported in full.
  dateOfBirth: birthDate,
  // Five digits, which must fit the birth date: domain/national-id.ts.
  ssn: { type: 'ssn' },
  // Texts as long as the register can hold them; the guide gives no lengths.
  firstName: plain('firstName'),
  surname: plain('surname'),
  addressLine: plain('addressLine'),
  postalCode: plain('postalCode'),
  // "Valid values are true and false".
  abstainFromTicket: boolean,
  // Dates are written yyyy-MM-dd.
  hireStartDate: date,
  payType: codeOf(payTypes),
  hireEndDate: date,
  hireEndCause: codeOf(endCauses),
  // 0 to 100, and above 0 with a date: personnel-ticket-schema-reader.ts.
  disabilityGrade: numberUpTo(maxPercentage),
  disabilityFromDate: date,
  employmentPercentage: numberUpTo(maxPercentage),
  employmentPercentageDate: date,
  paidPercentage: numberUpTo(maxPaidPercentage),
  leaveFromDate: date,
  isDeleted: boolean,
};

/** What the words about a column need. */
export function wordedField(name: Column): WordedField {
  const sealed = name === 'disabilityGrade' || name === 'disabilityFromDate';
  return { name, kind: kinds[name], ...(sealed && { to: name }) };
}

export type RowText = z.infer<ReturnType<typeof createRowSchema>>;

/** The rules of every single field, over the row's text: an empty column is undefined, nothing is converted. */
export function createRowSchema(today: string) {
  const rule = (name: Column) => textSchema(kinds[name], today);
  return z.object({
    employeeNo: rule('employeeNo'),
    companyId: rule('companyId'),
    employmentTypeId: rule('employmentTypeId'),
    dateOfBirth: rule('dateOfBirth'),
    ssn: rule('ssn'),
    firstName: rule('firstName'),
    surname: rule('surname'),
    addressLine: rule('addressLine'),
    postalCode: rule('postalCode'),
    abstainFromTicket: rule('abstainFromTicket'),
    hireStartDate: rule('hireStartDate'),
    payType: rule('payType'),
    hireEndDate: rule('hireEndDate').optional(),
    hireEndCause: rule('hireEndCause').optional(),
    disabilityGrade: rule('disabilityGrade'),
    disabilityFromDate: rule('disabilityFromDate').optional(),
    employmentPercentage: rule('employmentPercentage'),
    employmentPercentageDate: rule('employmentPercentageDate').optional(),
    paidPercentage: rule('paidPercentage'),
    leaveFromDate: rule('leaveFromDate').optional(),
    isDeleted: rule('isDeleted'),
  });
}

/** What the register can hold, in characters. */
export const textLimits = {
  firstName: maxLengthOf('firstName'),
  surname: maxLengthOf('surname'),
  addressLine: maxLengthOf('addressLine'),
  postalCode: maxLengthOf('postalCode'),
} as const;

function maxLengthOf(column: string): number {
  return plainFields.find(({ name }) => name === column)?.maxLength ?? 0;
}
