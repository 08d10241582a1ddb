import { isCalendarDate } from '../domain/calendar-date.ts';
import { fieldForHeader } from '../domain/header-dictionary.ts';
import { isNationalId } from './value-shapes.ts';

/**
 * Shows the columns of some rows. Where at most half of the objects of one place share a key, their keys are no names but
 * data, like `{"Kari Nordmann": 1}`, and only words that are known are shown.
 */
export function createNameMask(rows: readonly ReadonlyMap<string, string>[]): (column: string) => string {
  const places = countKeys(rows);
  const holdsData = (place: string) => {
    const { objects = 0, keys } = places.get(place) ?? {};
    return objects > 1 && Math.max(...(keys?.values() ?? [])) * 2 <= objects;
  };
  return (column) => {
    const parts = column.split('/');
    const shown = parts.map((part, at) =>
      fieldForHeader(part) === null && holdsData(parts.slice(0, at).join('/')) ? mask : part,
    );
    return shownName(shown.join('/'));
  };
}

/** For each place, how many rows have an object there, and how many of them each key. */
function countKeys(rows: readonly ReadonlyMap<string, string>[]) {
  const places = new Map<string, { objects: number; keys: Map<string, number> }>();
  for (const row of rows) {
    const seen = new Map<string, Set<string>>();
    for (const column of row.keys()) {
      const parts = column.split('/');
      for (const [at, part] of parts.entries()) {
        const place = parts.slice(0, at).join('/');
        seen.set(place, (seen.get(place) ?? new Set()).add(part));
      }
    }
    for (const [place, parts] of seen) {
      const { objects, keys } = places.get(place) ?? { objects: 0, keys: new Map<string, number>() };
      for (const part of parts) keys.set(part, (keys.get(part) ?? 0) + 1);
      places.set(place, { objects: objects + 1, keys });
    }
  }
  return places;
}

/**
 * A name from the file as it may be shown: keys of a JSON object may be data, too. Mail addresses, five digits in a row,
 * nine that are grouped, and what has a national identity number of any country are hidden.
 */
export function shownName(name: string): string {
  return hide(name, () => mask);
}

/** The same of a file's path: its folders stay as they were given, and so does a day or a time in its name. */
export function shownPath(path: string): string {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return path.slice(0, at) + hide(path.slice(at), (digits) => (isTimestamp(digits) ? digits : mask));
}

function hide(text: string, hideDigits: (digits: string) => string): string {
  if (!/[\p{Nd}@]/u.test(text)) return text;
  const parts = text.split('/').map((part) => (isNationalId(part) ? mask : part.replace(mailAddress, mask)));
  return parts.join('/').replace(manyDigits, hideDigits);
}

function isTimestamp(text: string): boolean {
  const [, year, month, day] = /^(20\d\d)(\d\d)(\d\d)(\d{4}|\d{6})?$/.exec(text.replace(/\P{Nd}/gu, '')) ?? [];
  return isCalendarDate(`${year}-${month}-${day}`);
}

const mask = '*****';
/** Not `person/@id`, an attribute. */
const mailAddress = /[^\s@]+@[^\s@]+/g;
const manyDigits = /\p{Nd}(?:[^\p{L}\p{Nd}]{0,3}\p{Nd}){8,}|\p{Nd}{5,}/gu;
