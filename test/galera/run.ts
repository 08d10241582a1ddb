import { createLog } from '../../src/runtime/log.ts';
import { connect } from '../../src/store/connect.ts';
import { migrate } from '../../src/store/migrate.ts';
import { buildProgram } from '../bench/build-program.ts';
import { createRandom } from '../fixtures/random.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { daemonNames, database, openPair, type Pair } from './daemons.ts';
import { causeFaults } from './faults.ts';
import { judge } from './judge.ts';
import { migrateEverywhere } from './migrations.ts';
import { tellStory } from './story.ts';
import { takeOverFromAnotherHost, takeOverOnThisHost } from './take-over.ts';
import { untilFinished } from './until-finished.ts';
import { refuseTooLarge } from './write-sets.ts';

const feeds = ['north', 'south', 'west'];
const rounds = 5;
const takeOvers = 5;
/** How long everything may take to come to rest once nothing is broken any more. */
const patienceMs = 300_000;

const seed = Number(process.argv[2] ?? Date.now() % 1_000_000);
const files = Number(process.argv[3] ?? 60);
console.log(`Seed ${seed}: "npm run galera -- ${seed} ${files}" drops the same files again.`);
const problems = await run();
for (const problem of problems) console.log(`FAILED: ${problem}`);
console.log(problems.length === 0 ? 'All is well.' : 'It FAILED.');
process.exitCode = problems.length === 0 ? 0 : 1;

/** Starts a cluster and two daemons, breaks them while they work, and compares what is left with what must be. */
async function run(): Promise<string[]> {
  const program = await buildProgram(new AbortController().signal);
  const cluster = await startCluster();
  let pair: Pair | null = null;
  const remove = async () => {
    await pair?.remove();
    await cluster.remove();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => remove().then(() => process.exit(1)));
  try {
    console.log('Three nodes are up.');
    const migrated = await migrateEverywhere(cluster, rounds);
    console.log(`${rounds} times all migrations through three nodes at once: ${migrated.length} problem(s).`);
    await prepareDatabase(cluster);
    pair = await openPair(cluster, program, [...feeds, 'extra', 'large']);
    const doctor = await pair.daemons[0].command('doctor', '--json');
    for (const line of doctorLines(doctor.stdout)) console.log(`  ${line}`);
    for (const daemon of pair.daemons) daemon.start();
    const story = await tellUnderFaults(cluster, pair);
    const tooLarge = await refuseTooLarge(cluster, pair, 'large');
    console.log(`Rosters larger than the cluster takes: ${tooLarge.length} problem(s).`);
    const takenOver = await measureTakeOvers(cluster, pair);
    return [...migrated, ...story, ...tooLarge, ...takenOver, ...(await stopDaemons(pair))];
  } finally {
    await remove();
  }
}

/** The daemons have the grants of the README, no more. */
async function prepareDatabase({ nodes: [node] }: Cluster): Promise<void> {
  await node?.query(`CREATE DATABASE ${database}`);
  const migrator = await connect({ client: 'mysql', url: `${node?.url}/${database}` }, createLog('silent'));
  await migrate(migrator);
  await migrator.close();
  for (const name of daemonNames) {
    await node?.query(`CREATE USER ${name} IDENTIFIED BY 'secret'`);
    await node?.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${database}.* TO ${name}`);
  }
}

async function tellUnderFaults(cluster: Cluster, pair: Pair): Promise<string[]> {
  const startedMs = performance.now();
  const story = tellStory(feeds, files, createRandom(seed).next);
  const over = new AbortController();
  const faults = causeFaults(cluster, pair, createRandom(seed, 1).next, over.signal);
  for (const [index, { feed, name, content }] of story.chapters.entries()) {
    await pair.drop(feed, name, content);
    // A few wait while one is taken.
    await untilFinished(cluster, index + 1 - feeds.length * 2, { all: false, patienceMs });
  }
  await untilFinished(cluster, files, { all: true, patienceMs });
  over.abort();
  const counts = await faults;
  await cluster.untilWhole();
  const isQuiet = await untilFinished(cluster, files, { all: true, patienceMs });
  const rows = story.chapters.reduce((sum, chapter) => sum + chapter.rows, 0);
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(`${files} rosters of ${rows} rows in ${seconds} s; ${JSON.stringify(counts)}; ${describeLogs(pair)}`);
  const problems = [...errorsIn(pair), ...(await judge(cluster, pair, story))];
  return isQuiet ? problems : ['It did not come to rest.', ...problems];
}

/** Whatever was broken would pass: nothing of it is an error. */
function errorsIn({ daemons }: Pair): string[] {
  return daemons
    .flatMap(({ lines }) => lines)
    .filter(({ level, code }) => level === 'error' || code === 'database-failed')
    .map((line) => JSON.stringify(line));
}

function describeLogs({ daemons }: Pair): string {
  const lines = daemons.flatMap((daemon) => daemon.lines);
  const codes = new Map<string, number>();
  for (const { code } of lines) if (typeof code === 'string') codes.set(code, (codes.get(code) ?? 0) + 1);
  const resumed = lines.filter(({ message }) => message === 'file found in the middle of its way').length;
  return `taken up in the middle ${resumed} times; met ${JSON.stringify(Object.fromEntries(codes))}`;
}

async function measureTakeOvers(cluster: Cluster, pair: Pair): Promise<string[]> {
  const here: number[] = [];
  for (let n = 1; n <= takeOvers; n += 1) {
    here.push(Math.round(await takeOverOnThisHost(pair, 'extra', `extra-${n}.csv`, 5000 + 50 * n)));
    const isQuiet = await untilFinished(cluster, files + n, { all: true, patienceMs });
    if (!isQuiet) return [`extra-${n}.csv did not come to a verdict.`];
  }
  console.log(`A dead daemon of the same host is taken over after ${here.join(', ')} ms.`);
  const there = Math.round(await takeOverFromAnotherHost(cluster, pair, 'extra', 'extra-0.csv', 5000));
  console.log(`One of another host is taken over after ${there} ms.`);
  return [
    ...here.filter((ms) => ms > 5000).map((ms) => `A take-over on one host took ${ms} ms.`),
    ...(there < 25_000 || there > 40_000 ? [`The take-over from another host came after ${there} ms.`] : []),
  ];
}

async function stopDaemons({ daemons }: Pair): Promise<string[]> {
  const codes = await Promise.all(daemons.map((daemon) => daemon.stop()));
  return codes.every((code) => code === 0) ? [] : [`The daemons ended with ${codes.join(' and ')}.`];
}

function doctorLines(stdout: string): string[] {
  const { findings } = JSON.parse(stdout) as { findings: { subject: string; message: string; ok: boolean }[] };
  return findings
    .filter(({ subject }) => /^database.*cluster$/.test(subject))
    .map(({ subject, message }) => `${subject}: ${message}`);
}
