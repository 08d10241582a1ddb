import type { Issue } from '../domain/issue.ts';
import type { RosterKind } from '../domain/roster-kind.ts';
import { columnLetters } from '../domain/spreadsheet-cell.ts';
import { adviceOf, messageOf, titleOf } from './issue-text.ts';
import type { Catalogue } from './languages/contract.ts';
import type { IssueGroup, IssueRow } from './mail-blocks.ts';
import { plainLine } from './plain-line.ts';

/** Issues as rows of tables, one for each kind, in the order in which the kinds first come. */
export function groupIssues(issues: readonly Issue[], words: Catalogue): IssueGroup[] {
  const groups = new Map<string, Issue[]>();
  for (const issue of issues) {
    const alike = groups.get(issue.code) ?? [];
    alike.push(issue);
    groups.set(issue.code, alike);
  }
  const { line, column, wrong, subjects, whatToDo } = words.issues;
  return [...groups].map(([code, alike]) => {
    const kind = alike.some(({ positionId }) => positionId !== undefined) ? 'positions' : 'employees';
    return {
      title: plainLine(titleOf(code, words)),
      advice: plainLine(whatToDo(adviceOf(code, words))),
      heads: { line, subject: subjects[kind], column, wrong },
      rows: alike.map((issue) => issueRow(issue, kind, words)),
    };
  });
}

function issueRow(issue: Issue, kind: RosterKind, words: Catalogue): IssueRow {
  const line = issue.line === null ? '' : String(issue.line);
  const subject = plainLine((issue.positionId === undefined ? issue.employeeNo : issue.positionId) ?? '');
  const column = plainLine(columnName(issue));
  return {
    line,
    subject,
    column,
    wrong: plainLine(messageOf(issue, words), longestMessage),
    place: words.issues.place(line, subject, kind, column),
  };
}

const longestMessage = 500;

/** `E ssn` for the fifth column of a CSV file, as its spreadsheet shows it; the element's path in an XML file. */
function columnName({ column, field }: Issue): string {
  if (typeof column === 'number') return field === null ? columnLetters(column) : `${columnLetters(column)} ${field}`;
  return field ?? column ?? '';
}
