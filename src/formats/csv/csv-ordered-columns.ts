import { tell } from '../../domain/told.ts';
import type { ReadOptions } from '../contract.ts';
import { fileIssue } from '../file-issue.ts';
import type { CsvColumns } from './csv-columns.ts';
import { checkHeader, type OrderedShape } from './csv-header.ts';
import { createWidthCheck } from './csv-width.ts';

/** Columns in the layout's order, under a header or not. */
export function createOrderedColumns(
  options: Pick<ReadOptions, 'csv' | 'report'> & { shape: OrderedShape },
): CsvColumns {
  const { shape, csv, report } = options;
  const width = shape.columns.length;
  const least = width - shape.csv.droppableColumns;
  const check = createWidthCheck(
    {
      expected: width,
      least,
      most: width,
      droppable: shape.columns.slice(least),
      defaults: true,
    },
    report,
  );

  return {
    /** A wrong header stops the reading: every row would be read by the wrong columns, a million findings with one cause. */
    begin(row) {
      if (csv.header === false) return 'read';
      if (shape.csv.isHeader(row.values)) return checkHeader(row, shape, report) ? 'skip' : 'stop';
      if (csv.header !== true) return 'read';
      // Skipped as a header, this employee would be missing from the roster.
      report(fileIssue('missing-header', row.line, tell('header-is-employee', { line: row.line })));
      return 'stop';
    },
    fit(row) {
      const verdict = check.judge(row);
      if (verdict === 'full') return row;
      if (verdict === 'refused') return null;
      const values: (string | undefined)[] = row.values;
      while (values.length < width) values.push(undefined);
      return { line: row.line, values };
    },
    end: check.end,
  };
}
