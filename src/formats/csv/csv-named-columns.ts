import { tell } from '../../domain/told.ts';
import type { RawRecord, ReadOptions } from '../contract.ts';
import { fileIssue } from '../file-issue.ts';
import type { CsvColumns } from './csv-columns.ts';
import { type ColumnPlan, planColumns } from './csv-named-header.ts';
import type { NamedShape } from './csv-names.ts';
import type { CsvRow } from './csv-rows.ts';
import { createWidthCheck, type WidthCheck } from './csv-width.ts';

/** Columns in any order under a header that names them. */
export function createNamedColumns(options: Pick<ReadOptions, 'csv' | 'report'> & { shape: NamedShape }): CsvColumns {
  const { shape, csv, report } = options;
  let plan: ColumnPlan | null = null;
  let check: WidthCheck | null = null;

  function hasNamelessValue({ nameless }: ColumnPlan, { line, values }: CsvRow): boolean {
    // A header can have more of them than any row has columns.
    const place = nameless.find((at) => at >= values.length || values[at]?.trim() !== '');
    if (place === undefined || place >= values.length) return false;
    const column = place + 1;
    report(fileIssue('column-count', line, tell('value-without-name', { line, column }), { column }));
    return true;
  }

  return {
    begin(row) {
      if (csv.header === false) {
        report(fileIssue('missing-header', row.line, tell('header-switched-off', {})));
        return 'stop';
      }
      plan = planColumns(row, shape, report);
      if (plan === null) return 'stop';
      check = createWidthCheck({ ...plan.width, defaults: false }, report);
      return 'skip';
    },
    fit(row) {
      if (plan === null || check === null) return null;
      if (check.judge(row) === 'refused') return null;
      if (plan.nameless.length > 0 && hasNamelessValue(plan, row)) return null;
      const { places, sources } = plan;
      if (plan.isLayoutsOrder && row.values.length === sources.length) {
        const record: RawRecord = row;
        record.places = places;
        return record;
      }
      const values = sources.map((source) => (source === null ? undefined : row.values[source]));
      if (plan.rest !== null) values[plan.rest.place] = renderRest(plan.rest.columns, row.values);
      return { line: row.line, values, places };
    },
    end: () => check?.end(),
  };
}

/** Written by hand, because an object would put the name 2 before the name b, and can't hold `__proto__`. */
function renderRest(columns: readonly { at: number; name: string }[], values: readonly string[]): string {
  const members: string[] = [];
  for (const { at, name } of columns) {
    if (at >= values.length) break;
    members.push(`${JSON.stringify(name)}:${JSON.stringify(values[at])}`);
  }
  return `{${members.join(',')}}`;
}
