import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildProgram } from '../bench/build-program.ts';
import { createDecider, type Decider } from './decide-holds.ts';
import { createDroppers, type Droppers, keepDropped } from './drop-files.ts';
import { createFaults } from './faults.ts';
import { judgeDaemons } from './judge-daemons.ts';
import { judgeMails } from './judge-mails.ts';
import { findSpoolLeftovers, judgePlaces } from './judge-places.ts';
import { judgeRegister } from './judge-register.ts';
import { judgeSecrets } from './judge-secrets.ts';
import { isCopyElsewhere, type LedgerRow, readLedger, told } from './ledger-row.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { openSoakProject, type SoakProject } from './project.ts';
import { replayLedger } from './replay-ledger.ts';
import { renderReport } from './report.ts';
import { untilQuiet } from './until-quiet.ts';

const options = parseOptions(process.argv.slice(2));
if (options === null) {
  console.log(usage);
  process.exitCode = 1;
} else {
  process.exitCode = await run(options);
}

/** @returns 0 when everything is as it must be */
async function run(options: Options): Promise<number> {
  const { seed, keep } = options;
  console.log(`Seed ${seed}: --seed ${seed} makes the same files again.`);
  const stop = stopSignal();
  const program = await buildProgram(stop);
  const project = await openSoakProject(program, options);
  const deviations: string[] = [];
  try {
    deviations.push(...(await soak(project, program, options, stop)));
    for (const deviation of deviations) console.log(`FAILED ${deviation}`);
    const failed = deviations.length > 0;
    if (failed || keep) await keepProject(project);
    console.log(failed ? `It FAILED with seed ${seed}: ${project.directory} was kept.` : 'All is well.');
    return failed ? 1 : 0;
  } catch (error) {
    await keepProject(project);
    console.error(`It broke off with seed ${seed}: ${project.directory} was kept.`);
    throw error;
  } finally {
    await project.close();
    if (deviations.length === 0 && !keep) await rm(project.directory, { recursive: true, force: true });
  }
}

async function soak(project: SoakProject, program: string, options: Options, stop: AbortSignal): Promise<string[]> {
  const { seed, calm } = options;
  const startedMs = performance.now();
  const dropped = join(project.directory, 'dropped');
  const droppers = createDroppers(project.feeds, options, project.pathOf, (drop) => keepDropped(dropped, drop));
  const decider = createDecider(project, program, seed);
  const faults = createFaults(project, seed, () => countTaken(project));
  const [first, ...others] = project.daemons;
  // The first one makes the tables.
  await first?.start();
  await Promise.all(others.map((daemon) => daemon.start()));

  const over = new AbortController();
  const around = [
    decider.run(over.signal),
    ...(calm ? [] : [faults.run(over.signal)]),
    tellProgress(droppers, over.signal),
  ];
  await droppers.run(() => countTaken(project), stop);
  over.abort();
  await Promise.all(around);
  console.error('Every file is dropped; waiting until all is quiet.');
  const deviations = await untilQuiet(project, droppers.drops, decider);
  const dropsMs = performance.now() - startedMs;

  for (const daemon of project.daemons) await daemon.stop();
  const ledger = await readLedger(project);
  const leftovers = await findSpoolLeftovers(project, ledger);
  // At its start a daemon removes what it has kept of files that another one finished.
  for (const daemon of project.daemons) await daemon.start();
  await delay(1_000);
  for (const daemon of project.daemons) await daemon.stop();
  const stillLeft = await findSpoolLeftovers(project, ledger);
  deviations.push(...stillLeft.map((path) => `${path} is left over.`));
  deviations.push(...(await judge(project, droppers, decider, ledger, options)));
  const mails = await judgeMails(project, ledger);
  deviations.push(...mails.deviations);
  const figures = { ledger, drops: droppers.drops, faults: faults.counts, mails, leftovers: leftovers.length, dropsMs };
  for (const line of renderReport(project, figures)) console.log(line);
  return deviations;
}

async function judge(
  project: SoakProject,
  { drops, nationalIds }: Droppers,
  { decisions }: Decider,
  ledger: readonly LedgerRow[],
  options: Options,
): Promise<string[]> {
  const elsewhere = ledger.filter((row) => isCopyElsewhere(row, drops, options));
  const deviations = judgeDaemons(project, new Set(elsewhere.map(({ id }) => id)));
  for (const drop of drops) {
    const rows = ledger.filter((row) => row.feed === drop.feed && row.name === drop.name && row.sha256 === drop.sha256);
    if (rows.length === 1 || (rows.length === 0 && drop.mayBeMissed)) continue;
    deviations.push(`${drop.feed}: ${drop.name} (${drop.kind}, ${drop.manner}) has ${rows.length} rows in the ledger.`);
  }
  for (const row of ledger) {
    if (row.failure !== null && !elsewhere.includes(row)) deviations.push(`${told(row)}: ${row.failure}`);
  }
  for (const feed of project.feeds) {
    const rows = ledger.filter((row) => row.feed === feed.id && !elsewhere.includes(row));
    const ofFeed = drops.filter((drop) => drop.feed === feed.id);
    const replay = replayLedger(feed, rows, ofFeed, decisions, options);
    deviations.push(...replay.deviations, ...(await judgeRegister(project, feed, replay)));
  }
  deviations.push(...(await judgePlaces(project, ledger, drops)));
  deviations.push(...(await judgeSecrets(project, nationalIds)));
  return deviations;
}

async function countTaken({ sql }: SoakProject): Promise<number> {
  const [row] = await sql<{ n: number }>('SELECT COUNT(*) AS n FROM roster_files');
  return Number(row?.n);
}

async function tellProgress({ drops }: Droppers, stop: AbortSignal): Promise<void> {
  for (; !stop.aborted; await delay(30_000, undefined, { signal: stop }).catch(() => {})) {
    if (drops.length > 0) console.error(`${drops.length} files dropped`);
  }
}

/** For whoever has to find out: beside the logs and the rosters the database's tables, the mails and the SFTP inboxes. */
async function keepProject(project: SoakProject): Promise<void> {
  const { directory, sshd, smtp, sql } = project;
  await cp(sshd.root, join(directory, 'sftp'), { recursive: true });
  await mkdir(join(directory, 'mails'));
  for (const [index, { raw }] of smtp.mails.entries()) await writeFile(join(directory, 'mails', `${index}.eml`), raw);
  for (const table of ['roster_files', 'outbox', 'employees', 'employee_changes', 'feeds', 'feed_leases']) {
    const rows = await sql(`SELECT * FROM ${table}`);
    await writeFile(join(directory, `${table}.json`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
}

/** Ctrl-C ends the drops; what has come till then is judged. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  return stop.signal;
}
