import type { Issue } from '../domain/issue.ts';

/** A finding about the file's structure, which belongs to no employee. Fatal unless told otherwise. */
export function fileIssue(
  code: string,
  line: number | null,
  message: string,
  details: Partial<Pick<Issue, 'severity' | 'column' | 'field'>> = {},
): Issue {
  return {
    code,
    severity: 'fatal',
    line,
    column: null,
    field: null,
    employeeNo: null,
    companyId: null,
    message,
    ...details,
  };
}
