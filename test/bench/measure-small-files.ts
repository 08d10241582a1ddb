import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contest } from './contest.ts';
import type { GeneratedRosters } from './generate-roster.ts';
import { type Rollcall, settleMs } from './rollcall.ts';
import { generateSmallRosters, type SmallRoster } from './small-rosters.ts';

export interface SmallFiles {
  /** From settled to verdict, for each file. */
  ms: number[];
  faults: string[];
}

const rowsOfEach = 200;
const largeFeed = 'bench';
const smallFeed = 'small';

/**
 * A small company's rosters, one after the other, in a daemon that also has a large company's register.
 *
 * A file has settled `settleMs` after it was dropped: earlier the daemon may not take it. Its verdict is there when another
 * connection reads it in the ledger. So what the daemon needs to notice the file, and our own looking, counts as its time.
 */
export async function measureSmallFiles(
  contest: Contest,
  rollcall: Rollcall,
  rosters: GeneratedRosters,
  count: number,
): Promise<SmallFiles> {
  await contest.reset();
  await rollcall.start(contest.config, [largeFeed, smallFeed]);
  await rollcall.import(rosters.day1.path, largeFeed);
  await contest.settle();
  const daemon = await rollcall.run();
  try {
    const ms: number[] = [];
    const faults: string[] = [];
    for (const [index, roster] of generateSmallRosters(count + 1, rowsOfEach).entries()) {
      daemon.assertRuns();
      // What the last file left to do, mails and archive, is none of this one's.
      await sleep(restMs);
      const name = `roster-${index}.csv`;
      const droppedMs = await drop(rollcall, name, roster);
      const { plan, status } = await verdictOn(contest, name);
      // The first is this feed's first load and finds everything cold: what is asked for is a daemon at work.
      if (index > 0) ms.push(performance.now() - droppedMs - settleMs);
      if (status !== 'processed') faults.push(`${name} is ${status}; it should be processed.`);
      else faults.push(...wrongCounts(name, plan, roster.plan));
    }
    return { ms, faults };
  } finally {
    await daemon.end();
  }
}

const restMs = 1000;
const patienceMs = 20_000;

/** As a careful sender does: written beside the inbox and renamed into it. */
async function drop(rollcall: Rollcall, name: string, roster: SmallRoster): Promise<number> {
  const inbox = rollcall.inbox(smallFeed);
  const part = join(inbox, '..', name);
  await writeFile(part, roster.text);
  await rename(part, join(inbox, name));
  return performance.now();
}

async function verdictOn(contest: Contest, name: string): Promise<{ status: string; plan: unknown }> {
  const passing = "('received', 'validating', 'staged', 'processing')";
  const query = `SELECT status, plan FROM roster_files WHERE feed = '${smallFeed}' AND name = '${name}' AND status NOT IN ${passing}`;
  for (const startedMs = performance.now(); performance.now() - startedMs < patienceMs; await sleep(2)) {
    const [file] = await contest.ask(query);
    if (file !== undefined) return { status: String(file.status), plan: file.plan };
  }
  throw new Error(`${name} had no verdict after ${patienceMs / 1000} s.`);
}

function wrongCounts(name: string, plan: unknown, right: Readonly<Record<string, number>>): string[] {
  const counts: Record<string, number> = typeof plan === 'string' ? JSON.parse(plan) : plan;
  return Object.entries(right)
    .filter(([kind, count]) => counts[kind] !== count)
    .map(([kind, count]) => `${name}: Rollcall counts ${counts[kind]} ${kind}; it should be ${count}.`);
}
