import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProgram } from './build-program.ts';
import { describeMachine } from './describe-machine.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { renderReport } from './report.ts';
import { type Bench, runWork } from './run-work.ts';
import { mergeWork, noResults } from './work.ts';

const options = parseOptions();
if ('asked' in options) {
  console.log(usage);
  process.exitCode = options.asked ? 0 : 1;
} else {
  process.exitCode = await run(options);
}

/** @returns 0 when no goal was missed and everything came out right, else 1 */
async function run({ goals }: Options): Promise<number> {
  const stop = stopSignal();
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  try {
    const program = await buildProgram(stop);
    const bench: Bench = { program, directory, results: noResults(), abouts: new Set(), stop };
    for (const work of mergeWork(goals.flatMap((goal) => goal.work))) await runWork(bench, work);
    const { lines, faults } = renderReport(goals, bench.results, describeMachine(bench.abouts));
    for (const line of lines) console.log(line);
    console.log(`\nTook ${(performance.now() / 60_000).toFixed(1)} minutes.`);
    for (const fault of faults) console.log(fault);
    return faults.length === 0 ? 0 : 1;
  } catch (error) {
    if (!stop.aborted) throw error;
    console.error('Stopped.');
    return 130;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Ctrl-C ends what is running; then everything is removed, as at the end. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}
