import { figure } from '../../../domain/figure.ts';
import { adviceOfUnknown, issueCodes } from '../../../domain/issue-codes.ts';
import { issueMessages } from '../../../domain/issue-messages.ts';
import type { IssueWords } from '../issue-words.ts';

const subjects = { employees: 'Employee no.', positions: 'Position' };

export const issues: IssueWords = {
  codes: issueCodes,
  adviceOfUnknown,
  messages: issueMessages,
  line: 'Line',
  column: 'Column',
  wrong: 'What is wrong',
  subjects,
  whatToDo: (advice) => `What to do: ${advice}`,
  place: (line, subject, kind, column) => {
    const where = [
      line === '' ? '' : `Line ${line}`,
      subject === '' ? '' : `${subjects[kind].toLowerCase()} ${subject}`,
      column === '' ? '' : `column ${column}`,
    ].filter((part) => part !== '');
    return where.length === 0 ? 'The whole file' : where.join(', ');
  },
  leavers: 'People who would have left',
  aboutLeavers:
    'The rows of these people could not be used, so they are still active. Otherwise this roster would have deactivated them.',
  oneIssue: 'The issue',
  someIssues: (shown, total) => `The first ${figure(shown)} of ${figure(total)} issues`,
  otherIssues: 'The other issues',
  allIssues: (total) => `All ${figure(total)} issues`,
  aboutSsn:
    'SSN is the last five digits of the Norwegian national identity number. Mails never show them: ***** stands in their place.',
  aboutNationalId: 'Mails never show national identity numbers: ***** stands in their place.',
  attachment: {
    attached: 'The list is attached as errors.csv, which opens in Excel.',
    tooLarge: 'The list is not attached: the mail server said that the mail was too large.',
    none: 'The list is not attached.',
  },
  besideFile: (isAlso) =>
    `It ${isAlso ? 'also ' : ''}lies beside the file, in the folder "rejected" of the inbox, under a name that ends with ".errors.csv".`,
  writeList: 'To have it written to a file:',
};
