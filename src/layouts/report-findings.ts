import { datePattern, isCalendarDate } from '../domain/calendar-date.ts';
import { maxKeyLength } from '../domain/employee.ts';
import type { ReportIssue } from '../domain/issue.ts';
import { checkNationalId, holdsNationalId, isFiveDigits, looksLikeNationalId } from '../domain/national-id.ts';
import type { RawRecord } from '../formats/contract.ts';
import type { Finding } from './wording.ts';

/** A row as far as its report needs it. */
export interface ReportedRow {
  /** The layout's own names, in the order of a record's values. */
  columns: readonly string[];
  employeeNo: string | undefined;
  companyId: string | undefined;
  dateOfBirth: string | undefined;
  /** Undefined also where it is missing; null where the layout has none. */
  ssn: string | undefined | null;
  /** Every text of the row, or those that might be dates. */
  texts: readonly (string | undefined)[];
}

/** Reports a row's findings as issues, in the order of the columns. */
export function reportFindings(findings: Finding[], record: RawRecord, row: ReportedRow, report: ReportIssue): void {
  const { columns } = row;
  const employeeNo = shownKey(row.employeeNo, row);
  const companyId = shownKey(row.companyId, row);
  findings.sort((first, second) => columns.indexOf(first.field) - columns.indexOf(second.field));
  for (const finding of findings) {
    const index = columns.indexOf(finding.field);
    const column = record.places === undefined ? index + 1 : (record.places[index] ?? null);
    report({ ...finding, line: record.line, column, employeeNo, companyId });
  }
}

/** A key as it may stand in a report; null where it might be somebody's identity number from a shifted column. */
function shownKey(key: string | undefined, row: ReportedRow): string | null {
  if (key === undefined || key.length > maxKeyLength || controlCharacter.test(key)) return null;
  return holdsNationalId(key) || looksLikeNationalId(key) || (isFiveDigits(key) && mightBeSsn(key, row)) ? null : key;
}

/** Nothing that looks like date or SSN is in its place, or the digits are right for one of the row's dates. */
function mightBeSsn(key: string, { dateOfBirth, ssn, texts }: ReportedRow): boolean {
  if (ssn === null) return false;
  if (datePattern(dateOfBirth ?? '') === null && !isFiveDigits(ssn ?? '')) return true;
  const options = { today: '2031-12-31', allowSyntheticIds: false };
  return texts.some((value) => isCalendarDate(value ?? '') && checkNationalId(value ?? '', key, options).ok);
}

const controlCharacter = /\p{Cc}/u;
