import type { RecordShape } from '../contract.ts';
import { countLineBreaks } from '../text/text-check.ts';
import { firstRows, sampleRows, unquote } from './csv-dialect.ts';
import { indexNames, plainName } from './csv-names.ts';
import { splitOutsideQuotes } from './csv-quoted.ts';

/**
 * Where a header stands below other rows, as it does below the title and the date of a report: how many lines are above it.
 * Null where the first row is the header, or none of the first ones is.
 */
export function findHeaderBelow(sample: string, delimiter: string, shape: RecordShape): number | null {
  const { isKnown, fewest } = headerOf(shape);
  const rows = firstRows(sample, sampleRows).filter((row) => filled.test(row.replaceAll(delimiter, '')));
  const header = rows.find((row) => {
    const known = splitOutsideQuotes(row, delimiter).map((cell) => plainName(unquote(cell)));
    return new Set(known.filter(isKnown)).size >= fewest;
  });
  if (header === undefined || header === rows[0]) return null;
  return countLineBreaks(sample.slice(0, sample.indexOf(header)));
}

/** Anything but blanks and the quotation marks around them. */
const filled = /[^\s"]/;

/** Half of the names: one or two can also stand in a title. */
function headerOf({ csv, ...shape }: RecordShape): { isKnown: (name: string) => boolean; fewest: number } {
  const names =
    csv.by === 'name' ? indexNames({ ...shape, csv }) : new Set(shape.columns.map((column) => plainName(column)));
  const expected = csv.by === 'name' ? csv.required : shape.columns;
  return { isKnown: (name) => names.has(name), fewest: Math.max(2, expected.length / 2) };
}
