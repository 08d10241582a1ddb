import { norwegian } from '../domain/national-ids/norwegian.ts';
import { holdsNumber, type NationalIdScheme } from '../domain/national-ids/scheme.ts';
import { kindOf, type MappingTarget } from '../domain/roster-mapping.ts';
import { textsIn } from './custom-attributes.ts';
import type { FieldTexts } from './custom-employee.ts';
import { type CustomFinding, nationalIdAsKey, nationalIdInText } from './custom-wording.ts';

/**
 * Keys, texts and attributes are stored and shown in plain text, and national identity numbers never may be: neither the
 * row's own in any form, nor what seems to be somebody's of the feed's country, nor a Norwegian one, which reports mask.
 */
export function createSecretSearch(scheme: NationalIdScheme | null, targets: readonly MappingTarget[]) {
  const texts = targets.filter((target) => kindOf(target) === 'text');
  const schemes = scheme === null || scheme === norwegian ? [norwegian] : [norwegian, scheme];

  function holds(text: string, core: string | null, kind: 'key' | 'text'): 'own' | 'any' | null {
    if (!hasFiveDigits(text)) return null;
    if (core !== null && holdsNumber(text, core)) return 'own';
    return schemes.some((one) => one.standsIn(text, kind)) ? 'any' : null;
  }

  return {
    /** @param nationalId the row's own number, canonical, where it has one */
    search(text: FieldTexts, attributes: Record<string, unknown> | null, nationalId: string | null): CustomFinding[] {
      const core = nationalId === null ? null : (scheme?.coreOf(nationalId) ?? null);
      const findings: CustomFinding[] = [];
      for (const key of ['employeeNo', 'companyId'] as const) {
        const found = holds(text[key] ?? '', core, 'key');
        if (found !== null) findings.push(nationalIdAsKey(key, found === 'own'));
      }
      for (const target of texts) {
        if (holds(text[target] ?? '', core, 'text') !== null) findings.push(nationalIdInText(target));
      }
      for (const [column, value] of Object.entries(attributes ?? {})) {
        const secret = [column, ...textsIn(value)].some((inner) => holds(inner, core, 'text') !== null);
        if (secret) findings.push(nationalIdInText('attributes', column));
      }
      return findings;
    },
    /** Whether a key may stand in a report. */
    mayBeShown: (key: string, nationalId: string | null) =>
      holds(key, nationalId === null ? null : (scheme?.coreOf(nationalId) ?? null), 'key') === null,
  };
}

/** Fewer tell nobody's number, in any country. */
function hasFiveDigits(text: string): boolean {
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) digits += 1;
  }
  return digits >= 5;
}
