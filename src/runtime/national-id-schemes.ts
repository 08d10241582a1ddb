import { danish } from '../domain/national-ids/danish.ts';
import { finnish } from '../domain/national-ids/finnish.ts';
import { norwegian } from '../domain/national-ids/norwegian.ts';
import type { NationalIdScheme } from '../domain/national-ids/scheme.ts';
import { swedish } from '../domain/national-ids/swedish.ts';
import { createStdnumScheme, stdnumValidators } from './stdnum-scheme.ts';

/** ISO 3166 codes of the countries whose national identity numbers can be read. */
export const nationalIdCountries = [
  'NO',
  'SE',
  'DK',
  'FI',
  ...(Object.keys(stdnumValidators) as (keyof typeof stdnumValidators)[]),
] as const;

export type NationalIdCountry = (typeof nationalIdCountries)[number];

export function nationalIdScheme(country: NationalIdCountry): NationalIdScheme {
  const own = schemes.get(country);
  if (own !== undefined) return own;
  const made = createStdnumScheme(country as keyof typeof stdnumValidators);
  schemes.set(country, made);
  return made;
}

/** The canonical forms that a number, as somebody types it, may have in the register; empty where it can't be a number. */
export function canonicalNationalIds(text: string, countries: readonly NationalIdCountry[]): string[] {
  return [...new Set(countries.flatMap((country) => nationalIdScheme(country).canonicalForms(text)))];
}

const schemes = new Map<string, NationalIdScheme>([
  ['NO', norwegian],
  ['SE', swedish],
  ['DK', danish],
  ['FI', finnish],
]);
