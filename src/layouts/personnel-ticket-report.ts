import { datePattern, isCalendarDate } from '../domain/calendar-date.ts';
import { maxKeyLength } from '../domain/employee.ts';
import type { ReportIssue } from '../domain/issue.ts';
import { checkNationalId, holdsNationalId, isFiveDigits, looksLikeNationalId } from '../domain/national-id.ts';
import type { RawRecord } from '../formats/contract.ts';
import { type Column, columns } from './personnel-ticket-rules.ts';
import type { Finding } from './personnel-ticket-wording.ts';

type RowText = Partial<Record<Column, string>>;

/** Reports a row's findings as issues, in the order of the columns. */
export function reportFindings(findings: Finding[], record: RawRecord, text: RowText, report: ReportIssue): void {
  const employeeNo = shownKey(text.employeeNo, text);
  const companyId = shownKey(text.companyId, text);
  findings.sort((first, second) => columns.indexOf(first.field) - columns.indexOf(second.field));
  for (const finding of findings) {
    const index = columns.indexOf(finding.field);
    report({ ...finding, line: record.line, column: record.places?.[index] ?? index + 1, employeeNo, companyId });
  }
}

/** A key as it may stand in a report; null where it might be somebody's identity number from a shifted column. */
function shownKey(key: string | undefined, text: RowText): string | null {
  if (key === undefined || key.length > maxKeyLength || controlCharacter.test(key)) return null;
  return holdsNationalId(key) || looksLikeNationalId(key) || (isFiveDigits(key) && mightBeSsn(key, text)) ? null : key;
}

/** Nothing that looks like date or SSN is in its place, or the digits are right for one of the row's dates. */
function mightBeSsn(key: string, text: RowText): boolean {
  if (datePattern(text.dateOfBirth ?? '') === null && !isFiveDigits(text.ssn ?? '')) return true;
  const options = { today: '2031-12-31', allowSyntheticIds: false };
  return Object.values(text).some(
    (value) => isCalendarDate(value ?? '') && checkNationalId(value ?? '', key, options).ok,
  );
}

const controlCharacter = /\p{Cc}/u;
