import type { ReportIssue } from '../../domain/issue.ts';
import { tell } from '../../domain/told.ts';
import { fileIssue } from '../file-issue.ts';
import { indexNames, type NamedShape, plainName, shownName } from './csv-names.ts';
import type { CsvRow } from './csv-rows.ts';
import type { CsvWidth } from './csv-width.ts';

/** Where everything stands in a file, as its header says. Positions count from 0. */
export interface ColumnPlan {
  /** For each column of the shape, its position in the file; null where there is none. */
  sources: (number | null)[];
  /** The same from 1, for people: see RawRecord.places. */
  places: (number | null)[];
  /** Whether a full row's values are the record's. */
  isLayoutsOrder: boolean;
  /** Columns without a name. */
  nameless: number[];
  /** The shape's column for what belongs to no other, and what that is; null where there is nothing of the kind. */
  rest: { place: number; columns: { at: number; name: string }[] } | null;
  width: Omit<CsvWidth, 'defaults'>;
}

/** Reads a header that names the columns. @returns null after a fatal issue */
export function planColumns(
  { line, values: names }: CsvRow,
  shape: NamedShape,
  report: ReportIssue,
): ColumnPlan | null {
  const index = indexNames(shape);
  const meanings = names.map((name) => index.get(plainName(name)) ?? null);
  if (!meanings.some((meaning) => meaning !== null)) {
    report(fileIssue('missing-header', line, tell('header-names-nothing', { line })));
    return null;
  }
  if (reportDuplicate(line, names, meanings, shape, report)) return null;
  const unknown = names.flatMap((name, at) =>
    meanings[at] === null && plainName(name) !== '' ? [{ at, name: name.trim() }] : [],
  );
  const sources = shape.columns.map((_, place) => sourceOf(place, meanings, index, shape));
  const isComplete = !reportMissing(line, sources, shape, report);
  const restPlace = shape.restColumn === undefined ? -1 : shape.columns.indexOf(shape.restColumn);
  if (restPlace < 0) reportUnknown(line, unknown, report);
  if (!isComplete) return null;
  return {
    sources,
    places: sources.map((source) => (source === null ? null : source + 1)),
    isLayoutsOrder: sources.every((source, place) => source === place) && names.length === sources.length,
    nameless: names.flatMap((name, at) => (plainName(name) === '' ? [at] : [])),
    rest: restPlace < 0 || unknown.length === 0 ? null : { place: restPlace, columns: unknown },
    width: measure(names, sources, shape),
  };
}

/** Two columns of one name, which a mapping may write in two ways, are filled from the same. */
function sourceOf(
  place: number,
  meanings: readonly (number | null)[],
  index: ReadonlyMap<string, number>,
  { csv }: NamedShape,
): number | null {
  const onlyName = (of: number) => (csv.names[of]?.length === 1 ? plainName(csv.names[of][0] ?? '') : null);
  const name = onlyName(place);
  const namesake = name === null ? place : (index.get(name) ?? place);
  const at = meanings.indexOf(onlyName(namesake) === name ? namesake : place);
  return at < 0 ? null : at;
}

function reportDuplicate(
  line: number,
  names: readonly string[],
  meanings: readonly (number | null)[],
  shape: NamedShape,
  report: ReportIssue,
): boolean {
  const seen = new Map<string | number, number>();
  for (const [at, name] of names.entries()) {
    const meaning = meanings[at] ?? plainName(name);
    const earlier = seen.get(meaning);
    if (meaning === '' || earlier === undefined) {
      seen.set(meaning, at);
      continue;
    }
    const field = typeof meaning === 'number' ? (shape.columns[meaning] ?? null) : null;
    const alike = plainName(name) === plainName(names[earlier] ?? '');
    const places = { first: earlier + 1, second: at + 1 };
    const secondName = shownName(name);
    const said = alike
      ? tell('header-duplicate', { ...places, name: secondName })
      : tell('header-same-meaning', { ...places, firstName: shownName(names[earlier] ?? ''), secondName, field });
    report(fileIssue('duplicate-header', line, said, { column: at + 1, field }));
    return true;
  }
  return false;
}

function reportMissing(
  line: number,
  sources: readonly (number | null)[],
  shape: NamedShape,
  report: ReportIssue,
): boolean {
  const missing = shape.columns.filter(
    (column, place) => sources[place] === null && shape.csv.required.includes(column),
  );
  if (missing.length === 0) return false;
  const called = missing.map((column) => shape.csv.names[shape.columns.indexOf(column)]?.[0] ?? column);
  report(fileIssue('missing-column', line, tell('header-column-missing', { names: called }), { field: missing[0] }));
  return true;
}

function reportUnknown(line: number, unknown: readonly { at: number; name: string }[], report: ReportIssue): void {
  for (const { at, name } of unknown.slice(0, maxUnknownNames)) {
    const said = tell('column-unknown', { column: at + 1, name: shownName(name) });
    report(fileIssue('unknown-column', line, said, { severity: 'warning', column: at + 1 }));
  }
}

/** What stands behind the last column with a name is what a spreadsheet has left there. */
function measure(names: readonly string[], sources: readonly (number | null)[], shape: NamedShape) {
  const expected = names.findLastIndex((name) => plainName(name) !== '') + 1;
  const required = sources.filter((_, place) => shape.csv.required.includes(shape.columns[place] ?? ''));
  const least = Math.max(0, ...required.map((source) => (source ?? -1) + 1));
  const droppable = Array.from({ length: Math.max(0, expected - least) }, (_, i) => {
    const field = shape.columns[sources.indexOf(least + i)];
    return field ?? `column ${least + i + 1}`;
  });
  return { expected, least, most: names.length, droppable };
}

/** Warnings of unknown columns in one file. */
const maxUnknownNames = 50;
