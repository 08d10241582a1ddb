import { type CenturyOf, compileDateFormat } from '../domain/date-format.ts';
import { type FieldMapping, kindOf, type MappingTarget, type NumberStyle } from '../domain/roster-mapping.ts';
import { notInFormats, notInStyle, notYesOrNo, unknownWord } from './custom-wording.ts';
import { maxDecimals } from './field-schemas.ts';
import { cleanText, exactText } from './record-text.ts';
import type { Finding } from './wording.ts';

/** Reads one field of a record: its canonical text, undefined where there is none, or what is wrong with it. */
export type ReadField = (values: readonly (string | undefined)[]) => string | undefined | Finding;

/**
 * Makes one function of what the mapping says of a field: the value, its parts, its letters, and then what it stands for.
 *
 * @param today `yyyy-MM-dd`: years of two digits are no birth dates to come
 */
export function compileField(
  target: MappingTarget,
  field: FieldMapping,
  placeOf: (source: string) => number,
  today: string,
): ReadField {
  if (field.value !== undefined) {
    const constant = cleanText(field.value);
    return () => constant;
  }
  const readRaw = compileSource(target, field, placeOf);
  const fallback = field.default === '' ? undefined : field.default;
  const steps = [compileSplit(field), compileCase(field), compileMeaning(target, field, today)].filter(
    (step) => step !== null,
  );
  return (values) => {
    let text = readRaw(values);
    for (const step of steps) {
      if (text === undefined) break;
      const next = step(text);
      if (typeof next === 'object') return next;
      text = next === '' ? undefined : next;
    }
    return text ?? fallback;
  };
}

type Step = (text: string) => string | undefined | Finding;

function compileSource(
  target: MappingTarget,
  { from, join, with: between = ' ', trim }: FieldMapping,
  placeOf: (source: string) => number,
): (values: readonly (string | undefined)[]) => string | undefined {
  // In these two nothing is mended that the mapping does not ask for.
  const clean = trim === true || !(target === 'nationalId' || target === 'dateOfBirth') ? cleanText : exactText;
  if (from !== undefined) {
    const place = placeOf(from);
    return (values) => clean(values[place]);
  }
  const places = (join ?? []).map(placeOf);
  return (values) =>
    cleanText(
      places
        .map((place) => cleanText(values[place]))
        .filter((part) => part !== undefined)
        .join(between),
    );
}

function compileSplit({ split }: FieldMapping): Step | null {
  return split === undefined ? null : (text) => cleanText(text.split(split.at)[split.part - 1]);
}

function compileCase({ case: wanted }: FieldMapping): Step | null {
  if (wanted === undefined) return null;
  return wanted === 'upper' ? (text) => text.toUpperCase() : (text) => text.toLowerCase();
}

function compileMeaning(target: MappingTarget, field: FieldMapping, today: string): Step | null {
  const mapped = compileMap(target, field);
  const read = compileKind(target, field, today);
  if (mapped === null || read === null) return mapped ?? read;
  return (text) => {
    const word = mapped(text);
    return typeof word === 'string' && word !== '' ? read(word) : word;
  };
}

function compileMap(target: MappingTarget, { map, otherwise }: FieldMapping): Step | null {
  if (map === undefined) return null;
  const words = Object.keys(map);
  // Words that differ by case alone are told apart where the file writes them exactly so.
  const exact = new Map(Object.entries(map).map(([word, meaning]) => [word.trim(), meaning]));
  const folded = new Map(Object.entries(map).map(([word, meaning]) => [word.trim().toLowerCase(), meaning]));
  return (text) => exact.get(text) ?? folded.get(text.toLowerCase()) ?? otherwise ?? unknownWord(target, text, words);
}

function compileKind(target: MappingTarget, field: FieldMapping, today: string): Step | null {
  switch (kindOf(target)) {
    case 'date':
      return field.date === undefined ? null : compileDate(target, field.date, today);
    case 'number':
      return field.number === undefined ? null : compileNumber(target, field.number);
    case 'boolean':
      return field.true === undefined && field.false === undefined ? null : compileBoolean(target, field);
    default:
      return null;
  }
}

function compileDate(target: MappingTarget, formats: readonly string[], today: string): Step {
  const readers = formats.flatMap((format) => compileDateFormat(format) ?? []);
  const centuryOf: CenturyOf =
    target === 'dateOfBirth'
      ? (year, rest) => (`${2000 + year}-${rest}` > today ? 1900 : 2000) + year
      : (year) => (year < 50 ? 2000 : 1900) + year;
  return (text) => {
    for (const read of readers) {
      const date = read(text, centuryOf);
      if (date !== null) return date;
    }
    return notInFormats(target, text, formats);
  };
}

/** Blanks that group thousands may be of any kind; a percent sign behind the number says nothing new. */
function compileNumber(target: MappingTarget, { decimal, thousands, times }: NumberStyle): Step {
  const group = thousands === undefined ? '' : thousands === ' ' ? '[ \u00a0\u202f\u2009]' : `\\${thousands}`;
  const whole = thousands === undefined ? '\\d{1,15}' : `(?:\\d{1,15}|\\d{1,3}(?:${group}\\d{3}){1,4})`;
  const pattern = new RegExp(
    `^(-?${whole})(?:\\${decimal}(\\d{1,${times === undefined ? maxDecimals : mostRead}}))?[ \u00a0]?%?$`,
  );
  const groups = new RegExp(group, 'g');
  return (text) => {
    const [, digits, decimals] = pattern.exec(text) ?? [];
    if (digits === undefined) return notInStyle(target, text, decimal);
    const plain = thousands === undefined ? digits : digits.replace(groups, '');
    const number = decimals === undefined ? plain : `${plain}.${decimals}`;
    if (times === undefined) return number;
    return multiply(number, String(times));
  };
}

/** A third of a post may have as many decimals as the system that exports it. */
const mostRead = 15;

/**
 * The product of two decimal numbers, exact up to the decimals that a number may have and rounded there, without zeros at its
 * end: to a computer 0.29 times 100 is 28.999999999999996.
 */
function multiply(one: string, other: string): string {
  const [first, second] = [one, other].map((number) => {
    const [whole = '', decimals = ''] = number.split('.');
    return { digits: BigInt(whole + decimals), scale: decimals.length };
  }) as [{ digits: bigint; scale: number }, { digits: bigint; scale: number }];
  const exact = first.digits * second.digits;
  const exactScale = first.scale + second.scale;
  const scale = Math.min(exactScale, maxDecimals);
  const product = roundQuotient(exact, 10n ** BigInt(exactScale - scale));
  const digits = String(product < 0n ? -product : product).padStart(scale + 1, '0');
  const decimals = digits.slice(digits.length - scale).replace(/0+$/, '');
  const whole = (product < 0n ? '-' : '') + digits.slice(0, digits.length - scale);
  return scale === 0 || decimals === '' ? whole : `${whole}.${decimals}`;
}

/** Halves away from zero. */
function roundQuotient(dividend: bigint, divisor: bigint): bigint {
  const half = dividend < 0n ? -divisor / 2n : divisor / 2n;
  return (dividend + half) / divisor;
}

function compileBoolean(target: MappingTarget, { true: yes = [], false: no = [], otherwise }: FieldMapping): Step {
  const words = new Map([
    ...no.map((word) => [word.trim().toLowerCase(), 'false'] as const),
    ...yes.map((word) => [word.trim().toLowerCase(), 'true'] as const),
  ]);
  const known = [...yes, ...no];
  return (text) => words.get(text.toLowerCase()) ?? otherwise ?? notYesOrNo(target, text, known);
}
