import { areEndDatesDue } from '../pipeline/end-dates.ts';
import { type BackoffLimits, backoffMs, sleep } from '../runtime/backoff.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import type { WatchedFeed } from './watched-feed.ts';

export interface EndDatesWatch {
  feeds: readonly WatchedFeed[];
  log: Log;
  stop: AbortSignal;
}

const lookEveryMs = 30_000;
const backoff: BackoffLimits = { startMs: 1000, capMs: lookEveryMs };

/** Wakes the feeds in which end dates deactivate, once their day has changed. */
export async function watchEndDates({ feeds, log, stop }: EndDatesWatch): Promise<void> {
  const watched = feeds.filter(({ work }) => work.rules.endDates !== null);
  if (watched.length === 0) return;
  let failures = 0;
  while (!stop.aborted) {
    try {
      for (const feed of watched) {
        if (feed.paused.now || feed.failing.now || !(await areEndDatesDue(feed.work))) continue;
        feed.unfinished.now = true;
        feed.bell.ring();
      }
      failures = 0;
    } catch (error) {
      failures += 1;
      log.warn('end dates not looked at', { ...errorFields(error), failures });
    }
    await sleep(failures === 0 ? lookEveryMs : backoffMs(backoff, failures), stop);
  }
}
