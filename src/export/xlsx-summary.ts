import { columnLetters } from '../domain/spreadsheet-cell.ts';
import type { OverviewColumn, OverviewSummary, OverviewValue } from './contract.ts';
import { formats, renderCell } from './xlsx-cell.ts';
import { renderPlainSheet } from './xlsx-sheet.ts';

type SummaryCell = readonly [value: OverviewValue, kind?: OverviewColumn['kind'], format?: number];

/** The sheet that sums the others up: which register, when, and how many per company. */
export function renderSummarySheet({ feed, at, lastRoster, companies, active, deactivated }: OverviewSummary): string {
  const rows: SummaryCell[][] = [
    [label('Feed'), [feed]],
    [label('Register as of (UTC)'), [at, 'time']],
    [label('Last roster'), [lastRoster?.name ?? 'none']],
    [label('Taken at (UTC)'), [lastRoster?.at ?? null, 'time']],
    [],
    ['Company', 'Active', 'Deactivated', 'All'].map(label),
    ...companies.map((one) => [
      [one.companyId === '' ? '(none)' : one.companyId] as const,
      ...counts(one.active, one.deactivated),
    ]),
    [label('All'), ...counts(active, deactivated)],
  ];
  return renderPlainSheet(
    [24, 28, 14, 12],
    rows.map((cells, index) => renderRow(cells, index + 1)),
  );
}

function label(text: string): SummaryCell {
  return [text, 'text', formats.bold];
}

function counts(active: number, deactivated: number): SummaryCell[] {
  return [active, deactivated, active + deactivated].map((count) => [count]);
}

function renderRow(cells: readonly SummaryCell[], number: number): string {
  const xml = cells.map(([value, kind = 'text', format = formats.text], index) =>
    renderCell(`${columnLetters(index + 1)}${number}`, value, kind, format),
  );
  return `<row r="${number}">${xml.join('')}</row>`;
}
