import { shiftYears } from '../calendar-date.ts';
import { danish } from './danish.ts';
import { finnish } from './finnish.ts';
import { swedish } from './swedish.ts';

/**
 * Whether a text holds a Swedish, Danish or Finnish number written with its sign (850314-2385, 140385-123B), of somebody who
 * may be employed. For keys and texts of a feed that has said nothing of such numbers.
 *
 * Of other numbers written six and four (documents, accounts) about one in a hundred passes: one in 27 begins with a date, of a
 * Swedish samordningsnummer, too, and the check digit is right for one in 10 (SE), 11 (DK, whose modulus all but a few
 * dates still keep) or 31 (FI). Swedish organisation numbers have no month in them. Dates with a time or a serial number behind
 * them (240115-1230) are of these days, and so are nobody's who is old enough. Bare digits are never looked at: among ten of
 * them a telephone number would be hit as often, and there are far more of those.
 */
export function holdsSignedNumber(text: string, today: string): boolean {
  if (text.length < 11 || !sixAndThree.test(text)) return false;
  return Array.from(text.matchAll(candidates), ([found]) => found.replace(hyphens, '-').toUpperCase()).some((number) =>
    dateOfBirths(number, today).some(
      (date) => date <= shiftYears(today, -youngest) && date >= shiftYears(today, -oldest),
    ),
  );
}

function dateOfBirths(number: string, today: string): string[] {
  return [swedish, danish, finnish].flatMap((scheme) => {
    // A Danish number has a check digit in its bare form only: there it must fit.
    if (scheme === danish && !danish.standsIn(number.replace('-', ''), 'key')) return [];
    const check = scheme.check(number, { today, allowSyntheticIds: true });
    return check.ok && check.dateOfBirth !== null ? [check.dateOfBirth] : [];
  });
}

const youngest = 13;
const oldest = 90;
/** Not within a longer number, nor behind the plus sign of a telephone number. */
const candidates =
  /(?<![\p{L}\d+]|\d[-\u2010-\u2013])(?:(?:19|20)?\d{6}[-+\u2010-\u2013]\d{4}|\d{6}[-+YXWVUABCDEF\u2010-\u2013]\d{3}[\dA-Y])(?![\p{L}\d]|[-\u2010-\u2013]\d)/giu;
/** A cheap look, for every text of every row comes by here. */
const sixAndThree = /\d{6}[^\d ]\d{3}/;
const hyphens = /[\u2010-\u2013]/g;
