import type { Issue } from '../domain/issue.ts';
import type { ToldMessage } from '../domain/told.ts';

/**
 * A finding about the file's structure, which belongs to no employee. Fatal unless told otherwise.
 *
 * @param said a text alone is English in every mail
 */
export function fileIssue(
  code: string,
  line: number | null,
  said: string | ToldMessage,
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
    ...(typeof said === 'string' ? { message: said } : said),
    ...details,
  };
}
