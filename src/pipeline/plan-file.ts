import type { Plans, RosterFile, Staging } from '../store/contract.ts';
import type { FileRun } from './context.ts';
import { loadFile } from './load-file.ts';
import { planRoster } from './plan-roster.ts';
import type { ReadingOutcome } from './reading.ts';
import { leaseLost, writeVerdict } from './settle-verdict.ts';
import { stageRoster } from './stage-roster.ts';

/** Validates, stages and plans a file; ends in `rejected`, `held`, `approved` or `staged`. */
export async function planFile(run: FileRun, file: RosterFile): Promise<RosterFile> {
  const { parts } = run;
  const { store, spool } = parts;
  await spool.dropReport(file.id);
  const staged = await stageRoster(run, store, file, {
    path: spool.path(file.spoolName ?? ''),
    write: (work) => writeFenced(run, work),
    report: { spool, fileId: file.id },
  });
  if (staged.rejected) await reject(run, file, staged);
  else {
    await store.transaction(async (areas) => {
      const plan = await planRoster(run, areas, file, staged);
      const approved = await isStillApproved(areas.plans, file, plan.planNo);
      const held = plan.holdReasons.length > 0 && !approved;
      await writeVerdict(run, areas, file, ['validating'], {
        status: held ? 'held' : approved ? 'approved' : 'staged',
        patch: {
          ...found(run, staged),
          plan: plan.counts,
          planNo: plan.planNo,
          planVersion: plan.planVersion,
          waitsSince: file.planNo > 0 ? file.waitsSince : parts.clock().toISOString(),
          approvedPlanNo: approved ? plan.planNo : null,
          holdReasons: plan.holdReasons,
        },
        issues: staged.issues,
        event: held ? 'held' : null,
      });
    });
  }
  return loadFile(run, file.id);
}

/** A process that has lost the feed must neither add to what its successor stages nor take away from it. */
async function writeFenced(run: FileRun, work: (staging: Staging) => Promise<void>): Promise<void> {
  await run.parts.store.transaction(async (areas) => {
    if (!(await areas.leases.renew(run.lease))) throw leaseLost(run);
    await work(areas.staging);
  });
}

/** The file has a fatal issue: nothing of it is kept but what is wrong with it. */
export async function reject(run: FileRun, file: RosterFile, read: ReadingOutcome): Promise<void> {
  await run.parts.store.transaction(async (areas) => {
    await writeVerdict(run, areas, file, ['validating'], {
      status: 'rejected',
      patch: { ...found(run, read), plan: null, spoolName: null, processedAt: run.parts.clock().toISOString() },
      issues: read.issues,
      event: 'rejected',
    });
    await areas.staging.purge(file.id);
  });
}

/** An approval is bound to the plan that was shown: it holds for a newer one that does no more than that. */
async function isStillApproved(plans: Plans, file: RosterFile, planNo: number): Promise<boolean> {
  if (file.approvedPlanNo === null) return false;
  return (await plans.grownSince(file.id, file.approvedPlanNo, planNo)) === 0;
}

/** What the ledger notes of a reading. */
export function found(run: FileRun, { facts, issueCounts }: ReadingOutcome) {
  return {
    rows: facts.rows,
    issueCounts,
    configFingerprint: run.rules.fingerprint,
  };
}
