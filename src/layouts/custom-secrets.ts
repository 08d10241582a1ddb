import { fieldForHeader } from '../domain/header-dictionary.ts';
import { holdsNationalId } from '../domain/national-id.ts';
import { norwegian } from '../domain/national-ids/norwegian.ts';
import { holdsNumber, holdsToken, type NationalIdScheme } from '../domain/national-ids/scheme.ts';
import { holdsSignedNumber } from '../domain/national-ids/signed-numbers.ts';
import { kindOf, type MappingTarget } from '../domain/roster-mapping.ts';
import { nationalIdInColumn } from './custom-wording.ts';
import { textsOf } from './tree-schema.ts';
import { type Finding, nationalIdAsKey, nationalIdInText } from './wording.ts';

/**
 * Keys, texts and attributes are stored and shown in plain text, and national identity numbers never may be: neither the
 * row's own in any form, nor what seems to be somebody's of the feed's country, nor a Norwegian one, which reports mask, nor one
 * of the neighbours that is written with its sign.
 *
 * @param today `yyyy-MM-dd`
 */
export function createSecretSearch(scheme: NationalIdScheme | null, targets: readonly MappingTarget[], today: string) {
  const plainTexts = targets.filter((target) => kindOf(target) === 'text');
  const schemes = scheme === null || scheme === norwegian ? [norwegian] : [norwegian, scheme];
  const coreOf = (nationalId: string | null) => (nationalId === null ? null : (scheme?.coreOf(nationalId) ?? null));

  function find(text: string | undefined, core: string | null, kind: 'key' | 'text'): 'own' | 'any' | null {
    if (text === undefined || !hasFiveDigits(text)) return null;
    if (core !== null && holdsNumber(text, core)) return 'own';
    return schemes.some((one) => one.standsIn(text, kind)) ? 'any' : null;
  }

  function findInKey(key: string | undefined, core: string | null): 'own' | 'any' | null {
    return find(key, core, 'key') ?? (key !== undefined && holdsSignedNumber(key, today) ? 'any' : null);
  }

  /** @param name of the field or column that it is in */
  function findInText(text: string, core: string | null, name: string): boolean {
    if (find(text, core, 'text') !== null) return true;
    // A telephone number may be grouped in any way.
    return holdsSignedNumber(text, today) && fieldForHeader(name) !== 'phone';
  }

  return {
    /** @param nationalId the row's own number, canonical, where it has one */
    search(
      texts: ReadonlyMap<string, string>,
      attributes: Record<string, unknown> | null,
      nationalId: string | null,
    ): Finding[] {
      const core = coreOf(nationalId);
      const findings: Finding[] = [];
      for (const key of ['employeeNo', 'companyId'] as const) {
        const found = findInKey(texts.get(key), core);
        if (found !== null) findings.push(nationalIdAsKey(key, found === 'own'));
      }
      for (const target of plainTexts) {
        if (findInText(texts.get(target) ?? '', core, target)) findings.push(nationalIdInText(target));
      }
      for (const [header, value] of Object.entries(attributes ?? {})) {
        const isSecret = [header, ...textsOf(value)].some((text) => findInText(text, core, header));
        if (isSecret) findings.push(nationalIdInColumn(header));
      }
      return findings;
    },
    /**
     * Headers of attributes that have what the birth date lacks to be the row's number. Of a hundred thousand rows one has the
     * same digits by chance (a department's number), which nobody could mend: so the value is left out, and not the row.
     */
    headersOfRest(
      texts: ReadonlyMap<string, string>,
      attributes: Record<string, unknown> | null,
      nationalId: string | null,
    ): string[] {
      const rest = nationalId !== null && texts.has('dateOfBirth') ? scheme?.restOf?.(nationalId) : undefined;
      if (rest === undefined) return [];
      return Object.entries(attributes ?? {}).flatMap(([header, value]) =>
        [header, ...textsOf(value)].some((text) => holdsToken(text, rest)) ? [header] : [],
      );
    },
    /** Whether a key may stand in a report: a torn row can join a number to what stood before it. */
    mayBeShown: (key: string, nationalId: string | null) =>
      findInKey(key, coreOf(nationalId)) === null &&
      !Array.from(key.matchAll(elevenDigits)).some(([, digits]) => holdsNationalId(digits ?? '')),
  };
}

/** Looks ahead, so that it finds them in longer runs of digits, too. */
const elevenDigits = /(?=(\d{11}))/g;

/** With fewer it is nobody's number, in any country. */
function hasFiveDigits(text: string): boolean {
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) digits += 1;
  }
  return digits >= 5;
}
