import type { ReportIssue } from '../../domain/issue.ts';
import { tell } from '../../domain/told.ts';
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
  /** Whether columns that were left out have defaults. */
  defaults: boolean;
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
    report(fileIssue('column-count', line, tell('row-columns', { line, count, expected })));
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
      report(fileIssue('column-count', null, tell('more-rows-shorter', { count: unlisted, expected })));
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
      const names = width.droppable.slice(0, listedNames);
      const more = width.droppable.length - names.length;
      const said = tell('columns-dropped', { expected, names, more, defaults: width.defaults });
      report(fileIssue('dropped-columns', shorter[0]?.line ?? null, said, { severity: 'warning' }));
    },
  };
}

/** Rows remembered until it is known whether all are shorter. */
const keptRows = 1000;
/** A row of a megabyte can be half a million columns. */
const listedNames = 20;
