import type { EmployeeKey } from '../employee.ts';

/** People by their key. */
export interface PeopleIndex<T extends EmployeeKey> {
  get(key: EmployeeKey): T | undefined;
}

export function createPeopleIndex<T extends EmployeeKey>(people: readonly T[]): PeopleIndex<T> {
  const byKey = new Map(people.map((person) => [textOf(person), person]));
  return { get: (key) => byKey.get(textOf(key)) };
}

/** No key has a control character. */
function textOf({ companyId, employeeNo }: EmployeeKey): string {
  return `${companyId}\u0000${employeeNo}`;
}
