import type { Diagnosis } from '../diagnosis.ts';
import { companyFacts, tellCompanies } from './company-names.ts';
import { goneCompanies } from './gone-companies.ts';
import type { HeldPlan } from './held-plan.ts';
import { explains, figuresOf, tellShare } from './share.ts';

/** Whether the missing are those of companies that the export has left out. */
export function diagnoseCompanyMissing(hold: HeldPlan): Diagnosis | null {
  const { ids, share } = goneCompanies(hold);
  if (!explains(share)) return null;
  const { facts, ...figures } = figuresOf(share);
  return {
    code: 'company-missing',
    ...figures,
    message: `${tellShare(share, 'missing employees')} belong to ${tellCompanies(ids)}, which ${ids.length === 1 ? 'is' : 'are'} not in this file`,
    facts: { ...facts, ...companyFacts(ids) },
  };
}
