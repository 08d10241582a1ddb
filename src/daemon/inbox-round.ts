import { AppError } from '../domain/app-error.ts';
import type { Completeness } from '../domain/companion.ts';
import type { DroppedRoster, InboxEntry } from '../inbox/contract.ts';
import { createSettle } from '../inbox/settle.ts';
import { vouchingCompanion } from '../pipeline/sender-word.ts';
import { finishFeed, takeFile, takeForLater } from '../pipeline/work-feed.ts';
import { errorFields } from '../runtime/log.ts';
import { createCompany } from './company.ts';
import { createKnownFiles, type KnownFiles } from './known-files.ts';
import { sortListing } from './sort-listing.ts';
import { createStrayFiles } from './stray-files.ts';
import { createTakenFiles, type TakenFiles } from './taken-files.ts';
import type { WatchedFeed } from './watched-feed.ts';
import { type NotTaken, whyNotTaken, whyUnreadable } from './why-not-taken.ts';

export interface InboxRound {
  /** Files that came to a verdict, a hold or a stop in this round. */
  verdicts: number;
  /** When something in the inbox may have settled; infinite when nothing is settling. */
  waitMs: number;
}

/** One look at the whole inbox, and what comes of it. */
export function createInboxRound(feed: WatchedFeed): () => Promise<InboxRound> {
  const { work, inbox } = feed;
  const settle = createSettle({ settleMs: feed.settleMs });
  const { log, clock } = work.parts;
  const { alerting, strayFileAfterMs: afterMs } = feed;
  const strays = createStrayFiles({ feed: work.rules.id, alerting, clock, log, afterMs });
  const { complete } = work.rules;
  const known: Known = { taken: createTakenFiles(feed), spent: createKnownFiles(), unreadable: createKnownFiles() };
  const company = createCompany(feed.settleMs);

  return async () => {
    feed.look.beganMs = performance.now();
    const listing = await inbox.list();
    const nowMs = performance.now();
    feed.look.endedMs = nowMs;
    known.spent.keepOnly(listing.entries);
    known.unreadable.keepOnly(listing.entries);
    const sorted = sortListing(listing.entries, feed.files);
    await known.taken.listed(listing.entries, sorted.rosters);
    const waiting = whyNotTaken(sorted, complete, (companion) => known.spent.get(companion) === true);
    strays.observe([...waiting, ...known.unreadable.values()], listing.refused, nowMs);
    const rosters = new Map(
      sorted.rosters.filter(({ entry }) => !known.taken.has(entry)).map((roster) => [roster.entry.name, roster]),
    );
    // A manifest is read, so that it has to stand still, too; of a marker it is enough that it is there.
    const manifests = [...rosters.values()].flatMap((roster) => manifestOf(roster, complete));
    const { settled, waitMs } = settle.observe(
      [...rosters.values()].map(({ entry }) => entry).concat(manifests),
      nowMs,
    );
    const together = work.rules.positions !== null;
    if (together && company.isAwaited(settled.length, waitMs, nowMs)) return { verdicts: 0, waitMs: waitMs ?? 0 };
    if (settled.some(({ name }) => rosters.has(name))) await known.taken.ask(sorted.rosters);
    let verdicts = 0;
    for (const { name } of settled) {
      if (work.stop.aborted) break;
      const roster = rosters.get(name);
      if (roster === undefined || !isComplete(roster, complete, settled, known)) continue;
      if (await take(feed, roster, known, together && settled.length > 1 ? takeForLater : takeFile)) verdicts += 1;
    }
    if (together && settled.length > 1 && verdicts > 0) await finishTogether(feed);
    return { verdicts, waitMs: verdicts > 0 ? 0 : (waitMs ?? Number.POSITIVE_INFINITY) };
  };
}

function manifestOf(roster: DroppedRoster, complete: Completeness): InboxEntry[] {
  const vouching = complete === 'manifest' ? vouchingCompanion(complete, roster) : null;
  return vouching === null ? [] : [vouching];
}

function isComplete(
  roster: DroppedRoster,
  complete: Completeness,
  settled: readonly InboxEntry[],
  { taken, spent }: Known,
): boolean {
  if (taken.has(roster.entry)) return false;
  if (complete === 'settled') return true;
  const vouching = vouchingCompanion(complete, roster);
  if (vouching === null || spent.get(vouching) === true) return false;
  return complete === 'marker' || settled.includes(vouching);
}

/** @returns whether the file went on its way */
async function take(
  feed: WatchedFeed,
  roster: DroppedRoster,
  known: Known,
  how: (...args: Parameters<typeof takeFile>) => Promise<unknown>,
): Promise<boolean> {
  const { work, inbox } = feed;
  const { entry } = roster;
  try {
    const taken = await feed.turns.take(() => how(work, inbox, roster));
    known.unreadable.delete(entry);
    if (taken === 'changed') return false;
    if (taken === 'taken') {
      known.taken.add(entry);
      return false;
    }
    if (taken === 'waits') {
      const spent = vouchingCompanion(work.rules.complete, roster);
      if (spent !== null) known.spent.set(spent, true);
      return false;
    }
    feed.onVerdict();
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'file-unreadable') {
      // One file that can't be read must not keep the others from being taken.
      if (known.unreadable.get(entry) === undefined)
        work.parts.log.info('file can not be read yet', {
          feed: work.rules.id,
          file: entry.name,
          ...errorFields(error),
        });
      known.unreadable.set(entry, whyUnreadable(entry));
      return false;
    }
    // A verdict may stand although its file could not be moved: its mails don't wait for the inbox.
    feed.onVerdict();
    throw error;
  }
}

/** All of them are in the ledger now, which knows what each of them lists. */
async function finishTogether({ work, turns, onVerdict }: WatchedFeed): Promise<void> {
  await turns.take(() => finishFeed(work, false));
  onVerdict();
}

/** What was found out of files that still lie in the inbox. */
interface Known {
  taken: TakenFiles;
  /** Markers and manifests that spoke for a file that was taken: the next one of that name waits for a new one. */
  spent: KnownFiles<true>;
  unreadable: KnownFiles<NotTaken>;
}
