import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contest } from './contest.ts';
import { openMariaDbContest } from './contest-mariadb.ts';
import { openSqliteContest } from './contest-sqlite.ts';
import { type GeneratedRosters, generateRosters, generateXmlRoster, type RosterOnDisk } from './generate-roster.ts';
import { measureIdle } from './measure-idle.ts';
import { type Load, measureLoads } from './measure-loads.ts';
import { measureSmallFiles } from './measure-small-files.ts';
import { measureXmlLoad, type XmlLoad } from './measure-xml-load.ts';
import { createRollcall } from './rollcall.ts';
import { nameOf, type Results, type Work } from './work.ts';

export interface Bench {
  /** The script to run. */
  program: string;
  /** For rosters, projects and SQLite's files. */
  directory: string;
  results: Results;
  /** What the databases say of themselves. */
  abouts: Set<string>;
  stop: AbortSignal;
}

/** Does one work on a database of its own and adds what comes of it to the results. */
export async function runWork(bench: Bench, work: Work): Promise<void> {
  const { results, stop } = bench;
  say(nameOf(work));
  let contest: Contest | null = null;
  try {
    contest = await openContest(bench, work);
    bench.abouts.add(contest.about);
    await measureOn(bench, contest, work);
  } catch (error) {
    if (stop.aborted) throw error;
    results.failures.push(`${nameOf(work)}: ${error instanceof Error ? error.message : error}`);
  } finally {
    await contest?.close();
  }
}

async function measureOn(bench: Bench, contest: Contest, work: Work): Promise<void> {
  const { program, results, stop } = bench;
  const { database } = work;
  const rollcall = createRollcall(program, await ownDirectory(bench, work), stop);
  if (work.kind === 'idle') {
    results.idle[database] = await measureIdle(contest, rollcall);
  } else if (work.kind === 'small files') {
    const rosters = rostersOf(bench, rowsBesideSmallFiles);
    results.smallFiles[database] = await measureSmallFiles(contest, rollcall, rosters, work.files);
  } else if (work.kind === 'XML against CSV') {
    const parts = { contest, rollcall, rosters: rostersOf(bench, work.rows), xml: xmlRosterOf(bench, work.rows) };
    for (let run = 0; run < work.runs; run += 1) {
      const load = await measureXmlLoad(parts, run % 2 === 0);
      results.xmlLoads.push({ ...load, database });
      say(describeXmlLoad(load));
    }
  } else {
    const rounds = Math.max(...work.sizes.map(({ runs }) => runs));
    for (let round = 0; round < rounds; round += 1) {
      for (const { rows, withBaseline } of work.sizes.filter(({ runs }) => runs > round)) {
        const parts = { contest, rollcall, rosters: rostersOf(bench, rows) };
        for await (const load of measureLoads(parts, { withBaseline, baselineFirst: round % 2 === 0 })) {
          results.loads.push({ ...load, database });
          say(describeLoad(load));
        }
      }
    }
  }
}

/** A register that is not empty beside the one that the small files are for. */
const rowsBesideSmallFiles = 100_000;

async function openContest(bench: Bench, work: Work): Promise<Contest> {
  if (work.database === 'mariadb') return openMariaDbContest(bench.stop);
  return openSqliteContest(await ownDirectory(bench, work), bench.stop);
}

async function ownDirectory({ directory }: Bench, work: Work): Promise<string> {
  const own = join(directory, work.database);
  await mkdir(own, { recursive: true });
  return own;
}

const generated = new Map<number, GeneratedRosters>();

/** Each size is written once; the same files serve both databases. */
function rostersOf({ directory }: Bench, rows: number): GeneratedRosters {
  let rosters = generated.get(rows);
  if (rosters === undefined) {
    rosters = generateRosters(rows, directory);
    generated.set(rows, rosters);
  }
  return rosters;
}

const generatedXml = new Map<number, RosterOnDisk>();

function xmlRosterOf({ directory }: Bench, rows: number): RosterOnDisk {
  const roster = generatedXml.get(rows) ?? generateXmlRoster(rows, directory);
  generatedXml.set(rows, roster);
  return roster;
}

function describeXmlLoad({ rows, csv, xml, faults }: XmlLoad): string {
  const figures = ({ ms, peakMb }: XmlLoad['csv']) => `${(ms / 1000).toFixed(2)} s, ${peakMb?.toFixed(0)} MB`;
  return `  ${rows.toLocaleString('en-US')} rows: CSV ${figures(csv)}; XML ${figures(xml)}${faults.length === 0 ? '' : ', WRONG'}`;
}

function describeLoad({ rows, form, baseline, rollcall, faults }: Load): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  const against = baseline === null ? '' : `baseline ${seconds(baseline.ms)}, `;
  const peak = rollcall.peakMb === null ? '' : `, ${rollcall.peakMb.toFixed(0)} MB`;
  return `  ${rows.toLocaleString('en-US')} rows, ${form}: ${against}Rollcall ${seconds(rollcall.ms)}${peak}${faults.length === 0 ? '' : ', WRONG'}`;
}

/** Progress goes to stderr, so that stdout is the report alone. */
function say(text: string): void {
  const seconds = Math.round(performance.now() / 1000);
  console.error(`${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')} ${text}`);
}
