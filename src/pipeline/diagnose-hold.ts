import { keysToLookUp } from '../domain/diagnosis/changed-numbers.ts';
import { diagnose } from '../domain/diagnosis/diagnose.ts';
import type { HeldPlan, Person } from '../domain/diagnosis/held-plan.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { HoldReason } from '../domain/guard.ts';
import type { HeldPlanRef, HeldPlans, PlanResult } from '../store/contract.ts';
import { type FileRun, timed } from './context.ts';
import type { StagedRoster } from './stage-roster.ts';

/** So many of each kind are read, some 3 MB. Of more the figures are estimates, and called so: see tellShare. */
const mostPeople = 10_000;
/** So many of the missing are looked up among newcomers whom it would take too long to read: exact to one percent. */
const mostLookedUp = 2_000;

/** Looks for the reason of a hold, inside the transaction that has planned the file. Nothing where there is no hold. */
export async function diagnoseHold(
  run: FileRun,
  heldPlans: HeldPlans,
  plan: HeldPlanRef,
  { staged, result, holdReasons }: { staged: StagedRoster; result: PlanResult; holdReasons: readonly HoldReason[] },
): Promise<Diagnosis[]> {
  if (holdReasons.length === 0) return [];
  return timed(run, 'diagnose', async () => {
    const { rows, companies } = staged.facts;
    const { updated } = result.counts;
    const gone = await heldPlans.gonePerCompany(plan);
    const newCompanies = [...companies.keys()].filter((id) => !staged.active.has(id)).slice(0, mostCompanies);
    const strangeCompanies = await heldPlans.strangeCompanies(plan.feed, newCompanies);
    const absent = gone.reduce((sum, company) => sum + company.absent, 0);
    const missing = gone.reduce((sum, company) => sum + company.renumbered, absent);
    // Where nobody is absent or everybody there is no place at which the file could have been cut.
    const canBeCut = absent > 0 && absent < result.active;
    return diagnose({
      rows,
      plan: result.counts,
      active: result.active,
      activePerCompany: staged.active,
      rowsPerCompany: companies,
      absentPerCompany: new Map(gone.map((company) => [company.companyId, company.absent])),
      strangeCompanies,
      ...(await readPeople(heldPlans, plan, { ...result.counts, missing }, strangeCompanies)),
      roll: canBeCut ? await heldPlans.roll(plan, result.active, mostPeople) : { total: result.active, items: [] },
      updates: updated > 0 ? await heldPlans.updates(plan, updated, mostPeople) : { total: 0, items: [] },
      holdReasons,
    });
  });
}

/** A roster of more companies than this is told by its first ones. */
const mostCompanies = 100;

/** The missing and the newcomers; of too many newcomers those among whom the missing could be. */
async function readPeople(
  heldPlans: HeldPlans,
  plan: HeldPlanRef,
  totals: { missing: number; created: number; renumbered: number },
  strangeCompanies: readonly string[],
): Promise<Pick<HeldPlan, 'missing' | 'newcomers'>> {
  const isLarge = Math.max(totals.missing, totals.created) > mostPeople;
  const most = isLarge ? mostLookedUp : mostPeople;
  const missing = await heldPlans.missing(plan, totals.missing, most);
  const renumbered = totals.renumbered === 0 ? [] : await heldPlans.renumbered(plan, totals.missing, most);
  const created = await heldPlans.newcomers(plan, totals.created, most);
  let people = [...created.items, ...renumbered];
  if (isLarge) {
    const keys = keysToLookUp(missing.items, people, strangeCompanies);
    people = people.concat(
      await heldPlans.newcomersWith(plan, keys),
      await heldPlans.newcomersLike(plan, missing.items),
    );
  }
  const items = [...new Map(people.map((person) => [keyOf(person), person])).values()];
  return { missing, newcomers: { total: totals.created + totals.renumbered, items } };
}

function keyOf({ companyId, employeeNo }: Person): string {
  return `${companyId}\u0000${employeeNo}`;
}
