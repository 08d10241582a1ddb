import { inWorkStatuses } from '../domain/file-status.ts';
import type { DroppedRoster, InboxEntry } from '../inbox/contract.ts';
import { isUnarchived } from '../pipeline/archive-file.ts';
import { settleGone } from '../pipeline/archive-finished.ts';
import type { TakenFile } from '../store/contract.ts';
import { createKnownFiles, keyOf } from './known-files.ts';
import type { WatchedFeed } from './watched-feed.ts';

/**
 * Which files that lie in the inbox were taken before. Where nothing may be moved they are those of years: the ledger is asked
 * for all of them in one statement, and not in every round.
 */
export interface TakenFiles {
  has(entry: InboxEntry): boolean;
  add(entry: InboxEntry): void;
  /** Tells of a whole listing. What was found out too long ago is asked again. */
  listed(entries: readonly InboxEntry[], rosters: readonly DroppedRoster[]): Promise<void>;
  /** Asks the ledger of files that are about to be taken, and has the feed finish what another process may have died over. */
  ask(rosters: readonly DroppedRoster[]): Promise<void>;
}

/** After this long the ledger is asked again: a roster may have been archived and dropped anew meanwhile. */
const askAgainAfterMs = 30_000;

export function createTakenFiles({ work, unfinished, bell }: WatchedFeed): TakenFiles {
  const known = createKnownFiles<true>();
  let everything: readonly InboxEntry[] = [];
  let askedAtMs = Number.NEGATIVE_INFINITY;

  async function ask(rosters: readonly DroppedRoster[]): Promise<void> {
    const taken = await work.parts.store.ledger.taken(work.rules.id);
    askedAtMs = performance.now();
    const keys = new Set(taken.map(keyOfTaken));
    known.keepOnly([]);
    for (const { entry } of rosters) if (keys.has(keyOf(entry))) known.set(entry, true);
    // Its process may be dead, or die before the next look for work: the lease tells.
    if (taken.some(({ status }) => inWorkStatuses.includes(status))) {
      unfinished.now = true;
      bell.ring();
    }
    // Elsewhere they are settled when they are to be moved.
    if (work.archiving.rests()) await settle(taken);
  }

  /** Otherwise each of them would be asked for, and be tried to be moved, for ever. */
  async function settle(taken: readonly TakenFile[]): Promise<void> {
    const there = new Set(everything.map(keyOf));
    const gone = taken.filter(
      (file) => isUnarchived(file) && ![keyOfTaken(file), ...file.companions.map(keyOf)].some((key) => there.has(key)),
    );
    if (gone.length > 0)
      await settleGone(
        work,
        gone.map(({ id }) => id),
      );
  }

  return {
    has: (entry) => known.get(entry) === true,
    add: (entry) => known.set(entry, true),
    async listed(entries, rosters) {
      everything = entries;
      known.keepOnly(entries);
      if (known.values().length > 0 && performance.now() - askedAtMs >= askAgainAfterMs) await ask(rosters);
    },
    ask,
  };
}

function keyOfTaken({ name, inboxFingerprint }: TakenFile): string {
  return keyOf({ name, fingerprint: inboxFingerprint ?? '' });
}
