import type { Employee, EmployeeKey } from '../domain/employee.ts';
import type { MappingTarget } from '../domain/roster-mapping.ts';

/** The canonical texts of one row. */
export type FieldTexts = Partial<Record<MappingTarget, string>>;

/** Written out in full: see personnel-ticket-employee.ts. */
export function toEmployee(
  text: FieldTexts,
  key: EmployeeKey,
  nationalId: string | null,
  attributes: Record<string, unknown> | null,
): Employee {
  return {
    companyId: key.companyId,
    employeeNo: key.employeeNo,
    firstName: text.firstName ?? null,
    surname: text.surname ?? null,
    email: text.email ?? null,
    phone: text.phone ?? null,
    dateOfBirth: text.dateOfBirth ?? null,
    gender: text.gender ?? null,
    birthplace: text.birthplace ?? null,
    addressLine: text.addressLine ?? null,
    houseNumber: text.houseNumber ?? null,
    postalCode: text.postalCode ?? null,
    city: text.city ?? null,
    country: text.country ?? null,
    hireStartDate: text.hireStartDate ?? null,
    hireEndDate: text.hireEndDate ?? null,
    hireEndCause: text.hireEndCause ?? null,
    employmentType: text.employmentType ?? null,
    payType: text.payType ?? null,
    employmentPercentage: toNumber(text.employmentPercentage),
    employmentPercentageDate: text.employmentPercentageDate ?? null,
    paidPercentage: toNumber(text.paidPercentage),
    leaveFromDate: text.leaveFromDate ?? null,
    abstainFromTicket: text.abstainFromTicket === undefined ? null : text.abstainFromTicket === 'true',
    jobTitle: text.jobTitle ?? null,
    department: text.department ?? null,
    businessUnit: text.businessUnit ?? null,
    costCenter: text.costCenter ?? null,
    costCenterName: text.costCenterName ?? null,
    attributes,
    inactiveBy: inactiveBy(text),
    nationalId,
    disabilityGrade: toNumber(text.disabilityGrade),
    disabilityFromDate: text.disabilityFromDate ?? null,
  };
}

/** Why the row itself says that this person has left. */
export function inactiveBy(text: FieldTexts): Employee['inactiveBy'] {
  if (text.deleted === 'true') return 'deleted';
  return text.active === 'false' ? 'inactive' : null;
}

function toNumber(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
