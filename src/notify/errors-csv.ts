import type { Readable } from 'node:stream';
import { figure } from '../domain/figure.ts';
import type { Issue } from '../domain/issue.ts';
import { adviceFor } from '../domain/issue-codes.ts';
import type { RosterKind } from '../domain/roster-kind.ts';
import { csvCell } from '../domain/spreadsheet-cell.ts';
import { plainLine } from './plain-line.ts';

/** Whom or what an issue is about, in two columns. */
const subjects: Record<RosterKind, readonly [string, string]> = {
  employees: ['employee number', 'company'],
  positions: ['position', 'employee number'],
};
const columnsBehind = ['column', 'field', 'severity', 'code', 'message', 'what to do'] as const;
/** `line` and the two subjects. */
const columnsBefore = 3;

/** Excel takes a CSV file for UTF-8 only when it begins with a byte order mark. */
const byteOrderMark = '\uFEFF';
const lineEnd = '\r\n';

/** Most lines of issues in an attachment (interface.md), and the bytes at which it ends earlier. */
export const maxAttachedIssues = 10_000;
const maxAttachedBytes = 5_000_000;

/** The first line of an errors.csv. */
export const errorsCsvHeader = headerOf('employees');

export function headerOf(kind: RosterKind): string {
  return byteOrderMark + ['line', ...subjects[kind], ...columnsBehind].map(csvCell).join(',') + lineEnd;
}

/** One issue as one physical line of an errors.csv. */
export function renderErrorsCsvLine(issue: Issue): string {
  const cells = [
    issue.line,
    ...(issue.positionId === undefined ? [issue.employeeNo, issue.companyId] : [issue.positionId, issue.employeeNo]),
    issue.column,
    issue.field,
    issue.severity,
    issue.code,
    issue.message,
    adviceFor(issue.code),
  ];
  return plainLine(cells.map(csvCell).join(',')) + lineEnd;
}

/**
 * The errors.csv that goes with a mail: at most 10,000 issues; where some are left out the last line says so.
 *
 * @param report the complete errors.csv as it was written; null takes the kept issues instead
 */
export async function errorsCsvAttachment(
  report: Readable | null,
  keptIssues: readonly Issue[],
  totalIssues: number,
  kind: RosterKind = 'employees',
): Promise<Buffer> {
  const { content, lines } = report === null ? fromIssues(keptIssues, kind) : await firstLines(report);
  const left = totalIssues - lines;
  if (left <= 0) return content;
  const note = `${figure(lines)} of ${figure(totalIssues)} issues are listed here.`;
  const cells = Array.from({ length: columnsBefore + columnsBehind.length }, () => '');
  cells[columnsBefore + columnsBehind.indexOf('message')] = csvCell(note);
  return Buffer.concat([content, Buffer.from(cells.join(',') + lineEnd)]);
}

function fromIssues(issues: readonly Issue[], kind: RosterKind): { content: Buffer; lines: number } {
  const listed = issues.slice(0, maxAttachedIssues);
  return { content: Buffer.from(headerOf(kind) + listed.map(renderErrorsCsvLine).join('')), lines: listed.length };
}

async function firstLines(report: Readable): Promise<{ content: Buffer; lines: number }> {
  const parts: Buffer[] = [];
  let bytes = 0;
  let lines = -1; // the header is none
  for await (const chunk of report) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    const room = Math.min(part.length, maxAttachedBytes - bytes);
    let end = 0;
    for (let at = part.indexOf(newline); at >= 0 && at < room; at = part.indexOf(newline, at + 1)) {
      lines += 1;
      end = at + 1;
      if (lines === maxAttachedIssues) break;
    }
    const full = lines === maxAttachedIssues || room < part.length;
    parts.push(full ? part.subarray(0, end) : part);
    bytes += part.length;
    if (full) break;
  }
  const content = Buffer.concat(parts);
  // A cut or a crash may have left half a line.
  return { content: content.subarray(0, content.lastIndexOf(newline) + 1), lines: Math.max(lines, 0) };
}

const newline = 0x0a;
