import type { IssueText } from '../../domain/issue-codes/issue-code.ts';
import type { IssueCodeName } from '../../domain/issue-codes.ts';
import type { RosterKind } from '../../domain/roster-kind.ts';
import type { IssueMessageKey, MessageValues } from '../../domain/told.ts';

/** What a mail says of issues. */
export interface IssueWords {
  codes: Record<IssueCodeName, IssueText>;
  /** Of a code that nobody knows (any more). */
  adviceOfUnknown: string;
  messages: MessageTable;
  line: string;
  column: string;
  wrong: string;
  /** Whom or what rows are about. */
  subjects: Record<RosterKind, string>;
  whatToDo(advice: string): string;
  /** "Line 14, employee no. 100013, column ssn", any of it ''; "The whole file" where there is no place. */
  place(line: string, subject: string, kind: RosterKind, column: string): string;
  leavers: string;
  aboutLeavers: string;
  oneIssue: string;
  /** "The first 50 of 1,234 issues" */
  someIssues(shown: number, total: number): string;
  otherIssues: string;
  allIssues(total: number): string;
  aboutSsn: string;
  aboutNationalId: string;
  attachment: { attached: string; tooLarge: string; none: string };
  /** Where the list lies beside the file. @param isAlso besides the attachment */
  besideFile(isAlso: boolean): string;
  writeList: string;
}

/** A sentence for each key. */
export type MessageTable = { [Key in IssueMessageKey]: (values: MessageValues<Key>) => string };
