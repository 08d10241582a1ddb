import { AppError } from '../domain/app-error.ts';
import type { RosterFile } from '../store/contract.ts';
import { isUnarchived } from './archive-file.ts';
import type { FeedWork } from './feed-work.ts';
import { withLease } from './with-lease.ts';

/** Of a year of files, once they may be moved at last, no more at a time: new ones wait for their turn. */
const longestPassMs = 2_000;

/**
 * Moves what has its verdict and still lies where it was dropped or held, as far as that can be done now. Call it under the
 * feed's lease.
 */
export async function archiveFinished(work: FeedWork): Promise<void> {
  const { archiving, stop } = work;
  const untilMs = performance.now() + longestPassMs;
  archiving.left = false;
  for (const file of archiving.inOrder(await movable(work))) {
    if (archiving.rests() || stop.aborted) return;
    if (performance.now() > untilMs) {
      archiving.left = true;
      return;
    }
    await archiveOne(work, file);
  }
}

/** The same for a command. Where somebody else works on the feed, it is theirs: of two who move files one may overwrite another. */
export async function archiveUnlessBusy(work: FeedWork): Promise<void> {
  const { parts, rules, stop } = work;
  try {
    await withLease(parts, rules.id, { ...work.lease, waitMs: 0 }, stop, () => archiveFinished(work));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'feed-busy') throw error;
  }
}

/** Settles files that somebody has taken away from an inbox in which nothing may be moved. */
export async function settleGone(work: FeedWork, fileIds: readonly number[]): Promise<void> {
  await withLease(work.parts, work.rules.id, work.lease, work.stop, async () => {
    for (const id of fileIds) {
      const file = await work.parts.store.ledger.get(id);
      if (file !== null) await archiveOne(work, file);
    }
  });
}

/** Files that have their verdict, lie elsewhere, and may be tried now. */
export async function movable({ parts, rules, archiving }: FeedWork): Promise<RosterFile[]> {
  if (archiving.rests()) return [];
  const files = await parts.store.ledger.unarchived(rules.id);
  return files.filter((file) => isUnarchived(file) && !archiving.restsFor(file.id));
}

/** A file that has just got its verdict, or whose turn it is. */
export async function archiveOne(work: FeedWork, file: RosterFile): Promise<void> {
  const { parts, inbox, archiving, rules } = work;
  if (inbox !== null) await archiving.archive(parts, inbox, file, rules.archive);
}
