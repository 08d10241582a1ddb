import type { Told } from './told.ts';

/**
 * A finding about a roster file. Issues are data: they are collected in full and never thrown.
 *
 * `fatal` rejects the file, `row` quarantines the row, `warning` is only reported.
 */
export type Severity = 'fatal' | 'row' | 'warning';

export interface Issue {
  /** One of the codes in issue-codes.ts. */
  code: string;
  severity: Severity;
  /** Physical line where the record begins, counted from 1; null for findings about the whole file. */
  line: number | null;
  /** CSV: position of the column, counted from 1. XML: path of the element. */
  column: number | string | null;
  /** The layout's own name of the field (`ssn`, `dateOfBirth`). */
  field: string | null;
  /** As it stands in the file; null where it can't be read or might be something secret. */
  employeeNo: string | null;
  companyId: string | null;
  /** In a file of positions: the position that it is about; null where that can't be read. */
  positionId?: string | null;
  /** A whole sentence without any national identity number. */
  message: string;
  /** The same apart from its language; absent where only the English sentence is known. */
  told?: Told;
  /** Set where the unusable row says that this person has left: they keep what they should have lost. */
  leaver?: boolean;
  /** The shape of the wrong value (`dd.MM.yyyy`), so that one cause for a whole column can be named. */
  pattern?: string;
  /** The shape that the value should have, where that is not `yyyy-MM-dd`. */
  expected?: string;
}

export interface IssueCounts {
  total: number;
  fatal: number;
  row: number;
  warning: number;
  byCode: Record<string, number>;
}

export type ReportIssue = (issue: Issue) => void;

export function noIssues(): IssueCounts {
  return { total: 0, fatal: 0, row: 0, warning: 0, byCode: {} };
}

export function countIssue(counts: IssueCounts, issue: Issue): void {
  counts.total += 1;
  counts[issue.severity] += 1;
  counts.byCode[issue.code] = (counts.byCode[issue.code] ?? 0) + 1;
}
