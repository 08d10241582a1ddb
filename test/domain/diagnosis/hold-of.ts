import type { HeldPlan, Person } from '../../../src/domain/diagnosis/held-plan.ts';
import { noChanges } from '../../../src/domain/plan.ts';

/** The i-th person of company 1, known by name, birth date and email; no national identity number. */
export function person(i: number, more: Partial<Person> = {}): Person {
  return {
    companyId: '1',
    employeeNo: String(1000 + i),
    firstName: `First${i}`,
    surname: `Sur${i}`,
    dateOfBirth: `19${50 + (i % 50)}-0${1 + (i % 9)}-11`,
    email: `p${i}@example.org`,
    nationalIdIndex: null,
    ...more,
  };
}

export function people(count: number, from = 0): Person[] {
  return Array.from({ length: count }, (_, index) => person(from + index));
}

/** Nothing is known of them but their numbers. */
export function numbers(employeeNos: readonly string[]): Person[] {
  return employeeNos.map((employeeNo) => ({
    companyId: '1',
    employeeNo,
    firstName: null,
    surname: null,
    dateOfBirth: null,
    email: null,
    nationalIdIndex: null,
  }));
}

/** The hold of a file with these people for a register of those, in the order in which both were brought. */
export function holdOf(register: readonly Person[], file: readonly Person[], more: Partial<HeldPlan> = {}): HeldPlan {
  const keyOf = ({ companyId, employeeNo }: Person) => `${companyId}/${employeeNo}`;
  const registered = new Set(register.map(keyOf));
  const listed = new Set(file.map(keyOf));
  const missing = register.filter((one) => !listed.has(keyOf(one)));
  const newcomers = file.filter((one) => !registered.has(keyOf(one)));
  return {
    rows: file.length,
    plan: {
      ...noChanges(),
      created: newcomers.length,
      deactivated: missing.length,
      unchanged: file.length - newcomers.length,
    },
    active: register.length,
    activePerCompany: perCompany(register),
    rowsPerCompany: perCompany(file),
    absentPerCompany: perCompany(missing),
    strangeCompanies: [...perCompany(file).keys()].filter((id) => !perCompany(register).has(id)),
    missing: { total: missing.length, items: missing },
    newcomers: { total: newcomers.length, items: newcomers },
    roll: {
      total: register.length,
      items: register.map((one) => ({ ...one, broughtBy: 1, isMissing: !listed.has(keyOf(one)) })),
    },
    updates: { total: 0, items: [] },
    holdReasons: [],
    ...more,
  };
}

function perCompany(people: readonly Person[]): Map<string, number> {
  return new Map([...Map.groupBy(people, (one) => one.companyId)].map(([id, of]) => [id, of.length]));
}
