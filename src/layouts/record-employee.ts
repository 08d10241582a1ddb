import type { Employee, EmployeeKey } from '../domain/employee.ts';
import type { FieldRule } from './field-table.ts';
import type { Row } from './record-row.ts';

/**
 * The employee that a usable row becomes. Attributes without a value are left out; where there are none, they are null.
 */
export function buildEmployee(
  row: Row,
  fields: readonly FieldRule[],
  key: EmployeeKey,
  inactiveBy: Employee['inactiveBy'],
): Employee {
  const employee: Employee = { ...nobody, ...key, inactiveBy, nationalId: row.nationalId };
  for (const { name, to } of fields) {
    if (to === undefined || to === 'employeeNo' || to === 'companyId' || to === 'nationalId') continue;
    const value = row.value(name) ?? null;
    if (!to.startsWith('attributes.')) Object.assign(employee, { [to]: value });
    else if (value !== null) {
      employee.attributes ??= {};
      setAt(employee.attributes, to.split('.').slice(1), value);
    }
  }
  return employee;
}

function setAt(target: Record<string, unknown>, [name = '', ...deeper]: readonly string[], value: unknown): void {
  if (deeper.length === 0) {
    target[name] = value;
    return;
  }
  const inner = (target[name] ?? {}) as Record<string, unknown>;
  target[name] = inner;
  setAt(inner, deeper, value);
}

const nobody: Employee = {
  companyId: '',
  employeeNo: '',
  firstName: null,
  surname: null,
  email: null,
  phone: null,
  dateOfBirth: null,
  gender: null,
  birthplace: null,
  addressLine: null,
  houseNumber: null,
  postalCode: null,
  city: null,
  country: null,
  hireStartDate: null,
  hireEndDate: null,
  hireEndCause: null,
  employmentType: null,
  payType: null,
  employmentPercentage: null,
  employmentPercentageDate: null,
  paidPercentage: null,
  leaveFromDate: null,
  abstainFromTicket: null,
  jobTitle: null,
  department: null,
  businessUnit: null,
  costCenter: null,
  costCenterName: null,
  attributes: null,
  inactiveBy: null,
  nationalId: null,
  disabilityGrade: null,
  disabilityFromDate: null,
};
