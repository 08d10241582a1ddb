import { syntheticEmployee } from '../fixtures/roster.ts';

/** The i-th employee of a system without national identity numbers, companies and birth dates. */
export function syncedEmployee(i: number, overrides: { employee_id?: string } = {}): Record<string, string> {
  const { firstName, surname } = syntheticEmployee(i);
  return {
    employee_id: String(1000 + i),
    forename: firstName,
    surname,
    employee_type: 'employee',
    department: `Department ${i % 4}`,
    start_date: '2019-03-15',
    country: 'NO',
    email: `person${i}@example.org`,
    ...overrides,
  };
}

export function syncedCsv(employees: readonly Record<string, string>[]): string {
  const [first = {}] = employees;
  const lines = [Object.keys(first), ...employees.map((employee) => Object.values(employee))];
  return lines.map((values) => `${values.join(';')}\n`).join('');
}
