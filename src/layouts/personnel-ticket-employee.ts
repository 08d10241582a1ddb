import type { Employee, EmployeeKey } from '../domain/employee.ts';
import type { ReadRow } from './contract.ts';
import { defaults, type RowText } from './personnel-ticket-rules.ts';

/** The fields that a row can set; the other plain ones stay null. */
export const employeeFields = [
  'firstName',
  'surname',
  'dateOfBirth',
  'addressLine',
  'postalCode',
  'hireStartDate',
  'hireEndDate',
  'hireEndCause',
  'employmentType',
  'payType',
  'employmentPercentage',
  'employmentPercentageDate',
  'paidPercentage',
  'leaveFromDate',
  'abstainFromTicket',
] as const satisfies readonly (keyof Employee)[];

/**
 * A row in which there is nothing to trim, to convert or to find.
 *
 * @param nationalId as the check of clean rows has found it
 */
export function readCleanRow(values: readonly (string | undefined)[], nationalId: string): ReadRow {
  const text: RowText = {
    employeeNo: values[0] ?? '',
    companyId: values[1] ?? '',
    employmentTypeId: values[2] ?? '',
    dateOfBirth: values[3] ?? '',
    ssn: values[4] ?? '',
    firstName: values[5] ?? '',
    surname: values[6] ?? '',
    addressLine: values[7] ?? '',
    postalCode: values[8] ?? '',
    abstainFromTicket: values[9] === 'true' ? 'true' : 'false',
    hireStartDate: values[10] ?? '',
    payType: values[11] ?? '',
    hireEndDate: values[12] || undefined,
    hireEndCause: values[13] || undefined,
    disabilityGrade: values[14] || defaults.disabilityGrade,
    disabilityFromDate: values[15] || undefined,
    employmentPercentage: values[16] ?? '',
    employmentPercentageDate: values[17] || undefined,
    paidPercentage: values[18] ?? '',
    leaveFromDate: values[19] || undefined,
    isDeleted: values[20] === 'true' ? 'true' : 'false',
  };
  const key = readCleanKey(values);
  return { key, employee: toEmployee(text, key, nationalId), leaving: text.isDeleted === 'true' };
}

export function readCleanKey(values: readonly (string | undefined)[]): EmployeeKey {
  return { companyId: values[1] ?? '', employeeNo: values[0] ?? '' };
}

/** Written out in full: a million copies of a blank employee took five seconds more. */
export function toEmployee(text: RowText, key: EmployeeKey, nationalId: string): Employee {
  return {
    companyId: key.companyId,
    employeeNo: key.employeeNo,
    firstName: text.firstName,
    surname: text.surname,
    email: null,
    phone: null,
    dateOfBirth: text.dateOfBirth,
    gender: null,
    birthplace: null,
    addressLine: text.addressLine,
    houseNumber: null,
    postalCode: text.postalCode,
    city: null,
    country: null,
    hireStartDate: text.hireStartDate,
    hireEndDate: text.hireEndDate ?? null,
    hireEndCause: text.hireEndCause ?? null,
    employmentType: text.employmentTypeId,
    payType: text.payType,
    employmentPercentage: Number(text.employmentPercentage),
    employmentPercentageDate: text.employmentPercentageDate ?? null,
    paidPercentage: Number(text.paidPercentage),
    leaveFromDate: text.leaveFromDate ?? null,
    abstainFromTicket: text.abstainFromTicket === 'true',
    jobTitle: null,
    department: null,
    businessUnit: null,
    costCenter: null,
    costCenterName: null,
    attributes: null,
    inactiveBy: text.isDeleted === 'true' ? 'deleted' : null,
    nationalId,
    disabilityGrade: Number(text.disabilityGrade),
    disabilityFromDate: text.disabilityFromDate ?? null,
  };
}
