import type { ReportIssue } from '../../domain/issue.ts';
import { type ToldMessage, tell } from '../../domain/told.ts';
import type { CsvByPosition, RecordShape } from '../contract.ts';
import { fileIssue } from '../file-issue.ts';
import { plainName, shownName } from './csv-names.ts';
import type { CsvRow } from './csv-rows.ts';

/**
 * Judges a header row. Columns are read by position, so a known name in a wrong place means that values would be
 * taken for what they are not.
 *
 * @returns false after a fatal issue
 */
export function checkHeader(row: CsvRow, shape: OrderedShape, report: ReportIssue): boolean {
  const finding =
    findDuplicate(row.values) ?? findDisorder(row.values, shape) ?? findWrongCount(row.values, shape) ?? null;
  if (finding === null) return true;
  report(fileIssue(finding.code, row.line, finding.said, { column: finding.column, field: finding.field ?? null }));
  return false;
}

export type OrderedShape = RecordShape & { csv: CsvByPosition };

interface HeaderFinding {
  code: string;
  said: ToldMessage;
  column: number | null;
  /** The layout's name of the column. */
  field?: string;
}

function findDuplicate(names: readonly string[]): HeaderFinding | undefined {
  const seen = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const plain = plainName(name);
    const earlier = seen.get(plain);
    if (plain !== '' && earlier !== undefined) {
      const said = tell('header-duplicate', { first: earlier + 1, second: index + 1, name: shownName(name) });
      return { code: 'duplicate-header', column: index + 1, said };
    }
    seen.set(plain, index);
  }
  return undefined;
}

/** Known names must ascend, and where none is missing each must stand in its own place. */
function findDisorder(names: readonly string[], shape: OrderedShape): HeaderFinding | undefined {
  const places = placesOf(names, shape);
  const complete = names.length >= shape.columns.length;
  let highest = -1;
  for (const [index, place] of places.entries()) {
    if (place === null) continue;
    if (place < highest || (complete && place !== index)) {
      const field = shape.columns[place] ?? '';
      const said = tell('header-order', { column: index + 1, field, place: place + 1 });
      return { code: 'header-order', column: index + 1, field, said };
    }
    highest = place;
  }
  return undefined;
}

function findWrongCount(names: readonly string[], shape: OrderedShape): HeaderFinding | undefined {
  const width = shape.columns.length;
  const said = tell('header-columns', { count: names.length, expected: width });
  const wrongCount = { code: 'column-count', column: null, said };
  if (names.length > width) return wrongCount;
  const places = placesOf(names, shape);
  // Without its names nobody can say which column is missing; the rows' own column count tells the rest.
  if (!places.some((place) => place !== null)) {
    return names.length >= width - shape.csv.droppableColumns ? undefined : wrongCount;
  }
  const required = shape.columns.slice(0, width - shape.csv.droppableColumns);
  const unknown = places.filter((place) => place === null).length;
  const missing = required.filter((_, index) => !places.includes(index));
  if (missing.length <= unknown && names.length >= required.length) return undefined;
  return {
    code: 'missing-column',
    column: null,
    field: missing[0],
    said: tell('header-column-missing', { names: missing }),
  };
}

function placesOf(names: readonly string[], shape: OrderedShape): (number | null)[] {
  const known = new Map(shape.columns.map((column, index) => [plainName(column), index]));
  return names.map((name) => known.get(plainName(name)) ?? null);
}
