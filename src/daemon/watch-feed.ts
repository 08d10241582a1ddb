import { AppError } from '../domain/app-error.ts';
import { finishFeed } from '../pipeline/work-feed.ts';
import { type BackoffLimits, backoffMs, sleep } from '../runtime/backoff.ts';
import { errorFields } from '../runtime/log.ts';
import { createInboxRound } from './inbox-round.ts';
import type { WatchedFeed } from './watched-feed.ts';

/** Servers lock an account after some refused logins in a short time: fewer than ten an hour are safe with the usual limits. */
const loginBackoff: BackoffLimits = { startMs: 60_000, capMs: 900_000 };
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
  let isRefused = false;
  while (!work.stop.aborted) {
    if (feed.paused.now) {
      await bell.wait(feed.pollMs, work.stop);
      listAtMs = 0;
      continue;
    }
    try {
      if (feed.due.now || feed.unfinished.now || failures > 0) await finish(feed);
      if (failures > 0 || performance.now() >= listAtMs) {
        // What is dropped from here on makes it due again.
        listAtMs = Number.POSITIVE_INFINITY;
        const round = await takeSettled();
        if (round.verdicts > 0) feed.unfinished.now = true;
        listAtMs = Math.min(listAtMs, performance.now() + Math.min(feed.pollMs, round.waitMs));
      }
      if (failures > 0) {
        work.parts.log.info('feed works again', { feed: work.rules.id });
        // A verdict may have been written just before it failed.
        feed.onVerdict();
      }
      failures = 0;
      isRefused = false;
    } catch (error) {
      if (work.stop.aborted) break;
      if (error instanceof AppError && error.code === 'feed-paused') {
        feed.paused.now = true;
        continue;
      }
      failures += 1;
      isRefused = isLoginRefused(error);
      listAtMs = performance.now() + waitAfter(feed, error, failures);
    }
    feed.failing.now = failures > 0;
    const waitMs = Math.max(0, listAtMs - performance.now());
    // A ring would make it log in sooner: the schedule's, or that of a look for work that came while it logged in.
    if (isRefused) await sleep(waitMs, work.stop);
    else await bell.wait(waitMs, work.stop);
  }
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
    throw error;
  }
}

function waitAfter(feed: WatchedFeed, error: unknown, failures: number): number {
  const { log } = feed.work.parts;
  if (error instanceof AppError && error.code === 'feed-busy') return busyAgainMs;
  const waitMs = backoffMs(isLoginRefused(error) ? loginBackoff : feed.backoff, failures);
  const fields = { feed: feed.work.rules.id, ...errorFields(error), failures, waitMs };
  if (error instanceof AppError) log.warn('feed has to wait', fields);
  else log.error('feed met a fault', fields);
  return waitMs;
}

function isLoginRefused(error: unknown): boolean {
  return error instanceof AppError && error.code === 'inbox-login';
}
