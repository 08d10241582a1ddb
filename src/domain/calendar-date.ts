/** Whether the text is a real calendar date written `yyyy-MM-dd`, from 0001-01-01 on. */
export function isCalendarDate(text: string): boolean {
  if (text.length !== 10 || text.charCodeAt(4) !== hyphen || text.charCodeAt(7) !== hyphen) return false;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  // A place without a digit makes the sum NaN, and NaN fails every comparison.
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

/** The shape of a text that was meant as a date (`dd.MM.yyyy`, `serial`, ...), or null when it has none that we know. */
export function datePattern(text: string): string | null {
  const trimmed = text.trim();
  for (const [pattern, shape] of patterns) if (shape.test(trimmed)) return pattern;
  return null;
}

/** The same day, some years earlier or later; 29 February becomes 28 February. */
export function shiftYears(date: string, years: number): string {
  const shifted = String(Number(date.slice(0, 4)) + years).padStart(4, '0') + date.slice(4);
  return isCalendarDate(shifted) ? shifted : `${shifted.slice(0, 8)}28`;
}

const hyphen = 45;
const zero = 48;

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - zero;
  const ones = text.charCodeAt(at + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const patterns: readonly (readonly [string, RegExp])[] = [
  ['yyyy-MM-dd', /^\d{4}-\d{2}-\d{2}$/],
  ['yyyy-M-d', /^\d{4}-\d{1,2}-\d{1,2}$/],
  ['yyyy-MM-dd HH:mm', /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/],
  ['dd.MM.yyyy', /^\d{1,2}\.\d{1,2}\.\d{4}$/],
  ['dd.MM.yy', /^\d{1,2}\.\d{1,2}\.\d{2}$/],
  ['dd/MM/yyyy', /^\d{1,2}\/\d{1,2}\/\d{4}$/],
  ['dd/MM/yy', /^\d{1,2}\/\d{1,2}\/\d{2}$/],
  ['dd-MM-yyyy', /^\d{1,2}-\d{1,2}-\d{4}$/],
  ['yyyy/MM/dd', /^\d{4}\/\d{1,2}\/\d{1,2}$/],
  ['yyyy.MM.dd', /^\d{4}\.\d{1,2}\.\d{1,2}$/],
  ['yyyyMMdd', /^\d{8}$/],
  ['ddMMyy', /^\d{6}$/],
  // Days since 1899-12-30, which is how a spreadsheet stores a date.
  ['serial', /^\d{5}(\.\d+)?$/],
];
