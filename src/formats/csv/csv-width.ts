import type { ReportIssue } from '../../domain/issue.ts';
import { fileIssue } from '../file-issue.ts';
import type { CsvRow } from './csv-rows.ts';

/** How many columns the rows of a file may have. */
export interface CsvWidth {
  /** Where none is missing. */
  expected: number;
  /** At least, where a spreadsheet left out the empty ones at the end. */
  least: number;
  /** At most, where the header ends with columns that have no name. */
  most: number;
  /** What the columns from `least` on are called. */
  droppable: readonly string[];
  /** What becomes of an employee whose columns were left out. */
  consequence: string;
}

/** Judges the number of columns in every row. */
export interface WidthCheck {
  /** `refused`: after a fatal issue. */
  judge(row: CsvRow): 'full' | 'shorter' | 'refused';
  /** Call after the last row. */
  end(): void;
}

/**
 * Columns may only be missing where a spreadsheet left the empty ones at the end out of every row.
 * One row that has them all shows that a shorter row was cut: then each shorter row is a fatal issue.
 */
export function createWidthCheck(width: CsvWidth, report: ReportIssue): WidthCheck {
  const { expected, least, most } = width;
  const shorter: { line: number; count: number }[] = [];
  let shorterCount = 0;
  let fullRows = false;

  function refuse(line: number, count: number): 'refused' {
    const message = `The row on line ${line} has ${columns(count)} where ${expected} are expected.`;
    report(fileIssue('column-count', line, message));
    return 'refused';
  }

  function judgeShorter(line: number, count: number): 'shorter' | 'refused' {
    if (fullRows) return refuse(line, count);
    shorterCount += 1;
    if (shorter.length < keptRows) shorter.push({ line, count });
    return 'shorter';
  }

  function refuseShorter(): void {
    for (const row of shorter) refuse(row.line, row.count);
    const unlisted = shorterCount - shorter.length;
    if (unlisted > 0) {
      const message = `${unlisted} more rows near the top have fewer than ${expected} columns.`;
      report(fileIssue('column-count', null, message));
    }
    shorter.length = 0;
    shorterCount = 0;
  }

  return {
    judge(row) {
      const count = row.values.length;
      if (count >= expected && count <= most) {
        if (!fullRows) {
          fullRows = true;
          if (shorterCount > 0) refuseShorter();
        }
        return 'full';
      }
      return count < expected && count >= least ? judgeShorter(row.line, count) : refuse(row.line, count);
    },
    end() {
      if (shorterCount === 0) return;
      const unlisted = width.droppable.length - listedNames;
      const missing = width.droppable.slice(0, listedNames).join(', ') + (unlisted > 0 ? ` and ${unlisted} more` : '');
      const message = `No row has all ${expected} columns: the last ones (${missing}) were left out at least in part, and ${width.consequence}.`;
      report(fileIssue('dropped-columns', shorter[0]?.line ?? null, message, { severity: 'warning' }));
    },
  };
}

/** Rows remembered until it is known whether all are shorter. */
const keptRows = 1000;
/** A row of a megabyte can be half a million columns. */
const listedNames = 20;

function columns(count: number): string {
  return count === 1 ? '1 column' : `${count} columns`;
}
