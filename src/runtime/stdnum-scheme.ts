import { createRequire } from 'node:module';
import {
  isScientific,
  type NationalIdScheme,
  refused,
  scientificNotation,
  zeroLost,
} from '../domain/national-ids/scheme.ts';
import { createNumberSearch } from './stdnum-forms.ts';

/**
 * Countries whose numbers the package stdnum checks, with its names for them. Left out is what it knows as a number of
 * companies only, and Latvia: it refuses the codes without a birth date that are issued there since 2017 (1.12).
 */
export const stdnumValidators = {
  AT: ['vnr'],
  BE: ['insz'],
  BG: ['egn', 'pnf'],
  CH: ['ssn'],
  CZ: ['rc'],
  DE: ['idnr', 'svnr'],
  EE: ['ik'],
  ES: ['dni', 'nie'],
  FR: ['nir'],
  GB: ['nino'],
  GR: ['amka'],
  HR: ['oib'],
  IE: ['pps'],
  IS: ['kennitala'],
  IT: ['codicefiscale'],
  LT: ['asmens'],
  NL: ['bsn'],
  PL: ['pesel'],
  PT: ['nif'],
  RO: ['cnp'],
  SI: ['emso'],
  SK: ['rc'],
  TR: ['tckimlik'],
  US: ['ssn'],
} as const satisfies Record<string, readonly string[]>;

/** The numbers of one of those countries. None of them tells the birth date here: the package has no common way to ask for it. */
export function createStdnumScheme(country: keyof typeof stdnumValidators): NationalIdScheme {
  const validators = stdnumValidators[country].flatMap((name) => loadStdnum().stdnum[country]?.[name] ?? []);
  const find = (text: string): string | null => {
    for (const validator of validators) {
      const result = validate(() => validator.validate(text));
      if (result !== null) return result.padStart(country === 'NL' ? bsnDigits : 0, '0');
    }
    return null;
  };
  const faultOf = (text: string): string => {
    if (isScientific(text)) return scientificNotation;
    // Nothing is mended: that it would be right with a zero may be chance.
    const isShort = /^\d+$/.test(text) && ['0', '00'].some((zeros) => find(zeros + text) !== null);
    const hint = isShort ? `; ${zeroLost}` : '';
    return `it is no valid number of ${country} (${namesOf(validators)})${hint}`;
  };
  const search = createNumberSearch(country);
  return {
    check(text) {
      const nationalId = find(text);
      if (nationalId === null) return refused(faultOf(text));
      return { ok: true, nationalId, dateOfBirth: null };
    },
    canonicalForms(text) {
      const nationalId = find(text.trim());
      return nationalId === null ? [] : [nationalId];
    },
    coreOf: (nationalId) => nationalId,
    standsIn: (text) => search(text).some((candidate) => find(candidate) !== null),
  };
}

type Stdnum = typeof import('stdnum');

let loaded: Stdnum | undefined;

/** Loaded when a feed first needs it: it takes 110 ms and 19 MB. */
function loadStdnum(): Stdnum {
  loaded ??= createRequire(import.meta.url)('stdnum') as Stdnum;
  return loaded;
}

/** Letters and digits alone, so that one number has one form; some validators throw for characters that they don't know. */
function validate(work: () => ReturnType<Stdnum['stdnum'][string][string]['validate']>): string | null {
  try {
    const result = work();
    return result.isValid && result.isIndividual !== false
      ? result.compact.replace(separators, '').toUpperCase()
      : null;
  } catch {
    return null;
  }
}

function namesOf(validators: readonly { localName: string }[]): string {
  return validators.map(({ localName }) => localName).join(' or ');
}

/** Rijksdienst voor Identiteitsgegevens: a BSN of eight digits has a zero in front. */
const bsnDigits = 9;
const separators = /[^\p{L}\d]/gu;
