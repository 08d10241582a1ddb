import { registerName } from '../../domain/roster-kind.ts';
import type { Positions, RosterFile, StoreAreas } from '../../store/contract.ts';
import { type FileRun, timed } from '../context.ts';
import { found, reject, settlePlan, writeFenced } from '../plan-file.ts';
import { judgeRoster, nextPlan, type RosterPlan } from '../plan-roster.ts';
import { type StagedPositions, stagePositions } from './stage-positions.ts';

/** Validates, stages and plans a file of positions; ends in `rejected`, `held`, `approved` or `staged`. */
export async function planPositions(run: FileRun, file: RosterFile): Promise<RosterFile> {
  const { store, spool } = run.parts;
  await spool.dropReport(file.id);
  const staged = await stagePositions(run, store, file, {
    path: spool.path(file.spoolName ?? ''),
    write: (work) => writeFenced(run, work),
    report: { spool, fileId: file.id },
  });
  if (staged.rejected) return reject(run, file, staged);
  return store.transaction(async (areas) => {
    const plan = await writePositionsPlan(run, areas, file, staged);
    const { employeesVersion, issues } = staged;
    const planned = { found: found(run, staged), issues, plan, plans: areas.positions, employeesVersion };
    return settlePlan(run, areas, file, planned);
  });
}

/** Compares what was staged with the register, writes the plan down, and lets the guard look at it. */
export async function writePositionsPlan(
  run: FileRun,
  areas: StoreAreas,
  file: RosterFile,
  { facts }: StagedPositions,
): Promise<RosterPlan> {
  const { rules } = run;
  const state = await areas.feeds.get(registerName(rules.id, 'positions'));
  const request: Parameters<Positions['plan']>[0] = { fileId: file.id, feed: rules.id, planNo: nextPlan(file) };
  const { counts, active } = await timed(run, 'plan', () => areas.positions.plan(request));
  const figures = {
    plan: counts,
    rows: facts.rows,
    active,
    unreadableKeys: 0,
    ending: 0,
    repeatsUndone: 0,
    zerosLost: 0,
    takenOver: 0,
    companies: [],
  };
  const holdReasons = await judgeRoster(run, areas, file, state, figures);
  return { planNo: request.planNo, planVersion: state.registerVersion, counts, active, holdReasons, diagnosis: [] };
}
