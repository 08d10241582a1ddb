import { Cron } from 'croner';
import { AppError } from '../domain/app-error.ts';
import type { Parts } from '../pipeline/context.ts';
import { type BackoffLimits, backoffMs, sleep } from '../runtime/backoff.ts';
import { errorFields } from '../runtime/log.ts';
import { eraseDaily } from './erase-daily.ts';
import { type LookForWork, lookForWork } from './look-for-work.ts';
import { type PruningJob, prune } from './prune.ts';
import { sweepSpool, sweepSpoolNowAndThen } from './sweep-spool.ts';
import { watchEndDates } from './watch-end-dates.ts';
import { watchFeed } from './watch-feed.ts';
import { watchPauses } from './watch-pauses.ts';
import type { WatchedFeed } from './watched-feed.ts';

export interface Daemon {
  parts: Parts;
  feeds: readonly (WatchedFeed & { schedule: string })[];
  /** Sends mails until the signal is aborted. */
  sendMails(stop: AbortSignal): Promise<void>;
  /** Delivers to the feeds' destinations until the signal is aborted. */
  deliver(stop: AbortSignal): Promise<void>;
  /** What else is looked for with each look for work, and what is done with its outcome. */
  alerts: Pick<LookForWork, 'lookToo' | 'onLooked'>;
  /** Tells an outside watchdog that all is well, until the signal is aborted. */
  ping(stop: AbortSignal): Promise<void>;
  /** How old what is kept may become; see prune.ts. */
  keep: PruningJob['keep'];
  stop: AbortSignal;
}

/** Watches the feeds, runs the schedules, sends the mails, delivers the changes; ends cleanly when the stop signal is aborted. */
export async function runDaemon(daemon: Daemon): Promise<void> {
  const { parts, feeds, stop } = daemon;
  const crons = feeds.filter((feed) => feed.schedule !== 'immediate').map(startSchedule);
  parts.log.info('daemon started', { feeds: feeds.length });
  // What a killed process has left.
  await sweepSpool(parts);
  await Promise.all([
    ...feeds.map((feed) => watchFeed(feed)),
    watchPauses({ store: parts.store, feeds, log: parts.log, stop }),
    watchEndDates({ feeds, log: parts.log, stop }),
    wakeFeedsWithWork(daemon),
    daemon.sendMails(stop),
    daemon.deliver(stop),
    daemon.ping(stop),
    prune({ ...parts, keep: daemon.keep, stop }),
    eraseDaily(
      feeds.map(({ work }) => work),
      stop,
    ),
    sweepSpoolNowAndThen(parts, stop),
  ]);
  for (const cron of crons) cron.stop();
  parts.log.info('daemon stopped');
}

/**
 * Tries until it works, for what a daemon waits for at its start. `onWaiting` is called after each failure.
 *
 * @returns null when `stop` came first
 * @throws whatever is not a passing failure
 */
export async function untilItWorks<T>(
  work: () => Promise<T>,
  options: { backoff: BackoffLimits; stop: AbortSignal; log: Parts['log']; onWaiting(error: AppError): void },
): Promise<T | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError) || !error.retryable) throw error;
      options.log.warn('start has to wait', { ...errorFields(error), attempt });
      options.onWaiting(error);
      await sleep(backoffMs(options.backoff, attempt), options.stop);
      if (options.stop.aborted) return null;
    }
  }
}

function wakeFeedsWithWork({ parts, feeds, alerts, stop }: Daemon): Promise<void> {
  const byId = new Map(feeds.map((feed) => [feed.work.rules.id, feed]));
  const onFound = (id: string) => {
    const feed = byId.get(id);
    if (feed === undefined) return;
    feed.unfinished.now = true;
    // A feed that waits after a failure, e.g. of its login, must not be made to try sooner.
    if (!feed.failing.now) feed.bell.ring();
  };
  const resting = () => [...byId].filter(([, { work }]) => work.archiving.rests()).map(([id]) => id);
  const { ledger } = parts.store;
  return lookForWork({ ledger, feeds: [...byId.keys()], resting, onFound, ...alerts, log: parts.log, stop });
}

function startSchedule(feed: Daemon['feeds'][number]): Cron {
  return new Cron(feed.schedule, { timezone: feed.work.rules.timeZone, unref: true }, () => {
    feed.due.now = true;
    feed.bell.ring();
  });
}
