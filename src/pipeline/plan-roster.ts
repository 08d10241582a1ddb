import { sealedFields } from '../domain/employee.ts';
import { type HoldReason, judgePlan } from '../domain/guard.ts';
import type { FieldChange, PlanCounts } from '../domain/plan.ts';
import type { Vault } from '../runtime/vault.ts';
import type { RosterFile, StoreAreas } from '../store/contract.ts';
import { type FileRun, timed } from './context.ts';
import type { StagedRoster } from './stage-roster.ts';

export interface RosterPlan {
  planNo: number;
  /** The feed's register version that the plan stands on. */
  planVersion: number;
  counts: PlanCounts;
  /** Why it must not be applied without approval. */
  holdReasons: HoldReason[];
}

/** Compares what was staged with the register, writes the plan down, and lets the guard look at it. */
export async function planRoster(
  run: FileRun,
  areas: StoreAreas,
  file: RosterFile,
  staged: StagedRoster,
): Promise<RosterPlan> {
  const { rules, parts } = run;
  const state = await areas.feeds.get(rules.id);
  const planNo = file.planNo + 1;
  const result = await timed(run, 'plan', () =>
    areas.plans.write({
      fileId: file.id,
      feed: rules.id,
      planNo,
      hits: staged.facts.hits,
      quarantined: staged.facts.quarantined,
      unmatchedOnly: staged.unmatchedOnly,
      manualFields: rules.manualFields,
      reactivate: rules.reactivate,
      compareSealed: (before, after) => compareSealed(parts.vault, before, after),
    }),
  );
  const holdReasons = judgePlan(
    {
      plan: result.counts,
      rows: staged.facts.rows,
      active: result.active,
      unreadableKeys: staged.facts.unreadableKeys,
      firstRoster: state.lastFull === null,
      companies: result.companies.map((company) => ({
        ...company,
        rows: staged.facts.companies.get(company.companyId) ?? 0,
      })),
    },
    rules.guard,
  );
  return { planNo, planVersion: state.registerVersion, counts: result.counts, holdReasons };
}

/** Which of the sealed fields differ; their values stay masked. */
function compareSealed(vault: Vault, before: Buffer | null, after: Buffer | null): FieldChange[] {
  const open = (sealed: Buffer | null): Record<string, unknown> =>
    sealed === null ? {} : (JSON.parse(vault.open(sealed)) as Record<string, unknown>);
  const was = open(before);
  const is = open(after);
  const masked = (value: unknown) => (value === null || value === undefined ? null : '*****');
  return sealedFields
    .filter((field) => (was[field] ?? null) !== (is[field] ?? null))
    .map((field) => ({ field, before: masked(was[field]), after: masked(is[field]) }));
}
