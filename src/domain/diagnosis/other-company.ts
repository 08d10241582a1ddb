import type { Diagnosis } from '../diagnosis.ts';
import { companyFacts, tellCompanies } from './company-names.ts';
import { goneCompanies, sumOf } from './gone-companies.ts';
import type { HeldPlan } from './held-plan.ts';
import { explains, figuresOf, type Share, tellShare } from './share.ts';

/** Whether this is the roster of companies that the feed has nothing to do with, in the place of its own. */
export function diagnoseOtherCompany(hold: HeldPlan): Diagnosis | null {
  const { ids, share } = goneCompanies(hold);
  const strange = strangeCompaniesOf(hold);
  if (!explains(share) || strange === null) return null;
  const { facts, ...figures } = figuresOf(share);
  return {
    code: 'other-company',
    ...figures,
    message: `the file is of ${tellCompanies(strange.ids)}, which the feed has never had; ${tellShare(share, 'missing employees')} belong to ${tellCompanies(ids)}`,
    facts: {
      ...facts,
      ...companyFacts(ids),
      strangeCompanies: companyFacts(strange.ids).companies,
      strangeCount: strange.ids.length,
    },
  };
}

/** Whether those who are new are of such companies, beside everybody else. */
export function diagnoseNewCompany(hold: HeldPlan): Diagnosis | null {
  const strange = strangeCompaniesOf(hold, hold.plan.created);
  if (strange === null) return null;
  const { facts, ...figures } = figuresOf(strange.share);
  return {
    code: 'new-company',
    ...figures,
    message: `${tellShare(strange.share, 'new employees')} belong to ${tellCompanies(strange.ids)}, which the feed has never had`,
    facts: { ...facts, ...companyFacts(strange.ids) },
  };
}

/** The strange companies, where they are nearly the whole of so many rows. */
function strangeCompaniesOf(
  { strangeCompanies, rowsPerCompany, rows }: HeldPlan,
  of = rows,
): { ids: readonly string[]; share: Share } | null {
  const ids = strangeCompanies.filter((id) => id !== '');
  const count = Math.min(of, sumOf(ids.map((id) => rowsPerCompany.get(id) ?? 0)));
  const share = { count, of, isExact: true };
  return explains(share) ? { ids, share } : null;
}
