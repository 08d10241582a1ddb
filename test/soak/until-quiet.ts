import { setTimeout as delay } from 'node:timers/promises';
import type { Decider } from './decide-holds.ts';
import type { Drop } from './drop-files.ts';
import { type LedgerRow, readLedger, told } from './ledger-row.ts';
import type { SoakProject } from './project.ts';

/** Nothing more happens to a file of these by itself. */
const settled = ['processed', 'processed_with_warnings', 'skipped', 'rejected', 'held', 'discarded', 'failed'];
/** Longer than any wait that a daemon may have begun, and a claim on a mail that somebody lost. */
const patienceMs = 90_000;
const lookEveryMs = 500;

/** Waits until every file has its verdict and its place, and every mail is out. @returns what still was not, in the end */
export async function untilQuiet(project: SoakProject, drops: readonly Drop[], decider: Decider): Promise<string[]> {
  let before = '';
  for (let since = Date.now(); ; await delay(lookEveryMs)) {
    await decider.settle();
    const open = await stillOpen(project, drops);
    if (open.length === 0) return [];
    const now = open.join('\n');
    if (now !== before) [before, since] = [now, Date.now()];
    if (Date.now() - since > patienceMs)
      return open.map((each) => `Nothing has moved for ${patienceMs / 1000} s: ${each}`);
  }
}

async function stillOpen(project: SoakProject, drops: readonly Drop[]): Promise<string[]> {
  const ledger = await readLedger(project);
  const isTaken = (drop: Drop) =>
    ledger.some(({ feed, name, sha256 }) => feed === drop.feed && name === drop.name && sha256 === drop.sha256);
  const mails = await project.sql<{ message_id: string }>("SELECT message_id FROM outbox WHERE status = 'waiting'");
  return [
    ...drops
      .filter((drop) => !drop.mayBeMissed && !isTaken(drop))
      .map(({ feed, name }) => `${feed}: ${name} is not taken.`),
    ...ledger.filter((row) => !isAtRest(row)).map((row) => `${told(row)} is still on its way.`),
    ...mails.map(({ message_id }) => `The mail ${message_id} waits.`),
  ];
}

function isAtRest({ status, archiveFrom }: LedgerRow): boolean {
  if (!settled.includes(status)) return false;
  return status === 'failed' || archiveFrom === (status === 'held' ? 'held' : null);
}
