import { isCalendarDate } from '../domain/calendar-date.ts';
import { isNationalId } from './value-shapes.ts';

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
