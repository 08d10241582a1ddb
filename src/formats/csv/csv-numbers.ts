import type { RecordShape } from '../contract.ts';

/** Writes the numbers of a record in the plain form. @returns whether there was anything to do */
export type MendNumbers = (values: (string | undefined)[]) => boolean;

/**
 * Reads the decimal commas and thousands separators in the shape's columns of numbers. Each cell is judged by itself; what
 * isn't clearly a number so written stays as it is, and is for the layout to judge.
 *
 * @param delimiter the file's: where it is no comma, a comma in a number is most likely a decimal one
 */
export function createNumberMender(shape: Pick<RecordShape, 'columns' | 'numbers'>, delimiter: string): MendNumbers {
  const places = shape.numbers.map((column) => shape.columns.indexOf(column)).filter((place) => place >= 0);
  return (values) => {
    let mended = false;
    for (let i = 0; i < places.length; i += 1) {
      const place = places[i] as number;
      const text = values[place];
      if (text === undefined || isPlain(text)) continue;
      const plain = plainNumber(text, delimiter);
      if (plain === text) continue;
      values[place] = plain;
      mended = true;
    }
    return mended;
  };
}

/** Digits and at most one point, as nearly all cells are. Of up to three characters only `7,5` is anything else to read. */
function isPlain(text: string): boolean {
  if (text.length <= 3) return text.length < 3 || text.charCodeAt(1) !== comma;
  let points = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === point) points += 1;
    else if (code < zero || code > nine) return false;
  }
  return points < 2;
}

/** `1.234,5`, `1,234.5`, `1 234,5` and `1'234.5` as `1234.5`; the text itself where it isn't clear what is meant. */
export function plainNumber(text: string, delimiter: string): string {
  if (text.length > longestNumber) return text;
  if (decimalComma.test(text)) return delimiter === ',' && maybeThousands.test(text) ? text : text.replace(',', '.');
  const groups = grouped.find(({ pattern }) => pattern.test(text));
  return groups === undefined ? text : text.replaceAll(groups.separator, '').replace(',', '.');
}

const zero = 0x30;
const nine = 0x39;
const comma = 0x2c;
const point = 0x2e;
/** More than any number of a roster. */
const longestNumber = 40;

const decimalComma = /^-?\d+,\d+$/;
/** In a file divided by commas, `1,234` can be a number above a thousand as well as one above one. */
const maybeThousands = /^-?[1-9]\d{0,2},\d{3}$/;

/**
 * Thousands as they are written from Spain to Switzerland. A point or a comma divides them only where it does so twice, or
 * where the other one follows; the blanks are also those that don't break and narrow ones.
 */
const grouped = [
  { pattern: /^-?[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})$/, separator: '.' },
  { pattern: /^-?[1-9]\d{0,2}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})$/, separator: ',' },
  {
    pattern: /^-?[1-9]\d{0,2}([ \u00a0\u202f\u2009'\u2019])\d{3}(?:\1\d{3})*(?:[.,]\d+)?$/,
    separator: /[ \u00a0\u202f\u2009'\u2019]/g,
  },
];
