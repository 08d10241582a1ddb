import type { Contest, Form, Side } from './contest.ts';
import type { GeneratedRosters, RosterOnDisk } from './generate-roster.ts';
import type { Measured } from './measure.ts';
import type { Rollcall, RollcallImport } from './rollcall.ts';

/** One import of Rollcall, with the baseline's beside it. */
export interface Load {
  rows: number;
  form: Form | 'rejected';
  /** Null where the baseline has no part: a rejected file, and the size that is held against another one. */
  baseline: Measured | null;
  rollcall: RollcallImport;
  /** What came out wrong; empty when the registers and the counts are those of the oracle. */
  faults: string[];
}

export interface LoadParts {
  contest: Contest;
  rollcall: Rollcall;
  rosters: GeneratedRosters;
}

const feed = 'bench';

/**
 * Day 1 into empty registers, a rejected day 2, the good day 2: each by the baseline and by Rollcall in turn, and after each
 * a look at what the registers hold.
 *
 * @param withBaseline whether the baseline takes part
 * @param baselineFirst changes from run to run, so that nobody always works on what the other has warmed
 */
export async function* measureLoads(
  parts: LoadParts,
  { withBaseline, baselineFirst }: { withBaseline: boolean; baselineFirst: boolean },
): AsyncGenerator<Load> {
  const { contest, rollcall, rosters } = parts;
  await contest.reset();
  await rollcall.start(contest.config, [feed]);
  const inTurn = (form: Form) => (withBaseline ? runInTurn(parts, form, baselineFirst) : runAlone(parts, form));
  yield await inTurn('first load');
  yield await runRejected(parts, rosters);
  yield await inTurn('nightly');
}

async function runInTurn(parts: LoadParts, form: Form, baselineFirst: boolean): Promise<Load> {
  const { contest, rosters } = parts;
  const { path } = fileOf(rosters, form);
  const runBaseline = () => contest.settle().then(() => contest.runBaseline(form, path));
  const early = baselineFirst ? await runBaseline() : null;
  const rollcall = await runRollcall(parts, path);
  const baseline = early ?? (await runBaseline());
  return finished(parts, form, baseline, rollcall);
}

async function runAlone(parts: LoadParts, form: Form): Promise<Load> {
  return finished(parts, form, null, await runRollcall(parts, fileOf(parts.rosters, form).path));
}

async function finished(
  parts: LoadParts,
  form: Form,
  baseline: Measured | null,
  rollcall: RollcallImport,
): Promise<Load> {
  const { rosters } = parts;
  const isFirst = form === 'first load';
  const faults = [
    ...wrongVerdict(rollcall, 'processed', 0),
    ...wrongCounts(rollcall, isFirst ? rosters.firstLoad : rosters.nightly),
    ...(await wrongStates(parts, isFirst ? rosters.afterFirstLoad : rosters.afterNightly, baseline !== null)),
  ];
  return { rows: rosters.day1.rows, form, baseline, rollcall, faults };
}

/** Before the nightly run, on the same register, so that as many rows differ. */
async function runRejected(parts: LoadParts, { day1, bad, afterFirstLoad }: GeneratedRosters): Promise<Load> {
  const rollcall = await runRollcall(parts, bad.path);
  const faults = [
    ...wrongVerdict(rollcall, 'rejected', bad.issues),
    ...(await wrongStates(parts, afterFirstLoad, false)),
  ];
  return { rows: day1.rows, form: 'rejected', baseline: null, rollcall, faults };
}

async function runRollcall({ contest, rollcall }: LoadParts, csv: string): Promise<RollcallImport> {
  await contest.settle();
  return rollcall.import(csv, feed);
}

function fileOf(rosters: GeneratedRosters, form: Form): RosterOnDisk {
  return form === 'first load' ? rosters.day1 : rosters.day2;
}

export function wrongVerdict({ status, issues }: RollcallImport, rightStatus: string, rightIssues: number): string[] {
  return [
    ...(status === rightStatus ? [] : [`Rollcall says ${status}; it should be ${rightStatus}.`]),
    ...(issues === rightIssues ? [] : [`Rollcall counts ${issues} issues; it should be ${rightIssues}.`]),
  ];
}

export function wrongCounts({ plan }: RollcallImport, right: Readonly<Record<string, number>>): string[] {
  return [...new Set([...Object.keys(right), ...Object.keys(plan)])]
    .filter((kind) => (plan[kind] ?? 0) !== (right[kind] ?? 0))
    .map((kind) => `Rollcall counts ${plan[kind] ?? 0} ${kind}; it should be ${right[kind] ?? 0}.`);
}

export async function wrongStates(
  { contest }: Pick<LoadParts, 'contest'>,
  right: readonly string[],
  withBaseline: boolean,
): Promise<string[]> {
  const sides: readonly Side[] = withBaseline ? ['baseline', 'rollcall'] : ['rollcall'];
  const faults: string[] = [];
  for (const side of sides) {
    const states = await contest.states(side);
    const wrong = states.filter((line) => !right.includes(line)).map((line) => `The ${side} register holds ${line}.`);
    const missing = right.filter((line) => !states.includes(line)).map((line) => `The ${side} register lacks ${line}.`);
    faults.push(...wrong, ...missing);
  }
  return faults;
}
