import { norwegian } from '../domain/national-ids/norwegian.ts';
import { holdsNumber, holdsToken, type NationalIdScheme } from '../domain/national-ids/scheme.ts';
import { kindOf, type MappingTarget } from '../domain/roster-mapping.ts';
import { nationalIdInColumn, restOfNationalId } from './custom-wording.ts';
import { textsOf } from './tree-schema.ts';
import { type Finding, nationalIdAsKey, nationalIdInText } from './wording.ts';

/**
 * Keys, texts and attributes are stored and shown in plain text, and national identity numbers never may be: neither the
 * row's own in any form, or what its birth date lacks to be it, nor what seems to be somebody's of the feed's country, nor
 * a Norwegian one, which reports mask.
 */
export function createSecretSearch(scheme: NationalIdScheme | null, targets: readonly MappingTarget[]) {
  const plainTexts = targets.filter((target) => kindOf(target) === 'text');
  const schemes = scheme === null || scheme === norwegian ? [norwegian] : [norwegian, scheme];
  const coreOf = (nationalId: string | null) => (nationalId === null ? null : (scheme?.coreOf(nationalId) ?? null));

  function find(text: string | undefined, core: string | null, kind: 'key' | 'text'): 'own' | 'any' | null {
    if (text === undefined || !hasFiveDigits(text)) return null;
    if (core !== null && holdsNumber(text, core)) return 'own';
    return schemes.some((one) => one.standsIn(text, kind)) ? 'any' : null;
  }

  function findRest(texts: readonly string[], rest: string | null): boolean {
    return rest !== null && texts.some((text) => holdsToken(text, rest));
  }

  return {
    /** @param nationalId the row's own number, canonical, where it has one */
    search(
      texts: ReadonlyMap<string, string>,
      attributes: Record<string, unknown> | null,
      nationalId: string | null,
    ): Finding[] {
      const core = coreOf(nationalId);
      const rest = nationalId !== null && texts.has('dateOfBirth') ? (scheme?.restOf?.(nationalId) ?? null) : null;
      const findings: Finding[] = [];
      for (const key of ['employeeNo', 'companyId'] as const) {
        const found = find(texts.get(key), core, 'key');
        if (found !== null) findings.push(nationalIdAsKey(key, found === 'own'));
      }
      for (const target of plainTexts) {
        const text = texts.get(target);
        if (text === undefined) continue;
        if (find(text, core, 'text') !== null) findings.push(nationalIdInText(target));
        else if (!codes.has(target) && findRest([text], rest)) findings.push(restOfNationalId(target, null));
      }
      for (const [header, value] of Object.entries(attributes ?? {})) {
        const kept = [header, ...textsOf(value)];
        if (kept.some((text) => find(text, core, 'text') !== null)) findings.push(nationalIdInColumn(header));
        else if (findRest(kept, rest)) findings.push(restOfNationalId('attributes', header));
      }
      return findings;
    },
    /** Whether a key may stand in a report. */
    mayBeShown: (key: string, nationalId: string | null) => find(key, coreOf(nationalId), 'key') === null,
  };
}

/** Five digits are usual there: one row in 100,000 would be refused by chance, and nobody could mend it. */
const codes: ReadonlySet<MappingTarget> = new Set(['costCenter', 'postalCode']);

/** With fewer it is nobody's number, in any country. */
function hasFiveDigits(text: string): boolean {
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) digits += 1;
  }
  return digits >= 5;
}
