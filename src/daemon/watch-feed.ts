import { AppError } from '../domain/app-error.ts';
import { finishFeed } from '../pipeline/work-feed.ts';
import { backoffMs } from '../runtime/backoff.ts';
import { errorFields } from '../runtime/log.ts';
import { createInboxRound } from './inbox-round.ts';
import type { WatchedFeed } from './watched-feed.ts';

/** How soon a feed that another process works on is tried again. */
const busyAgainMs = 1000;

/**
 * Looks after one feed until its stop signal: finishes what is on its way, then takes what has settled in the inbox, oldest
 * first. The listing is the truth; hints only make it come sooner.
 */
export async function watchFeed(feed: WatchedFeed): Promise<void> {
  const { work, bell } = feed;
  let listAtMs = 0;
  const unwatch = await feed.inbox.watch?.(() => {
    listAtMs = 0;
    bell.ring();
  });
  const takeSettled = createInboxRound(feed);
  let failures = 0;
  let isConnected = false;
  /** A login was counted, and another process that works on the feed has kept it from being tried. */
  let mayLogIn = false;
  while (!work.stop.aborted) {
    if (feed.paused.now) {
      feed.trouble.paused();
      feed.busy.sinceMs = Number.POSITIVE_INFINITY;
      await bell.wait(feed.pollMs, work.stop);
      listAtMs = 0;
      continue;
    }
    try {
      const loginWaitMs: number = mayLogIn ? 0 : await feed.logins.waitMs(isConnected);
      mayLogIn = loginWaitMs === 0;
      if (feed.due.now || feed.unfinished.now || failures > 0) await finish(feed);
      if (loginWaitMs > 0) listAtMs = performance.now() + loginWaitMs;
      else if (failures > 0 || performance.now() >= listAtMs) {
        // What is dropped from here on makes it due again.
        listAtMs = Number.POSITIVE_INFINITY;
        const round = await takeSettled();
        if (round.verdicts > 0) feed.unfinished.now = true;
        listAtMs = Math.min(listAtMs, performance.now() + Math.min(feed.pollMs, round.waitMs));
        if (failures > 0) {
          work.parts.log.info('feed works again', { feed: work.rules.id });
          // A verdict may have been written just before it failed.
          feed.onVerdict();
        }
        failures = 0;
        feed.busy.sinceMs = Number.POSITIVE_INFINITY;
        isConnected = true;
        mayLogIn = false;
        feed.logins.worked();
        await feed.trouble.worked();
      }
    } catch (error) {
      if (work.stop.aborted) {
        // The next start must not try it again at once.
        if (isRefusedLogin(error)) await feed.logins.refused(error);
        break;
      }
      if (error instanceof AppError && error.code === 'feed-paused') {
        feed.paused.now = true;
        continue;
      }
      if (error instanceof AppError && error.code === 'feed-busy') {
        // Nothing has failed: another process does the work, and may die over it.
        if (feed.busy.sinceMs === Number.POSITIVE_INFINITY) {
          feed.busy.sinceMs = performance.now();
          work.parts.log.info('feed waits for another process', { feed: work.rules.id });
        }
        feed.unfinished.now = true;
        listAtMs = performance.now() + busyAgainMs;
        await bell.wait(busyAgainMs, work.stop);
        continue;
      }
      failures += 1;
      isConnected = false;
      mayLogIn = false;
      feed.trouble.failed(error);
      listAtMs = performance.now() + (await waitAfter(feed, error, failures));
    }
    feed.failing.now = failures > 0;
    if (failures === 0 && work.archiving.left) {
      feed.unfinished.now = true;
      bell.ring();
    }
    await bell.wait(Math.max(0, listAtMs - performance.now()), work.stop);
  }
  feed.trouble.stop();
  await unwatch?.();
}

async function finish(feed: WatchedFeed): Promise<void> {
  const due = feed.due.now;
  feed.due.now = false;
  feed.unfinished.now = false;
  try {
    const finished = await feed.turns.take(() => finishFeed(feed.work, due));
    if (finished.length > 0) feed.onVerdict();
  } catch (error) {
    feed.due.now ||= due;
    // A verdict may stand although its file could not be moved: its mails don't wait for the inbox.
    feed.onVerdict();
    throw error;
  }
}

async function waitAfter(feed: WatchedFeed, error: unknown, failures: number): Promise<number> {
  const { log } = feed.work.parts;
  const waitMs = isRefusedLogin(error) ? await feed.logins.refused(error) : backoffMs(feed.backoff, failures);
  const fields = { feed: feed.work.rules.id, ...errorFields(error), failures, waitMs };
  if (error instanceof AppError) log.warn('feed has to wait', fields);
  else log.error('feed met a fault', fields);
  return waitMs;
}

function isRefusedLogin(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'inbox-login';
}
