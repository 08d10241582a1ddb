import type { FileStatus } from '../../domain/file-status.ts';
import type { IssueCounts } from '../../domain/issue.ts';
import type { RosterDialect } from '../../domain/roster-dialect.ts';
import type { RosterKind } from '../../domain/roster-kind.ts';

/** What ends every mail about a file, and what every mail has. */
export interface FileWords {
  whatToDoNow: string;
  /** What the daily job has done or would do whose end dates have come by this day (yyyy-MM-dd). */
  endDates(day: string): string;
  theFile: string;
  name: string;
  feed: string;
  received: string;
  number: string;
  /** "12 in Rollcall's list of files" */
  numberOf(id: number): string;
  rows: Record<RosterKind, string>;
  issues: string;
  /** "2 that reject the file, 1 warning" */
  issueFigures(counts: IssueCounts): string;
  writtenAs: string;
  /** '' where nothing is known */
  dialect(dialect: Partial<RosterDialect>): string;
  statuses: Record<FileStatus, string>;
  /** What Rollcall is, and why the reader gets the mail. */
  footer(feed: string, kind: RosterKind): string;
}
