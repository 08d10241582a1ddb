import type { ReportIssue } from '../domain/issue.ts';
import type { CsvByPosition, RawRecord, RecordShape } from './contract.ts';
import type { CsvRow } from './csv-rows.ts';
import { fileIssue } from './file-issue.ts';

/** Judges the number of columns in every row. */
export interface ColumnCheck {
  /** The row as a record of the layout's width, or null after a fatal issue. */
  fit(row: CsvRow): RawRecord | null;
  /** Call after the last row. */
  end(): void;
}

/**
 * Columns may only be missing where a spreadsheet left the empty ones at the end out of every row.
 * One row that has them all shows that a shorter row was cut: then each shorter row is a fatal issue.
 */
export function createColumnCheck(shape: RecordShape & { csv: CsvByPosition }, report: ReportIssue): ColumnCheck {
  const width = shape.columns.length;
  const least = width - shape.csv.droppableColumns;
  const shorter: { line: number; count: number }[] = [];
  let shorterCount = 0;
  let fullRows = false;

  function refuse(line: number, count: number): null {
    const message = `The row on line ${line} has ${columns(count)} where ${width} are expected.`;
    report(fileIssue('column-count', line, message));
    return null;
  }

  function fitShorter(row: CsvRow, count: number): RawRecord | null {
    if (fullRows) return refuse(row.line, count);
    shorterCount += 1;
    if (shorter.length < keptRows) shorter.push({ line: row.line, count });
    const values: (string | undefined)[] = row.values;
    while (values.length < width) values.push(undefined);
    return { line: row.line, values };
  }

  function refuseShorter(): void {
    for (const row of shorter) refuse(row.line, row.count);
    const unlisted = shorterCount - shorter.length;
    if (unlisted > 0) {
      const message = `${unlisted} more rows near the top have fewer than ${width} columns.`;
      report(fileIssue('column-count', null, message));
    }
    shorter.length = 0;
    shorterCount = 0;
  }

  return {
    fit(row) {
      const count = row.values.length;
      if (count === width) {
        if (!fullRows) {
          fullRows = true;
          if (shorterCount > 0) refuseShorter();
        }
        return row;
      }
      return count < width && count >= least ? fitShorter(row, count) : refuse(row.line, count);
    },
    end() {
      if (shorterCount === 0) return;
      const missing = shape.columns.slice(least).join(', ');
      const message = `No row has all ${width} columns: the last ones (${missing}) were left out at least in part, and their defaults are used.`;
      report(fileIssue('dropped-columns', shorter[0]?.line ?? null, message, { severity: 'warning' }));
    },
  };
}

/** Rows remembered until it is known whether all are shorter. */
const keptRows = 1000;

function columns(count: number): string {
  return count === 1 ? '1 column' : `${count} columns`;
}
