import type { Employee, EmployeeKey } from '../domain/employee.ts';
import type { FieldRule, FieldTarget } from './field-table.ts';
import type { Row } from './record-row.ts';

/**
 * Makes the employee that a usable row becomes. Attributes without a value are left out; where there are none, they are
 * null.
 */
export function createEmployeeBuilder(
  fields: readonly FieldRule[],
): (row: Row, key: EmployeeKey, inactiveBy: Employee['inactiveBy']) => Employee {
  const targets = fields.flatMap(({ name, to }) =>
    to === undefined || isKeyOrIdentity(to) ? [] : [{ name, path: to.split('.') }],
  );
  return (row, key, inactiveBy) => {
    const employee: Employee = { ...nobody, ...key, inactiveBy, nationalId: row.nationalId };
    for (const { name, path } of targets) {
      const value = row.value(name) ?? null;
      // Of the deeper ones all are attributes.
      if (path.length === 1 || value !== null) setAt(employee as unknown as Group, path, value);
    }
    return employee;
  };
}

type Group = Record<string, unknown>;

function isKeyOrIdentity(to: FieldTarget): boolean {
  return to === 'employeeNo' || to === 'companyId' || to === 'nationalId';
}

function setAt(target: Group, [name = '', ...deeper]: readonly string[], value: unknown): void {
  if (deeper.length === 0) {
    target[name] = value;
    return;
  }
  const inner = (target[name] ?? {}) as Group;
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
