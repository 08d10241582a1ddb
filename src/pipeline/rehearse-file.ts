import type { Diagnosis } from '../domain/diagnosis.ts';
import type { HoldReason } from '../domain/guard.ts';
import type { Issue, IssueCounts } from '../domain/issue.ts';
import { type Change, noChanges, type PlanCounts } from '../domain/plan.ts';
import type { RosterDialect } from '../domain/roster-dialect.ts';
import type { RosterKind } from '../domain/roster-kind.ts';
import type { RosterFile, StoreAreas } from '../store/contract.ts';
import type { LookedAtFile } from './check-file.ts';
import type { FeedRules, FileRun, Parts } from './context.ts';
import { planRoster, type RosterPlan } from './plan-roster.ts';
import { writePositionsPlan } from './positions/plan-positions.ts';
import { stagePositions } from './positions/stage-positions.ts';
import type { ReadingOutcome } from './reading.ts';
import { stageRoster } from './stage-roster.ts';

export interface RehearsedFile {
  kind: RosterKind;
  rows: number;
  rejected: boolean;
  dialect: Partial<RosterDialect>;
  issueCounts: IssueCounts;
  issues: Issue[];
  plan: PlanCounts;
  holdReasons: HoldReason[];
  diagnosis: Diagnosis[];
  changes: Change[];
}

/** What a file would do: staged and planned by the code of the real run, in a transaction that is rolled back. */
export async function rehearseFile(
  parts: Parts,
  rules: FeedRules,
  source: LookedAtFile,
  signal: AbortSignal,
): Promise<RehearsedFile> {
  return parts.store.rehearse((areas) => rehearse(parts, rules, source, signal, areas));
}

async function rehearse(
  parts: Parts,
  rules: FeedRules,
  source: LookedAtFile,
  signal: AbortSignal,
  areas: StoreAreas,
): Promise<RehearsedFile> {
  const run: FileRun = {
    parts,
    rules,
    inbox: null,
    lease: { feed: rules.id, token: 0 },
    signal,
    startedAt: parts.clock(),
    timings: {},
  };
  const kind = await parts.kindOf(rules, { name: source.fileName, path: source.path });
  const file = await addRehearsed(parts, rules, source, kind, areas);
  const staged = await stageByKind[kind](run, areas, file, source.path);
  const found = {
    kind,
    rows: staged.facts.rows,
    rejected: staged.rejected,
    dialect: staged.dialect,
    issueCounts: staged.issueCounts,
    issues: staged.issues,
  };
  if (staged.rejected) return { ...found, plan: noChanges(), holdReasons: [], diagnosis: [], changes: [] };
  const plan = await staged.plan();
  const plans = kind === 'positions' ? areas.positions : areas.plans;
  const changes = await Array.fromAsync(plans.changes(file.id, plan.planNo));
  return { ...found, plan: plan.counts, holdReasons: plan.holdReasons, diagnosis: plan.diagnosis, changes };
}

type Staged = ReadingOutcome & { rejected: boolean; plan(): Promise<RosterPlan> };

const stageByKind: Record<
  RosterKind,
  (run: FileRun, areas: StoreAreas, file: RosterFile, path: string) => Promise<Staged>
> = {
  async employees(run, areas, file, path) {
    const staged = await stageRoster(run, areas, file, { path, write: (work) => work(areas.staging), report: null });
    return { ...staged, plan: () => planRoster(run, areas, file, staged) };
  },
  async positions(run, areas, file, path) {
    const staged = await stagePositions(run, areas, file, { path, write: (work) => work(areas), report: null });
    return { ...staged, plan: () => writePositionsPlan(run, areas, file, staged) };
  },
};

async function addRehearsed(parts: Parts, rules: FeedRules, source: LookedAtFile, kind: RosterKind, areas: StoreAreas) {
  const id = await areas.ledger.add({
    feed: rules.id,
    layout: rules.layout.name,
    kind,
    name: source.fileName,
    size: source.size,
    sha256: source.sha256 ?? '',
    modifiedAt: null,
    source: 'command',
    inboxFingerprint: null,
    spoolName: null,
    receivedAt: parts.clock().toISOString(),
    manifest: source.manifest,
    archiveFrom: null,
  });
  const file = await areas.ledger.get(id);
  if (file === null) throw new Error('the rehearsed file is not in its own transaction');
  return file;
}
