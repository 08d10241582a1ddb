import { idnr } from '@navikt/fnrvalidator';

/**
 * Replaces every national identity number in a text by `*****`: eleven digits that stand alone and whose check digits
 * are right, also written as six and five. The second net under messages that are made without them.
 */
export function maskNationalIds(text: string): string {
  return text.replace(elevenDigits, (found) => (hasCheckDigits(found) ? '*****' : found));
}

/**
 * A name out of a file, as it may be shown: a broken or foreign file can hold anything there, a number of any country too.
 * With five digits in one name all is hidden from the first to the last, and the letters that touch them.
 *
 * @param path names with a slash between them
 */
export function maskNames(path: string, maxLength: number): string {
  return path.slice(0, maxReadLength).split(betweenNames).map(maskName).join('').slice(0, maxLength);
}

function maskName(name: string): string {
  const digits = Array.from(name.matchAll(digit), ({ index }) => index);
  const [first = 0] = digits;
  if (digits.length < fewestDigits) return name;
  const before = name.slice(0, first).replace(/\p{L}+$/u, '');
  const after = name.slice((digits.at(-1) ?? first) + 1).replace(/^[\p{L}\p{Nd}]+/u, '');
  return `${before}*****${after}`;
}

/** With fewer it is nobody's number, in any country. */
const fewestDigits = 5;
/** Names of any length are found in files. */
const maxReadLength = 1000;
const digit = /\p{Nd}/gu;
/** A slash between two digits may stand in a number. */
const betweenNames = /((?<!\p{Nd})\/|\/(?!\p{Nd}))/u;

const elevenDigits = /(?<!\d)\d{6}[ \t\u00A0\u202F./\u2010-\u2013-]?\d{5}(?!\d)/g;

/** The date in front is not looked at: a number with a slip in its date still tells who it is. */
function hasCheckDigits(found: string): boolean {
  const result = idnr(found.replace(/\D/, ''));
  return result.status === 'valid' || !result.reasons.includes("checksums don't match");
}
