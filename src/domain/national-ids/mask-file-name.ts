import { isCalendarDate } from '../calendar-date.ts';
import { maskNames, maskNationalIds } from '../mask.ts';
import type { NationalIdScheme } from './scheme.ts';

/**
 * Hides in a file's name what looks like somebody's number, Norwegian or of the feed's own country. A name stands in logs,
 * mails and the ledger.
 */
export function maskFileName(name: string, scheme: NationalIdScheme | null): string {
  const masked = maskNationalIds(name);
  const withoutDays = masked.replace(dayAndTime, hideDay).replace(dayAndSerial, hideDay);
  const isFound = scheme?.standsIn(withoutDays, 'text') === true;
  return isFound ? maskNames(masked, masked.length) : masked;
}

/**
 * Rosters are named for the day and minute in which they were written, or the day and a serial number, which one time in ten
 * look like a number of somebody born in that year or a century before: nobody who is employed.
 */
function hideDay(found: string, century: string | undefined, six: string): string {
  const days = century === undefined ? [six, six.slice(4) + six.slice(2, 4) + six.slice(0, 2)] : [six];
  const isDay = days.some((day) => /^[2-4]/.test(day) && isCalendarDate(day.replace(/(..)(..)(..)/, '20$1-$2-$3')));
  return isDay ? ' ' : found;
}

const dayAndTime = /(?<!\d)(20)?(\d{6})[- ]?(?:[01]\d|2[0-3])[0-5]\d(?!\d)/g;
/** Only with the century: of other six digits too many are the birthday of somebody old. */
const dayAndSerial = /(?<!\d)(20)(\d{6})(?:[- ]\d{4}|[-. \u2010-\u2013]\d{1,3})(?!\d)/g;
