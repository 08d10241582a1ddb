import { isCalendarDate } from './calendar-date.ts';

/** The name of the format for days since 1899-12-30, which is how a spreadsheet keeps a date. */
export const serialFormat = 'excel-serial';

/** Reads a date that is written in the given format; null where it is not. */
export type ReadDate = (text: string, centuryOf: CenturyOf) => string | null;

/** The year that two digits stand for. */
export type CenturyOf = (twoDigits: number, monthAndDay: string) => number;

/**
 * @param format `yyyy`, `yy`, `MM`, `M`, `dd`, `d`, `HH`, `mm`, `ss` with anything between them that is no letter, or T; `Z` also stands for a
 * time zone like +01:00; or `excel-serial`. The time of day and the zone are read and left out.
 * @returns null where the text is no such format
 */
export function compileDateFormat(format: string): ReadDate | null {
  if (format === serialFormat) return readSerial;
  const found: Part[] = [];
  let pattern = '';
  for (const token of format.match(tokens) ?? []) {
    const part = parts[token];
    if (part !== undefined) {
      if (part.name !== null) found.push(part.name);
      pattern += part.name === null ? part.digits : `(${part.digits})`;
    } else if (letter.test(token) && token !== 'T') return null;
    else pattern += escapeForPattern(token);
  }
  if (found.toSorted().join() !== 'day,month,year') return null;
  const whole = new RegExp(`^${pattern}$`);
  return (text, centuryOf) => {
    const match = whole.exec(text);
    if (match === null) return null;
    const [year = '', month = '', day = ''] = order.map((name) => match[found.indexOf(name) + 1] ?? '');
    const rest = `${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    const date = `${year.length === 2 ? centuryOf(Number(year), rest) : year}-${rest}`;
    return isCalendarDate(date) ? date : null;
  };
}

type Part = 'year' | 'month' | 'day';

const order = ['year', 'month', 'day'] as const;
const tokens = /yyyy|yy|MM|M|dd|d|HH|H|mm|ss|Z|./gsu;
const letter = /\p{L}/u;
const parts: Readonly<Record<string, { name: Part | null; digits: string } | undefined>> = {
  yyyy: { name: 'year', digits: '\\d{4}' },
  yy: { name: 'year', digits: '\\d{2}' },
  MM: { name: 'month', digits: '\\d{2}' },
  M: { name: 'month', digits: '\\d{1,2}' },
  dd: { name: 'day', digits: '\\d{2}' },
  d: { name: 'day', digits: '\\d{1,2}' },
  HH: { name: null, digits: '(?:[01]\\d|2[0-3])' },
  H: { name: null, digits: '(?:1?\\d|2[0-3])' },
  mm: { name: null, digits: '[0-5]\\d' },
  Z: { name: null, digits: '(?:Z|[+-](?:0\\d|1[0-4]):?[0-5]\\d)' },
  ss: { name: null, digits: '[0-5]\\d(?:\\.\\d+)?' },
};

function escapeForPattern(character: string): string {
  return /[\w\s]/.test(character) ? character : `\\${character}`;
}

const serialStart = Date.UTC(1899, 11, 30);
/** 9999-12-31 */
const lastSerial = 2_958_465;

function readSerial(text: string): string | null {
  if (!/^\d{1,7}(\.\d+)?$/.test(text)) return null;
  const day = Math.floor(Number(text));
  // Below 61 a spreadsheet counts a 29 February 1900 that never was.
  if (day < 61 || day > lastSerial) return null;
  return new Date(serialStart + day * 86_400_000).toISOString().slice(0, 10);
}
