import { pauseOf } from '../pipeline/pause.ts';
import type { Clock } from '../runtime/clock.ts';
import { operatorName } from '../runtime/operator.ts';
import type { StoreAreas } from '../store/contract.ts';
import type { PauseReport, ResumeReport } from './contract.ts';

/** Stops a feed, for every daemon and command on this database. A file that is being applied is finished. */
export async function pauseFeed(store: StoreAreas, feed: string, clock: Clock): Promise<PauseReport> {
  const [at, by] = [clock().toISOString(), operatorName()];
  const changed = await store.feeds.pause(feed, at, by);
  const pause = (await pauseOf(store, feed)) ?? { feed, since: at, by, adoptedBy: null };
  const open = await store.ledger.open(feed);
  const inWork = open.filter(({ status }) => status === 'validating' || status === 'processing');
  return { ...pause, paused: true, changed, inWork: inWork.map(({ id }) => id) };
}

/** Lets it go on; daemons notice within a poll. */
export async function resumeFeed(store: StoreAreas, feed: string): Promise<ResumeReport> {
  return { feed, paused: false, changed: await store.feeds.resume(feed) };
}
