import { type EmployeeField, plainFields } from '../domain/employee.ts';

/** The key and the plain fields, as `employees` and `employee_imports` both have them. */
export const employeeColumns: readonly string[] = [
  'company_id',
  'employee_no',
  ...plainFields.map(({ column }) => column),
];

/** A column's value as the employee has it; SQLite tells booleans as numbers, both databases JSON as text. */
export function fromColumn(field: EmployeeField, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (field.kind === 'boolean') return Boolean(value);
  if (field.kind === 'number') return Number(value);
  if (field.kind === 'json') return JSON.parse(String(value));
  return value;
}
