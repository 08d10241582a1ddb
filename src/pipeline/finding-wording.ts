import type { EmployeeKey } from '../domain/employee.ts';
import type { Issue } from '../domain/issue.ts';
import { maskNationalIds } from '../domain/mask.ts';

export function repeatedRow(line: number, key: EmployeeKey): Issue {
  return {
    code: 'duplicate-rows',
    severity: 'warning',
    line,
    column: null,
    field: null,
    employeeNo: maskNationalIds(key.employeeNo),
    companyId: key.companyId,
    message: 'The very same row stands in the file more than once. It counts once.',
  };
}

export function noEmployees(): Issue {
  const message = 'The file holds no employees: there is no row behind its header, if it has one.';
  return { ...wholeFile('no-employees', message), severity: 'warning' };
}

/** What makes the whole file unusable. */
export function wholeFile(code: string, message: string): Issue {
  return {
    code,
    severity: 'fatal',
    line: null,
    column: null,
    field: null,
    employeeNo: null,
    companyId: null,
    message,
  };
}
