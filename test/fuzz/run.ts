import { buildProgram } from '../bench/build-program.ts';
import { keepFailure } from './keep-failure.ts';
import { makeFile } from './make-file.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { readMany } from './read-many.ts';
import { renderCounts, renderMemory, renderTally, tenths } from './report.ts';
import { runDaemon } from './run-daemon.ts';
import { createSeeds, type Seeds } from './seeds.ts';
import type { Tally } from './tally.ts';

const mostMemoryMb = 700;
const sayEvery = 50_000;

const options = parseOptions(process.argv.slice(2));
if (options === null) {
  console.log(usage);
  process.exitCode = 1;
} else {
  process.exitCode = await run(options);
}

/** @returns 0 when every file came to a verdict and all that must hold did */
async function run(options: Options): Promise<number> {
  const { seed, files, daemonFiles, only } = options;
  console.log(`Seed ${seed}: --seed ${seed} makes the same files again.`);
  const seeds = await createSeeds(seed);
  if (only !== null) return await runOnly(seeds, seed, only);
  const failures: string[] = [];
  if (files > 0) failures.push(...(await runInProcess(seeds, seed, files)));
  if (daemonFiles > 0) failures.push(...(await runThroughDaemon(seeds, seed, daemonFiles)));
  console.log(failures.length === 0 ? 'All is well.' : 'It FAILED.');
  return failures.length === 0 ? 0 : 1;
}

async function runOnly(seeds: Seeds, seed: number, index: number): Promise<number> {
  const file = makeFile(seeds, seed, index);
  console.log(`${keepFailure(file, seed)}\n${file.history.join(', ')}`);
  const { tally, failures } = await readMany(seeds, seed, { from: index, files: 1 });
  for (const line of [...renderTally(tally), ...failures.lines()]) console.log(line);
  return failures.files === 0 ? 0 : 1;
}

async function runInProcess(seeds: Seeds, seed: number, files: number): Promise<string[]> {
  const startedMs = performance.now();
  const { tally, failures: failed } = await readMany(seeds, seed, { files, onProgress, stop: stopSignal() });
  const failures = failed.lines();
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(`\n${tally.files.toLocaleString('en-US')} files in one process, ${seconds.toFixed(0)} s`);
  for (const line of renderTally(tally)) console.log(line);
  console.log(renderMemory(tally.memory));
  const most = Math.max(...tenths(tally.memory));
  if (most > mostMemoryMb)
    failures.push(`FAILED: it took ${most.toFixed(0)} MB; it must be at most ${mostMemoryMb} MB.`);
  for (const failure of failures) console.log(failure);
  return failures;
}

async function runThroughDaemon(seeds: Seeds, seed: number, files: number): Promise<string[]> {
  const program = await buildProgram(new AbortController().signal);
  const startedMs = performance.now();
  // Other files than those that were read in one process.
  const { statuses, memory, faults } = await runDaemon(program, seeds, seed + 1, files);
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(`\n${files.toLocaleString('en-US')} files through the daemon, ${seconds.toFixed(0)} s`);
  for (const line of renderCounts(statuses, files)) console.log(line);
  console.log(renderMemory(memory));
  for (const fault of faults) console.log(`FAILED ${fault}`);
  return faults;
}

/** Ctrl-C ends the run with what it has found so far. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  return stop.signal;
}

function onProgress({ files, memory }: Tally, failed: number): void {
  if (files % sayEvery === 0)
    console.error(`${files.toLocaleString('en-US')} files, ${memory.at(-1)?.toFixed(0)} MB, ${failed} failed`);
}
