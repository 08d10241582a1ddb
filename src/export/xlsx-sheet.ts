import { columnLetters } from '../domain/spreadsheet-cell.ts';
import type { OverviewColumn, OverviewRow } from './contract.ts';
import { formats, renderCell, renderText } from './xlsx-cell.ts';
import { mainNamespace, xmlHeader } from './xlsx-package.ts';

/** Columns that stay in sight: who it is, and whether active. */
const frozenColumns = 5;

/**
 * A sheet of employees: header and first columns stay in sight, each column can be filtered.
 *
 * @param count rows that will come
 */
export async function* renderSheet(
  columns: readonly OverviewColumn[],
  parts: AsyncIterable<readonly OverviewRow[]>,
  count: number,
  isFirst: boolean,
): AsyncGenerator<string> {
  const letters = columns.map((_, index) => columnLetters(index + 1));
  const area = `A1:${letters.at(-1)}${count + 1}`;
  const corner = `${columnLetters(frozenColumns + 1)}2`;
  const renderRow = rowRenderer(columns, letters);
  yield `${xmlHeader}<worksheet xmlns="${mainNamespace}"><dimension ref="${area}"/>` +
    `<sheetViews><sheetView workbookViewId="0"${isFirst ? ' tabSelected="1"' : ''}>` +
    `<pane xSplit="${frozenColumns}" ySplit="1" topLeftCell="${corner}" activePane="bottomRight" state="frozen"/>` +
    `<selection pane="bottomRight" activeCell="${corner}" sqref="${corner}"/></sheetView></sheetViews>` +
    `${renderWidths(columns.map(({ title, width }) => Math.max(width, title.length + roomForArrow)))}<sheetData>` +
    renderHeader(columns, letters);

  let number = 1;
  for await (const rows of parts) {
    const lines = rows.map((row) => {
      number += 1;
      return renderRow(row, number);
    });
    if (lines.length > 0) yield lines.join('');
  }
  // A number that is kept as text would have a green mark of warning in each cell.
  yield `</sheetData><autoFilter ref="${area}"/><ignoredErrors><ignoredError sqref="${area}" numberStoredAsText="1"/></ignoredErrors></worksheet>`;
}

function rowRenderer(columns: readonly OverviewColumn[], letters: readonly string[]) {
  const kinds = columns.map(({ kind }) => kind);
  return (row: OverviewRow, number: number): string => {
    // Joined, not added to each other: V8 keeps all that a sum was made of until somebody reads it.
    const cells = [`<row r="${number}">`];
    for (let index = 0; index < row.length; index += 1) {
      const value = row[index] ?? null;
      if (value === null) continue;
      const format = value === 'deactivated' && index === 0 ? formats.gone : formats.text;
      cells.push(renderCell(`${letters[index]}${number}`, value, kinds[index] ?? 'text', format));
    }
    cells.push('</row>');
    return cells.join('');
  };
}

/** A small sheet of rows of cells that are rendered already. */
export function renderPlainSheet(widths: readonly number[], rows: readonly string[]): string {
  return `${xmlHeader}<worksheet xmlns="${mainNamespace}"><sheetViews><sheetView workbookViewId="0"/></sheetViews>${renderWidths(widths)}<sheetData>${rows.join('')}</sheetData></worksheet>`;
}

/** Characters that the arrow of the filter covers. */
const roomForArrow = 3;

function renderWidths(widths: readonly number[]): string {
  const cols = widths.map(
    (width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  return `<cols>${cols.join('')}</cols>`;
}

function renderHeader(columns: readonly OverviewColumn[], letters: readonly string[]): string {
  const cells = columns.map(({ title }, index) => renderText(`${letters[index]}1`, title, formats.header));
  return `<row r="1">${cells.join('')}</row>`;
}
