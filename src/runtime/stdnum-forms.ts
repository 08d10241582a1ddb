import type { stdnumValidators } from './stdnum-scheme.ts';

/**
 * How those national identity numbers are written that tell something by themselves: eleven characters and more. Of nine
 * digits one number in eleven has the check digit of a BSN. Each group of a form may have one separator behind it.
 *
 * Sources: what the authorities print on cards and forms, as the documentation of python-stdnum gathers it.
 */
const forms: Partial<Record<keyof typeof stdnumValidators, readonly (readonly string[])[]>> = {
  BE: [['\\d{2}', '\\d{2}', '\\d{2}', '\\d{3}', '\\d{2}']],
  CH: [['756', '\\d{4}', '\\d{4}', '\\d{2}']],
  DE: [
    ['[1-9]\\d', '\\d{3}', '\\d{3}', '\\d{3}'],
    ['\\d{2}', '\\d{6}', '[A-Z]', '\\d{3}'],
  ],
  EE: [['\\d{11}']],
  FR: [['[1-478]', '\\d{2}', '\\d{2}', '(?:\\d{2}|2[AB])', '\\d{3}', '\\d{3}', '\\d{2}']],
  GR: [['\\d{6}', '\\d{5}']],
  HR: [['\\d{11}']],
  IT: [['[A-Z]{3}', '[A-Z]{3}', '[\\dL-NP-V]{2}[A-Z][\\dL-NP-V]{2}', '[A-Z][\\dL-NP-V]{3}[A-Z]']],
  LT: [['\\d{11}']],
  PL: [['\\d{6}', '\\d{5}']],
  // The package takes the letters of the country in front for a part of it.
  PT: [['PT', '\\d{3}', '\\d{3}', '\\d{3}']],
  RO: [['\\d', '\\d{6}', '\\d{6}']],
  SI: [['\\d{7}', '\\d{6}']],
  TR: [['\\d{11}']],
};

/**
 * Finds in a text what is written like a number of a country, and gives its letters and digits; the package must tell
 * whether it is one.
 */
export function createNumberSearch(country: keyof typeof stdnumValidators): (text: string) => string[] {
  const patterns = (forms[country] ?? []).map((groups) => ({
    // Seen from each place anew: one candidate may begin within another. Behind a plus sign it is a telephone number.
    anywhere: new RegExp(
      `(?<!${edgeOf(groups[0])}|\\+)(?=(${groups.join(between)})(?!${edgeOf(groups.at(-1))}))`,
      'giu',
    ),
    alone: new RegExp(`^${groups.join('')}$`, 'iu'),
  }));
  const fewestDigits = country === 'IT' ? 5 : 9;
  return (text) => {
    if (patterns.length === 0 || countAsciiDigits(text) < fewestDigits) return [];
    const found = patterns.flatMap(({ anywhere }) =>
      Array.from(text.matchAll(anywhere), ([, number = '']) => number.replace(separators, '')),
    );
    if (found.length > 0 || text.trimStart().startsWith('+')) return found;
    // A text that is nothing but a number, however it is grouped.
    const bare = text.replace(separators, '');
    return patterns.some(({ alone }) => alone.test(bare)) ? [bare] : [];
  };
}

/** Digits end where others begin; letters where letters or digits do. */
function edgeOf(group: string | undefined): string {
  return group?.startsWith('[A-Z]') === true || group?.endsWith('[A-Z]') === true ? '[\\p{L}\\d]' : '\\d';
}

/** A cheap look, for every text of every row comes by here. */
function countAsciiDigits(text: string): number {
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) digits += 1;
  }
  return digits;
}

const between = '[ \\u00a0\\u202f./\\u2010-\\u2013-]?';
const separators = /[^\p{L}\d]/gu;
