import type { EmployeeKey } from '../domain/employee.ts';
import type { Issue } from '../domain/issue.ts';
import { maskNationalIds } from '../domain/mask.ts';
import { type ToldMessage, tell } from '../domain/told.ts';

export function repeatedRow(line: number, key: EmployeeKey): Issue {
  return {
    code: 'duplicate-rows',
    severity: 'warning',
    line,
    column: null,
    field: null,
    employeeNo: maskNationalIds(key.employeeNo),
    companyId: key.companyId,
    ...tell('rows-identical', {}),
  };
}

export function noEmployees(): Issue {
  return { ...wholeFile('no-employees', tell('no-employees', {})), severity: 'warning' };
}

/** What makes the whole file unusable. @param said a text alone is English in every mail */
export function wholeFile(code: string, said: string | ToldMessage): Issue {
  return {
    code,
    severity: 'fatal',
    line: null,
    column: null,
    field: null,
    employeeNo: null,
    companyId: null,
    ...(typeof said === 'string' ? { message: said } : said),
  };
}
