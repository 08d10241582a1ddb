import { fieldForHeader } from '../domain/header-dictionary.ts';
import { countDigits } from '../domain/national-ids/scheme.ts';
import { isDateText, isMailAddress, isNationalId } from './value-shapes.ts';

/**
 * What shows that the first row of a CSV is somebody's data and no header; null where nothing does. Columns are found by
 * their names, and what is taken for a name is shown: neither may be a value of a person.
 *
 * @param rows those behind it
 * @returns words to be read behind "The first row is no header:", without anything of the row
 */
export function findDataInHeader(cells: readonly string[], rows: readonly (readonly string[])[]): string | null {
  if (isTitle(cells, rows)) return 'names of columns stand in a row below it';
  const columns = cells.map((cell, at) => ({
    cell: cell.trim(),
    values: rows.map((row) => row[at]?.trim() ?? '').filter((value) => value !== ''),
  }));
  for (const [at, { cell, values }] of columns.entries()) {
    const found = cell === '' ? null : findInCell(cell, values);
    if (found !== null) return `column ${at + 1} holds ${found}`;
  }
  const hasNames = columns.some(({ cell, values }) => fieldForHeader(cell) !== null || differs(cell, values));
  return hasNames || rows.length === 0 ? null : 'nothing tells its words from those in the rows below it';
}

/** A title stands above the header in many a report. */
function isTitle(cells: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const countNames = (row: readonly string[]) => row.filter((cell) => fieldForHeader(cell.trim()) !== null).length;
  const fewest = Math.max(2, countNames(cells) + 1);
  return rows.slice(0, mostRowsAbove).some((row) => {
    const names = countNames(row);
    return names >= fewest && names * 2 > row.filter((cell) => cell.trim() !== '').length;
  });
}

const mostRowsAbove = 7;

function findInCell(cell: string, values: readonly string[]): string | null {
  if (isMailAddress([cell])) return 'a mail address';
  if (isNationalId(cell)) return 'what looks like a national identity number';
  if (isDateText(cell)) return 'a date';
  if (/\p{Nd}/u.test(cell) && !/\p{L}/u.test(cell)) return 'a number';
  if (values.includes(cell)) return 'a value that stands in a later row, too';
  return isCounted(cell, values) ? 'a code like those below it' : null;
}

/** `E-100` above `E-101`: digits behind the same letters. */
function isCounted(cell: string, values: readonly string[]): boolean {
  const letters = /^(\P{Nd}+)\p{Nd}+$/u.exec(cell)?.[1];
  if (letters === undefined) return false;
  const alike = values.filter((value) => value.startsWith(letters) && /^\p{Nd}+$/u.test(value.slice(letters.length)));
  return alike.length > 0 && alike.length * 2 >= values.length;
}

/** A word above digits or addresses is a name. */
function differs(cell: string, values: readonly string[]): boolean {
  if (cell === '' || countDigits(cell) > 0) return false;
  const others = values.filter((value) => /[\p{Nd}@]/u.test(value));
  return others.length > 0 && others.length * 2 >= values.length;
}
