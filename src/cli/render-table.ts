import { figure } from '../domain/figure.ts';

export type Cell = string | number | null;

/** Columns aligned, numbers to the right; null is a dash. */
export function renderTable(headers: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const texts = rows.map((row) => row.map(cellText));
  const widths = headers.map((header, column) =>
    Math.max(header.length, ...texts.map((row) => (row[column] ?? '').length)),
  );
  const isNumeric = headers.map(
    (_, column) =>
      rows.some((row) => typeof row[column] === 'number') && rows.every((row) => typeof row[column] !== 'string'),
  );
  const renderRow = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        isNumeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [renderRow(headers), ...texts.map(renderRow)];
}

/** `name  value` lines, the values aligned. */
export function renderPairs(pairs: readonly (readonly [string, Cell])[]): string[] {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${cellText(value)}`.trimEnd());
}

/** Control characters of a file's name or value must not reach the terminal. */
function cellText(cell: Cell): string {
  if (cell === null) return '-';
  if (typeof cell === 'number') return figure(cell);
  return cell.replace(/\p{Cc}/gu, '?');
}
