import { AppError } from '../domain/app-error.ts';
import type { FeedPause, StoreAreas } from '../store/contract.ts';

/** Null while the feed goes on. */
export async function pauseOf(store: Pick<StoreAreas, 'feeds'>, feed: string): Promise<FeedPause | null> {
  return (await store.feeds.pauses([feed]))[0] ?? null;
}

/** @throws AppError `feed-paused` */
export async function refusePaused(store: Pick<StoreAreas, 'feeds'>, feed: string): Promise<void> {
  const pause = await pauseOf(store, feed);
  if (pause === null) return;
  const { since, by, adoptedBy } = pause;
  if (adoptedBy === null) {
    throw new AppError('feed-paused', `Feed ${feed} has been paused by ${by} since ${since}; nothing was taken.`, {
      hint: `Run "rollcall resume ${feed}" when it shall go on, then do this again.`,
    });
  }
  throw new AppError('feed-paused', `Feed ${feed} was taken over by ${adoptedBy} on ${since}; nothing was taken.`, {
    hint: `Restart the daemon, so that it works for ${adoptedBy}. Only if ${feed} shall begin anew, run "rollcall resume ${feed}".`,
  });
}
