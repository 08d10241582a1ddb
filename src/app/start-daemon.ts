import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config, FeedConfig } from '../config/config.ts';
import { createBell } from '../daemon/bell.ts';
import { createDeliveryLoop } from '../daemon/delivery-loop.ts';
import { runDaemon, untilItWorks } from '../daemon/run-daemon.ts';
import { createTurns, type Turns } from '../daemon/turns.ts';
import type { WatchedFeed } from '../daemon/watched-feed.ts';
import { AppError } from '../domain/app-error.ts';
import type { Inbox } from '../inbox/contract.ts';
import { prepareLocalInbox } from '../inbox/local.ts';
import { createMailLoop } from '../notify/mail-loop.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import { feedRules } from './feed-rules.ts';
import { openDeliverers } from './open-deliverers.ts';
import { openInbox } from './open-inbox.ts';
import type { AppOptions, OpenParts } from './open-parts.ts';

export interface DaemonStart {
  config: Config;
  open(): Promise<OpenParts>;
  options: AppOptions;
  stop: AbortSignal;
  onReady(): void;
}

/** Waits for the database, then watches every feed until the stop signal; a clean stop resolves. */
export async function startDaemon(start: DaemonStart): Promise<void> {
  const { config, options, stop } = start;
  const opened = await untilItWorks(start.open, {
    backoff: config.times.backoff.database,
    stop,
    log: options.log,
    onWaiting: start.onReady,
  });
  if (opened === null) return;
  const mailLoop = createMailLoop(opened.mails, {
    store: opened.parts.store,
    clock: options.clock,
    log: options.log,
    backoff: config.times.backoff.mail,
  });
  const deliverers = openDeliverers(config, opened.parts, config.feeds, mailLoop.wake);
  const deliveryLoop = createDeliveryLoop(deliverers, { log: options.log, backoff: config.times.backoff.delivery });
  const onVerdict = () => {
    mailLoop.wake();
    deliveryLoop.wake();
  };
  const turns = createTurns(config.concurrency);
  const feeds: (WatchedFeed & { schedule: string })[] = [];
  for (const feed of config.feeds) {
    const inbox = await inboxFor(feed, options);
    if (inbox !== null) feeds.push(watchedFeed(start, opened, feed, inbox, turns, onVerdict));
  }
  start.onReady();
  const running = runDaemon({
    parts: opened.parts,
    feeds,
    stop,
    sendMails: mailLoop.run,
    deliver: deliveryLoop.run,
  });
  const closeInboxes = async () => void (await Promise.all(feeds.map(({ inbox }) => inbox.close())));
  void afterStop(stop, hangUpAfterMs).then(closeInboxes);
  await Promise.race([running, overdue(stop, config.times.shutdownGraceMs)]);
  await closeInboxes();
}

/** A server that doesn't answer must not keep a daemon that is to stop: a listing is in vain, a move is done again. */
const hangUpAfterMs = 3_000;

async function afterStop(stop: AbortSignal, ms: number): Promise<void> {
  if (!stop.aborted) await once(stop, 'abort');
  await delay(ms, undefined, { ref: false });
}

/**
 * Rejects when the daemon has not come to an end in time after the stop signal: whoever stopped it would kill it next, and
 * what is in work is safe either way.
 */
async function overdue(stop: AbortSignal, graceMs: number): Promise<never> {
  await afterStop(stop, graceMs);
  throw new AppError('stop-overdue', `The daemon did not come to an end within ${graceMs} ms.`, {
    hint: 'The file in work is taken up again at the next start. Raise times.shutdownGrace and kill_timeout.',
    retryable: true,
  });
}

function watchedFeed(
  { config, stop }: DaemonStart,
  { parts }: OpenParts,
  feed: FeedConfig,
  inbox: Inbox,
  turns: Turns,
  onVerdict: () => void,
): WatchedFeed & { schedule: string } {
  return {
    work: {
      parts,
      rules: feedRules(config, feed),
      inbox,
      lease: { renewMs: config.times.leaseExpiryMs / 3, waitMs: 0 },
      stop,
    },
    inbox,
    files: feed.inbox.files,
    settleMs: feed.inbox.settleMs,
    pollMs: feed.inbox.pollMs,
    strayFileAfterMs: config.times.strayFileAfterMs,
    backoff: config.times.backoff.inbox,
    turns,
    bell: createBell(),
    due: { now: false },
    unfinished: { now: false },
    failing: { now: false },
    onVerdict,
    schedule: feed.schedule,
  };
}

/** Null for a feed that is disabled; the others go on without it. */
async function inboxFor(feed: FeedConfig, { log }: AppOptions): Promise<Inbox | null> {
  const inbox = openInbox(feed, log);
  if (inbox === null) {
    log.error('feed is disabled: its SFTP server has no pinned host key', {
      feed: feed.id,
      hint: 'Run "rollcall doctor" to see the key that the server shows, compare it, and set inbox.hostKey.',
    });
  }
  if (feed.inbox.kind === 'local') await prepare(feed.id, feed.inbox.path, log);
  return inbox;
}

/** A share that is not mounted yet stops its own feed alone, which waits for it. */
async function prepare(feed: string, path: string, log: Log): Promise<void> {
  try {
    await prepareLocalInbox(path);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn('inbox not prepared', { feed, ...errorFields(error) });
  }
}
