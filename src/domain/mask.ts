import { idnr } from '@navikt/fnrvalidator';

/**
 * Replaces every national identity number in a text by `*****`: eleven digits that stand alone and whose check digits
 * are right, also written as six and five. The second net under messages that are made without them.
 */
export function maskNationalIds(text: string): string {
  return text.replace(elevenDigits, (found) => (hasCheckDigits(found) ? '*****' : found));
}

const elevenDigits = /(?<!\d)\d{6}[ \t\u00A0\u202F./\u2010-\u2013-]?\d{5}(?!\d)/g;

/** The date in front is not looked at: a number with a slip in its date still tells who it is. */
function hasCheckDigits(found: string): boolean {
  const result = idnr(found.replace(/\D/, ''));
  return result.status === 'valid' || !result.reasons.includes("checksums don't match");
}
