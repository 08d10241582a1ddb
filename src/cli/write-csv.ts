import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../domain/app-error.ts';
import type { Issue } from '../domain/issue.ts';
import type { Change } from '../domain/plan.ts';
import type { RosterKind } from '../domain/roster-kind.ts';
import { csvCell } from '../domain/spreadsheet-cell.ts';

/** Writes text to a file that only its owner can read: rosters are personal data. */
export async function writePrivately(path: string, text: Readable): Promise<void> {
  try {
    await pipeline(text, createWriteStream(path, { mode: 0o600 }));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('usage-output', `${path} can't be written: ${(cause as Error).message}.`, {
      hint: 'Name a file in a directory that exists and that you may write to.',
      cause,
    });
  }
}

/** The same so that nothing has the name before all of it is there: whether it is, may show at its end. */
export async function writeWhole(path: string, content: Readable): Promise<void> {
  const temp = `${path}.part`;
  try {
    await rm(temp, { force: true });
    await writePrivately(temp, content);
    await rename(temp, path);
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
}

/** One line a changed field; one for a change without any. */
export async function* renderChangesCsv(
  changes: AsyncIterable<Change> | Iterable<Change>,
  kind: RosterKind,
): AsyncIterable<string> {
  const isOfPositions = kind === 'positions';
  const key = isOfPositions ? ['positionId'] : ['companyId', 'employeeNo'];
  yield csvLine(['change', ...key, 'field', 'before', 'after']);
  for await (const { kind: change, companyId, employeeNo, positionId, fields } of changes) {
    const subject = isOfPositions ? [change, positionId] : [change, companyId, employeeNo];
    if (fields.length === 0) yield csvLine(subject);
    for (const { field, before, after } of fields) yield csvLine([...subject, field, before, after]);
  }
}

/** For files whose complete list is gone: what the database has kept. */
export function* renderIssuesCsv(issues: readonly Issue[]): Iterable<string> {
  yield csvLine(['line', 'employeeNo', 'field', 'severity', 'code', 'message']);
  for (const issue of issues) {
    yield csvLine([issue.line, issue.employeeNo, issue.field, issue.severity, issue.code, issue.message]);
  }
}

function csvLine(values: readonly unknown[]): string {
  const cells = values.map((value) => {
    if (typeof value === 'object' && value !== null) return csvCell(JSON.stringify(value));
    return csvCell(value as string | number | boolean | null | undefined);
  });
  return `${cells.join(',')}\r\n`;
}
