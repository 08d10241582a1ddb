import type { Diagnosis } from '../diagnosis.ts';
import { diagnoseChangedFields } from './changed-fields.ts';
import { diagnoseChangedNumbers } from './changed-numbers.ts';
import { diagnoseCompanyMissing } from './company-missing.ts';
import { diagnoseFileCut } from './file-cut.ts';
import type { HeldPlan } from './held-plan.ts';
import { diagnoseLooksPartial } from './looks-partial.ts';
import { diagnoseNewNumbers } from './new-numbers.ts';
import { diagnoseNobodyKnown } from './nobody-known.ts';
import { diagnoseOldRoster } from './old-roster.ts';
import { diagnoseNewCompany, diagnoseOtherCompany } from './other-company.ts';

/** Its message is a clause that begins with a small letter. */
type Rule = (hold: HeldPlan) => Diagnosis | null;

/** Why people are missing, from what leaves nothing open to what only looks so. The first says what those behind it would say less well. */
const missingRules: readonly Rule[] = [
  diagnoseChangedNumbers,
  diagnoseNewNumbers,
  diagnoseOtherCompany,
  diagnoseLooksPartial,
  diagnoseFileCut,
  diagnoseCompanyMissing,
  diagnoseNobodyKnown,
];

/** Why people are new or changed where nobody is missing. */
const otherRules: readonly Rule[] = [diagnoseNewCompany, diagnoseChangedFields];

/** The reason of a hold, where one is nearly certain. What is wrong with an old roster is that it is old. */
export function diagnose(hold: HeldPlan): Diagnosis[] {
  const found = diagnoseOldRoster(hold) ?? firstOf(missingRules, hold) ?? firstOf(otherRules, hold);
  return found === null ? [] : [{ ...found, message: sentence(found.message) }];
}

function firstOf(rules: readonly Rule[], hold: HeldPlan): Diagnosis | null {
  for (const rule of rules) {
    const diagnosis = rule(hold);
    if (diagnosis !== null) return diagnosis;
  }
  return null;
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}
