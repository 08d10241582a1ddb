import type { RosterKind } from '../domain/roster-kind.ts';
import type { RosterFile } from '../store/contract.ts';
import { applyPlan } from './apply-plan.ts';
import type { FileRun } from './context.ts';
import { planEndDates } from './end-dates.ts';
import { isDue } from './is-due.ts';
import { loadFirstRoster } from './load-first-roster.ts';
import { pauseOf } from './pause.ts';
import { planFile } from './plan-file.ts';
import { planPositions } from './positions/plan-positions.ts';
import { respool } from './respool-file.ts';
import { skipRepeat } from './skip-repeat.ts';
import { putBack, takeUp } from './take-up.ts';

/**
 * One spooled file, as far as it gets now: to its verdict, to a hold, or to `staged` where the schedule decides.
 *
 * @param due whether it is to be processed now, whatever the schedule says
 * @returns the file as the ledger then has it
 */
export async function runFile(feedRun: FileRun, fileId: number, due: boolean): Promise<RosterFile> {
  const run = withFileInLog(feedRun, fileId);
  try {
    return await goThrough(run, fileId, due);
  } catch (error) {
    await putBack(run, fileId, error);
    throw error;
  }
}

/** A file that is `received` again, as far as its plan: whatever the schedule says, it is not applied. */
export async function replanFile(feedRun: FileRun, fileId: number): Promise<RosterFile> {
  const run = withFileInLog(feedRun, fileId);
  try {
    const file = await takeUp(run, fileId);
    return file.status === 'validating' ? await readAndPlan(run, file) : file;
  } catch (error) {
    await putBack(run, fileId, error);
    throw error;
  }
}

/** Whatever is logged on a file's way names it. */
function withFileInLog(run: FileRun, fileId: number): FileRun {
  return { ...run, parts: { ...run.parts, log: run.parts.log.child({ feed: run.rules.id, fileId }) } };
}

const planByKind: Record<RosterKind, (run: FileRun, file: RosterFile) => Promise<RosterFile>> = {
  employees: async (run, file) => (await loadFirstRoster(run, file)) ?? (await planFile(run, file)),
  positions: planPositions,
};

async function readAndPlan(run: FileRun, taken: RosterFile): Promise<RosterFile> {
  const file = await respool(run, taken);
  return (await skipRepeat(run, file)) ?? planByKind[file.kind](run, file);
}

async function goThrough(run: FileRun, fileId: number, due: boolean): Promise<RosterFile> {
  for (;;) {
    let file = await takeUp(run, fileId);
    if (file.status === 'validating') {
      file = file.source === 'end-dates' ? await planEndDates(run, file) : await readAndPlan(run, file);
    }
    const waits = file.status === 'staged' || file.status === 'approved';
    if (!waits || !(due || isDue(run.rules, file, run.startedAt))) return file;
    // Whoever sees what comes in, and pauses the feed, must find it not applied.
    if ((await pauseOf(run.parts.store, run.rules.id)) !== null) return file;
    const applied = await applyPlan(run, file);
    if (applied !== null) return applied;
  }
}
