import { fieldForHeader } from '../domain/header-dictionary.ts';
import { type RosterMapping, sourcesOf } from '../domain/roster-mapping.ts';
import type { CustomColumns } from './custom-shape.ts';

/**
 * Tells a second row of headers (some systems write ids and then labels) from an employee: the employee number and most other
 * values that the mapping reads, three at least, are what HR systems call their columns, or these columns' own names. No number
 * of a person is such a word.
 */
export function createHeaderRowCheck(
  { fields }: RosterMapping,
  { placeOf }: CustomColumns,
): (values: readonly (string | undefined)[]) => boolean {
  const sources = [...new Set(Object.values(fields).flatMap(sourcesOf))];
  const columns = sources.map((source) => ({ name: plain(source), place: placeOf(source) }));
  const keyPlace = placeOf(fields.employeeNo?.from ?? '');
  const isHeader = (text: string, name: string) => plain(text) === name || fieldForHeader(text) !== null;
  return (values) => {
    const key = values[keyPlace];
    // For every row: a look at the letters is enough for nearly all.
    if (key === undefined || key.length > longest || digit.test(key)) return false;
    const keyName = columns.find(({ place }) => place === keyPlace)?.name ?? '';
    if (!isHeader(key, keyName)) return false;
    const filled = columns.flatMap(({ name, place }) => {
      const text = values[place];
      return text === undefined || text.trim() === '' ? [] : [{ text, name }];
    });
    const headers = filled.filter(({ text, name }) => text.length <= longest && isHeader(text, name));
    return headers.length >= fewest && headers.length * 2 > filled.length;
  };
}

const fewest = 3;
const longest = 60;
const digit = /\d/;

function plain(text: string): string {
  return text.trim().toLowerCase();
}
