import type { Diagnosis } from '../domain/diagnosis.ts';
import { sealedFields } from '../domain/employee.ts';
import { type GuardFigures, type HoldReason, judgePlan } from '../domain/guard.ts';
import type { FieldChange, PlanCounts } from '../domain/plan.ts';
import { parseSealedText } from '../domain/sealed-text.ts';
import type { Vault } from '../runtime/vault.ts';
import type { FeedState, PlanRules, RosterFile, StoreAreas } from '../store/contract.ts';
import { type FileRun, timed } from './context.ts';
import { diagnoseHold } from './diagnose-hold.ts';
import { endDateRules } from './end-date-rules.ts';
import { judgeOrder } from './judge-order.ts';
import { measureWindows } from './measure-windows.ts';
import { sealedValues } from './sealed-values.ts';
import type { StagedRoster } from './stage-roster.ts';

export interface RosterPlan {
  planNo: number;
  /** The feed's register version that the plan stands on. */
  planVersion: number;
  counts: PlanCounts;
  /** Active employees of the feed before it. */
  active: number;
  /** Why it must not be applied without approval. */
  holdReasons: HoldReason[];
  /** What may be the cause of that, the likeliest first. */
  diagnosis: Diagnosis[];
}

/** Compares what was staged with the register, writes the plan down, and lets the guard look at it. */
export async function planRoster(
  run: FileRun,
  areas: StoreAreas,
  file: RosterFile,
  staged: StagedRoster,
): Promise<RosterPlan> {
  const { rules } = run;
  const state = await areas.feeds.get(rules.id);
  const result = await timed(run, 'plan', () =>
    areas.plans.write({
      ...planRules(run, file),
      hits: staged.facts.hits,
      quarantined: staged.facts.quarantined,
      active: staged.active,
      unmatchedOnly: staged.unmatchedOnly,
    }),
  );
  const holdReasons = await judgeRoster(run, areas, file, state, {
    plan: result.counts,
    rows: staged.facts.rows,
    active: result.active,
    unreadableKeys: staged.facts.unreadableKeys,
    ending: result.ending,
    repeatsUndone: result.repeatsUndone,
    zerosLost: result.zerosLost,
    takenOver: result.takenOver,
    companies: result.companies.map((company) => ({
      ...company,
      rows: staged.facts.companies.get(company.companyId) ?? 0,
    })),
  });
  const diagnosis = await diagnoseHold(run, areas.heldPlans, planRules(run, file), { staged, result, holdReasons });
  const { counts, active } = result;
  return { planNo: nextPlan(file), planVersion: staged.registerVersion, counts, active, holdReasons, diagnosis };
}

/** How the file's next plan is made. */
export function planRules({ rules, parts }: FileRun, file: RosterFile): PlanRules {
  return {
    fileId: file.id,
    feed: rules.id,
    planNo: nextPlan(file),
    manualFields: rules.manualFields,
    reactivate: rules.reactivate,
    deactivateAfterMissing: rules.deactivateAfterMissing,
    endDates: endDateRules(rules, parts.clock()),
    nationalIdIndexes: parts.vault.keyIds.length < 2 ? null : (sealed) => indexesOf(parts.vault, sealed),
    keyScope: rules.layout.keyScope,
    keepsUnsent: rules.layout.keepsUnsent,
    compareSealed: (before, after) => compareSealed(parts.vault, before, after),
  };
}

/** While the key is changed, employees may still be found by the older one. */
function indexesOf(vault: Vault, sealed: Buffer): Buffer[] {
  const { nationalId } = parseSealedText(vault.open(sealed));
  return typeof nationalId === 'string' ? vault.nationalIdIndexes(nationalId) : [];
}

export function nextPlan(file: RosterFile): number {
  return file.planNo + 1;
}

/** What speaks against a plan: its place among the feed's rosters, and what the guard says of it, the most important first. */
export async function judgeRoster(
  { rules, parts }: Pick<FileRun, 'rules' | 'parts'>,
  { ledger }: Pick<StoreAreas, 'ledger'>,
  file: RosterFile,
  state: FeedState,
  figures: Omit<GuardFigures, 'firstRoster' | 'windows'>,
): Promise<HoldReason[]> {
  // What is no file takes nothing back.
  const order = file.source === 'end-dates' ? [] : await judgeOrder(ledger, rules, file, state, figures.plan);
  const deactivates = figures.plan.deactivated + figures.ending > 0;
  const windows = deactivates ? await measureWindows(ledger, rules.guard, file, figures.active, parts.clock()) : [];
  const all = { ...figures, windows, firstRoster: state.lastFull === null };
  const reasons = judgePlan(all, rules.guard, file.source === 'end-dates' ? 'end-dates' : file.kind);
  return [...order, ...reasons].slice(0, maxHoldReasons);
}

/** A file cut short can hold for each of hundreds of companies; the first ones tell the story. */
const maxHoldReasons = 20;

/** Which of the sealed fields differ; their values stay masked. */
function compareSealed(vault: Vault, before: Buffer | null, after: Buffer | null): FieldChange[] {
  const { open } = sealedValues(vault);
  const was = open(before);
  const is = open(after);
  const masked = (value: unknown) => (value === null || value === undefined ? null : '*****');
  return sealedFields
    .filter((field) => (was[field] ?? null) !== (is[field] ?? null))
    .map((field) => ({ field, before: masked(was[field]), after: masked(is[field]) }));
}
