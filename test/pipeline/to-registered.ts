import type { ModelPerson } from './register-model.ts';

/** A person as the register has them whom a personnel-ticket roster brought, the sealed fields opened. */
export function toRegistered({ row, active, deactivatedBy }: ModelPerson) {
  const { dateOfBirth: born, ssn } = row;
  const orNull = (text: string) => (text === '' ? null : text);
  return {
    ...nobody,
    employeeNo: row.employeeNo,
    companyId: row.companyId,
    employmentType: row.employmentTypeId,
    dateOfBirth: born,
    nationalId: born.slice(8, 10) + born.slice(5, 7) + born.slice(2, 4) + ssn,
    firstName: row.firstName,
    surname: row.surname,
    addressLine: row.addressLine,
    postalCode: row.postalCode,
    abstainFromTicket: row.abstainFromTicket === 'true',
    hireStartDate: row.hireStartDate,
    payType: row.payType,
    hireEndDate: orNull(row.hireEndDate),
    hireEndCause: orNull(row.hireEndCause),
    disabilityGrade: Number(row.disabilityGrade),
    disabilityFromDate: orNull(row.disabilityFromDate),
    employmentPercentage: Number(row.employmentPercentage),
    employmentPercentageDate: orNull(row.employmentPercentageDate),
    paidPercentage: Number(row.paidPercentage),
    leaveFromDate: orNull(row.leaveFromDate),
    active,
    deactivatedBy,
  };
}

/** What this layout never brings. */
const nobody = Object.fromEntries(
  'email phone gender birthplace houseNumber city country jobTitle department businessUnit costCenter costCenterName attributes erasedAt'
    .split(' ')
    .map((field) => [field, null]),
);
