import type { FeedPause } from '../store/contract.ts';

/** That a feed is paused, in a sentence. */
export function describePause({ feed, since, by, adoptedBy }: FeedPause): string {
  if (adoptedBy === null) return `Feed ${feed} is paused by ${by} since ${since}.`;
  return `Feed ${feed} was taken over by ${adoptedBy} on ${since} and is paused.`;
}
