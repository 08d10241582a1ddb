import { type BackoffLimits, backoffMs, sleep } from '../runtime/backoff.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import type { Feeds } from '../store/contract.ts';
import type { WatchedFeed } from './watched-feed.ts';

export interface PauseWatch {
  store: { feeds: Pick<Feeds, 'pauses'> };
  feeds: readonly WatchedFeed[];
  log: Log;
  stop: AbortSignal;
}

const backoff: BackoffLimits = { startMs: 1000, capMs: 30_000 };

/**
 * Looks once per poll which feeds are paused, with one statement for all of them, and says of each once that it is paused and
 * once that it goes on. That nothing is done for a paused feed rests on the look under its lease (pipeline/pause.ts) alone:
 * this one spares its inbox, and wakes it when somebody resumes it.
 */
export async function watchPauses({ store, feeds, log, stop }: PauseWatch): Promise<void> {
  if (feeds.length === 0) return;
  const everyMs = Math.min(...feeds.map(({ pollMs }) => pollMs));
  const ids = feeds.map(({ work }) => work.rules.id);
  const said = new Set<string>();
  let failures = 0;
  while (!stop.aborted) {
    try {
      const pauses = new Map((await store.feeds.pauses(ids)).map((pause) => [pause.feed, pause]));
      for (const feed of feeds) {
        const id = feed.work.rules.id;
        const pause = pauses.get(id);
        if (pause === undefined) {
          if (said.delete(id)) log.info('feed goes on', { feed: id });
          goOn(feed);
        } else {
          feed.paused.now = true;
          if (!said.has(id)) log.info('feed is paused', { feed: id, since: pause.since, by: pause.by });
          said.add(id);
        }
      }
      failures = 0;
    } catch (error) {
      failures += 1;
      log.warn('pauses not read', { ...errorFields(error), failures });
    }
    await sleep(failures === 0 ? everyMs : backoffMs(backoff, failures), stop);
  }
}

function goOn(feed: WatchedFeed): void {
  if (!feed.paused.now) return;
  feed.paused.now = false;
  feed.unfinished.now = true;
  feed.bell.ring();
}
