import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Contest, Form } from './contest.ts';
import { openMariaDbContest } from './contest-mariadb.ts';
import { openSqliteContest } from './contest-sqlite.ts';
import { type GeneratedRosters, generateRosters } from './generate-roster.ts';
import { type Outcome, renderReport } from './report.ts';
import { createRollcall, type Rollcall, type RollcallImport } from './rollcall.ts';

const usage = `npm run bench -- [--rows N] [--runs N] [--sqlite]
  --rows N   only this size, or several: --rows 10000 --rows 50000 (default: 10000, 100000 and 1000000)
  --runs N   how often each size is run (default: 1)
  --sqlite   on SQLite instead of MariaDB`;

process.exitCode = await bench();

/** @returns 0 when the two registers were equal after every step and Rollcall's counts were the generator's, else 1 */
async function bench(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', multiple: true, default: ['10000', '100000', '1000000'] },
      runs: { type: 'string', default: '1' },
      sqlite: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const sizes = values.rows.map(Number);
  const runs = Number(values.runs);
  if (values.help || [...sizes, runs].some((value) => !Number.isInteger(value) || value < 1)) {
    console.log(usage);
    return values.help ? 0 : 1;
  }

  const directory = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const stop = stopSignal();
  let contest: Contest | null = null;
  try {
    contest = values.sqlite ? await openSqliteContest(directory, stop) : await openMariaDbContest(stop);
    const rollcall = await createRollcall(directory, stop);
    console.log(`${contest.about}; Node.js ${process.versions.node}, ${rollcall.program}\n`);
    const outcomes: Outcome[] = [];
    for (const rows of sizes) {
      const rosters = generateRosters(rows, directory);
      console.error(
        `${rows} rows, oracle: ${JSON.stringify({ firstLoad: rosters.firstLoad, nightly: rosters.nightly })}`,
      );
      for (let run = 0; run < runs; run += 1) {
        outcomes.push(...(await runOnce(contest, rollcall, rosters, run % 2 === 0)));
      }
      for (const { path } of [rosters.day1, rosters.day2]) await rm(path);
    }
    for (const line of renderReport(outcomes)) console.log(line);
    return outcomes.every(({ faults }) => faults.length === 0) ? 0 : 1;
  } catch (error) {
    if (!stop.aborted) throw error;
    console.error('Stopped.');
    return 130;
  } finally {
    await contest?.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Both forms on empty registers, each by the baseline and by Rollcall. @param baselineFirst changes from run to run */
async function runOnce(
  contest: Contest,
  rollcall: Rollcall,
  rosters: GeneratedRosters,
  baselineFirst: boolean,
): Promise<Outcome[]> {
  await contest.reset();
  await rollcall.start(contest.config);
  const outcomes: Outcome[] = [];
  for (const form of ['first load', 'nightly'] as const) {
    const csv = (form === 'first load' ? rosters.day1 : rosters.day2).path;
    const runBaseline = () => contest.settle().then(() => contest.runBaseline(form, csv));
    const runRollcall = () => contest.settle().then(() => rollcall.import(csv));
    const early = baselineFirst ? await runBaseline() : null;
    const imported = await runRollcall();
    const baseline = early ?? (await runBaseline());
    const faults = [...wrongCounts(form, rosters, imported), ...(await differences(contest))];
    console.error(`  ${form}: baseline ${Math.round(baseline.ms)} ms, Rollcall ${Math.round(imported.ms)} ms`);
    outcomes.push({ rows: rosters.day1.rows, form, baseline, rollcall: imported, faults });
  }
  return outcomes;
}

function wrongCounts(form: Form, rosters: GeneratedRosters, { status, plan }: RollcallImport): string[] {
  const expected: Record<string, number> = form === 'first load' ? rosters.firstLoad : rosters.nightly;
  const faults = status === 'processed' ? [] : [`Rollcall says ${status}, not processed.`];
  for (const [kind, count] of Object.entries(plan)) {
    const right = expected[kind] ?? 0;
    if (count !== right) faults.push(`Rollcall counts ${count} ${kind}; it should be ${right}.`);
  }
  return faults;
}

async function differences(contest: Contest): Promise<string[]> {
  const { baseline, rollcall } = await contest.states();
  return [
    ...baseline.filter((line) => !rollcall.includes(line)).map((line) => `Only the baseline ends with ${line}.`),
    ...rollcall.filter((line) => !baseline.includes(line)).map((line) => `Only Rollcall ends with ${line}.`),
  ];
}

/** Ctrl-C ends what is running; then everything is removed, as at the end. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}
