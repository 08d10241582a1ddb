import { AppError } from '../domain/app-error.ts';
import type { InboxEntry } from '../inbox/contract.ts';
import { matchesFilePattern } from '../inbox/file-pattern.ts';
import { createSettle } from '../inbox/settle.ts';
import { takeFile } from '../pipeline/work-feed.ts';
import { errorFields } from '../runtime/log.ts';
import { createStrayFiles } from './stray-files.ts';
import type { WatchedFeed } from './watched-feed.ts';

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
  const strays = createStrayFiles(work.parts.log, work.rules.id, feed.strayFileAfterMs);
  const known = createKnownFiles();

  return async () => {
    const listing = await inbox.list();
    const nowMs = performance.now();
    const wanted = listing.entries.filter((entry) => matchesFilePattern(feed.files, entry.name));
    strays.observe(listing, wanted, nowMs);
    known.keepOnly(wanted);
    const { settled, waitMs } = settle.observe(
      wanted.filter((entry) => !known.has(entry)),
      nowMs,
    );
    let verdicts = 0;
    for (const entry of settled) {
      if (work.stop.aborted) break;
      if (await take(feed, entry, known)) verdicts += 1;
    }
    return { verdicts, waitMs: verdicts > 0 ? 0 : (waitMs ?? Number.POSITIVE_INFINITY) };
  };
}

/** @returns whether the file went on its way */
async function take(feed: WatchedFeed, entry: InboxEntry, known: KnownFiles): Promise<boolean> {
  const { work, inbox } = feed;
  try {
    const taken = await feed.turns.take(() => takeFile(work, inbox, entry));
    if (taken === 'changed') return false;
    if (taken === 'taken') {
      known.add(entry);
      return false;
    }
    feed.onVerdict();
    return true;
  } catch (error) {
    // One file that can't be read must not keep the others from being taken.
    if (!(error instanceof AppError) || error.code !== 'file-unreadable') throw error;
    work.parts.log.warn('file can not be read', { feed: work.rules.id, file: entry.name, ...errorFields(error) });
    return false;
  }
}

/** Files that the ledger has but that still lie in the inbox: it need not be asked for them in every round. */
interface KnownFiles {
  has(entry: InboxEntry): boolean;
  add(entry: InboxEntry): void;
  keepOnly(entries: readonly InboxEntry[]): void;
}

/** After this long the ledger is asked again: the file may have been archived and dropped anew meanwhile. */
const forgetAfterMs = 30_000;

function createKnownFiles(): KnownFiles {
  let names = new Map<string, number>();
  const nameOf = (entry: InboxEntry) => `${entry.name}\u0000${entry.fingerprint}`;
  return {
    has: (entry) => names.has(nameOf(entry)),
    add: (entry) => void names.set(nameOf(entry), performance.now() + forgetAfterMs),
    keepOnly(entries) {
      const listed = new Set(entries.map(nameOf));
      const nowMs = performance.now();
      names = new Map([...names].filter(([name, untilMs]) => listed.has(name) && untilMs > nowMs));
    },
  };
}
