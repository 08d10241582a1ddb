import type { Issue } from '../domain/issue.ts';
import { adviceFor, titleFor } from '../domain/issue-codes.ts';
import { columnLetters } from '../domain/spreadsheet-cell.ts';
import type { IssueGroup, IssueRow } from './mail-blocks.ts';
import { plainLine } from './plain-line.ts';

/** Issues as rows of tables, one for each kind, in the order in which the kinds first come. */
export function groupIssues(issues: readonly Issue[]): IssueGroup[] {
  const groups = new Map<string, Issue[]>();
  for (const issue of issues) {
    const alike = groups.get(issue.code) ?? [];
    alike.push(issue);
    groups.set(issue.code, alike);
  }
  return [...groups].map(([code, alike]) => ({
    title: capital(plainLine(titleFor(code))),
    subjects: alike.some(({ positionId }) => positionId !== undefined) ? 'Position' : 'Employee no.',
    advice: plainLine(adviceFor(code)),
    rows: alike.map(issueRow),
  }));
}

function issueRow(issue: Issue): IssueRow {
  return {
    line: issue.line === null ? '' : String(issue.line),
    subject: plainLine((issue.positionId === undefined ? issue.employeeNo : issue.positionId) ?? ''),
    column: plainLine(columnName(issue)),
    wrong: plainLine(issue.message, longestMessage),
  };
}

const longestMessage = 500;

/** `E ssn` for the fifth column of a CSV file, as its spreadsheet shows it; the element's path in an XML file. */
function columnName({ column, field }: Issue): string {
  if (typeof column === 'number') return field === null ? columnLetters(column) : `${columnLetters(column)} ${field}`;
  return field ?? column ?? '';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
