import type { Issue } from '../../src/domain/issue.ts';
import { issueCodes } from '../../src/domain/issue-codes.ts';
import type { ReadingOutcome } from '../../src/pipeline/reading.ts';

/** What must hold of every reading, whatever the file is: each fault is one sentence. */
export function judgeReading(
  { facts, issueCounts, issues, abandoned }: ReadingOutcome,
  report: string,
  nationalIds: ReadonlySet<string>,
): string[] {
  const faults: string[] = [];
  const demand = (isTrue: boolean, fault: string) => {
    if (!isTrue) faults.push(fault);
  };
  const { total, fatal, row, warning, byCode } = issueCounts;
  const sum = Object.values(byCode).reduce((all, count) => all + count, 0);
  demand(!abandoned, 'The reading was abandoned, though nobody asked for it.');
  demand(total === fatal + row + warning, `${total} issues are not ${fatal} + ${row} + ${warning}.`);
  demand(total === sum, `${total} issues are not the ${sum} of all codes.`);
  demand(
    total === 0 ? issues.length === 0 : issues.length > 0 && issues.length <= total,
    'The kept issues are not of those counted.',
  );
  demand(fatal === 0 || issues.some(({ severity }) => severity === 'fatal'), 'No fatal issue is among the kept ones.');
  demand(facts.rows > 0 || total > 0, 'A file without rows has no issue.');
  demand(facts.quarantined <= facts.rows, 'More rows are quarantined than there are.');
  demand(facts.taken <= facts.rows, 'More rows are taken than there are.');
  demand(facts.quarantined === 0 || row + fatal > 0, 'Rows are quarantined without an issue.');
  demand(facts.hits === 0, 'Rows hit a register that is empty.');
  for (const issue of issues) faults.push(...judgeIssue(issue));
  for (const text of [...issues.map(textOf), report]) {
    if (tellsNationalId(text, nationalIds)) faults.push(`A national identity number is told: ${text.slice(0, 300)}`);
  }
  return faults;
}

/** Whether the text has one of these eleven digits, also as six and five. */
export function tellsNationalId(text: string, nationalIds: ReadonlySet<string>): boolean {
  for (const [, date = '', rest = ''] of text.matchAll(sixAndFive)) {
    if (nationalIds.has(date + rest)) return true;
  }
  return false;
}

/** Looks ahead, so that it finds them in longer runs of digits, too. */
const sixAndFive = /(?=(\d{6})[\s.:/+\u2010-\u2015-]?(\d{5}))/gu;
/** More than any message is worth reading, with everything that it may quote. */
const longestMessage = 1500;
const controlCharacter = /\p{Cc}/u;

function judgeIssue(issue: Issue): string[] {
  const { code, line, message } = issue;
  const faults: string[] = [];
  if (!Object.hasOwn(issueCodes, code)) faults.push(`The code ${code} has no title and no advice.`);
  if (line !== null && !(Number.isInteger(line) && line > 0)) faults.push(`${code} has the line ${line}.`);
  if (message.length > longestMessage) faults.push(`The message of ${code} has ${message.length} characters.`);
  if (controlCharacter.test(message))
    faults.push(`The message of ${code} has a control character: ${JSON.stringify(message)}`);
  if (!message.isWellFormed()) faults.push(`The message of ${code} has half a character: ${JSON.stringify(message)}`);
  if (/\bundefined\b(?! entity)|\[object/.test(message))
    faults.push(`The message of ${code} tells of a slip: ${message}`);
  return faults;
}

function textOf({ message, employeeNo, companyId, positionId, column, field, pattern }: Issue): string {
  return [message, employeeNo, companyId, positionId, column, field, pattern].join('\u0001');
}
