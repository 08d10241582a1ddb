import { Readable } from 'node:stream';
import { csvCell } from '../domain/spreadsheet-cell.ts';
import type { OverviewValue, RenderOverview } from './contract.ts';

/** Excel takes a CSV file for UTF-8 only when it begins with a byte order mark. */
const byteOrderMark = '\uFEFF';
const lineEnd = '\r\n';

/** The rows as CSV for programs, and for people who look into it with a spreadsheet: no cell is a formula there. */
export const renderCsv: RenderOverview = async ({ columns, rows }) => Readable.from(renderLines(columns, rows));

async function* renderLines(
  columns: Parameters<RenderOverview>[0]['columns'],
  rows: Parameters<RenderOverview>[0]['rows'],
): AsyncGenerator<string> {
  yield byteOrderMark + line(columns.map(({ name }) => name));
  for await (const part of rows) if (part.length > 0) yield part.map(line).join('');
}

function line(values: readonly OverviewValue[]): string {
  return values.map(csvCell).join(',') + lineEnd;
}
