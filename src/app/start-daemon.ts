import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config, FeedConfig } from '../config/config.ts';
import { createBell } from '../daemon/bell.ts';
import type { DatabaseOutage } from '../daemon/database-outage.ts';
import { createDeliveryLoop } from '../daemon/delivery-loop.ts';
import { createDestinationTrouble } from '../daemon/destination-trouble.ts';
import { createFeedTrouble } from '../daemon/feed-trouble.ts';
import { createLoginWait } from '../daemon/login-wait.ts';
import { isWatched, pingWhileHealthy } from '../daemon/ping.ts';
import { runDaemon, untilItWorks } from '../daemon/run-daemon.ts';
import { createTurns, type Turns } from '../daemon/turns.ts';
import type { WatchedFeed } from '../daemon/watched-feed.ts';
import { AppError } from '../domain/app-error.ts';
import type { Inbox } from '../inbox/contract.ts';
import { prepareLocalInbox } from '../inbox/local.ts';
import { createSftpLogins, type SftpLogins } from '../inbox/sftp-logins.ts';
import { createMailLoop } from '../notify/mail-loop.ts';
import { createArchiving } from '../pipeline/archiving.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import { createDaemonAlerts, createOutageAlerts, type DaemonAlerts } from './daemon-alerts.ts';
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
  const outage = createOutageAlerts(start.config, start.options);
  try {
    await run(start, outage);
  } finally {
    await outage.stop();
  }
}

async function run(start: DaemonStart, outage: DatabaseOutage): Promise<void> {
  const { config, options, stop } = start;
  const { log } = options;
  const waiting = {
    backoff: config.times.backoff.database,
    stop,
    log,
    onWaiting(error: AppError) {
      outage.failed('start', error);
      start.onReady();
    },
  };
  const opened = await untilItWorks(start.open, waiting);
  if (opened === null) return;
  const { parts, mails } = opened;
  const mailLoop = createMailLoop(mails, {
    store: parts.store,
    clock: options.clock,
    log,
    backoff: config.times.backoff.mail,
  });
  const deliverers = openDeliverers(config, parts, config.feeds, mailLoop.wake);
  const inboxes = await openInboxes(config, options);
  const disabled = config.feeds.filter(({ id }) => !inboxes.has(id)).map(({ id }) => id);
  const alerts = createDaemonAlerts(config, options, { store: parts.store, outage, disabled, onMail: mailLoop.wake });
  const deliveryLoop = createDeliveryLoop(deliverers, {
    troubleOf: (name) =>
      createDestinationTrouble({
        name,
        alerting: alerts.alerting,
        clock: options.clock,
        log,
        alertAfterMs: config.times.destinationAlertAfterMs,
      }),
    log,
    backoff: config.times.backoff.delivery,
  });
  // Before the first login: one that was refused lately has to wait.
  await untilItWorks(alerts.alerting.refresh, waiting);
  if (stop.aborted) return alerts.stop();
  outage.worked('start');
  const onVerdict = () => {
    mailLoop.wake();
    deliveryLoop.wake();
    void alerts.lookAgain();
  };
  const setting = { start, opened, alerts, outage, turns: createTurns(config.concurrency), onVerdict };
  const feeds = config.feeds.flatMap((feed) => {
    const inbox = inboxes.get(feed.id);
    return inbox === undefined ? [] : [watchedFeed(setting, feed, inbox)];
  });
  start.onReady();
  const running = runDaemon({
    parts,
    feeds,
    stop,
    sendMails: mailLoop.run,
    deliver: deliveryLoop.run,
    alerts: alerts.onLook,
    async ping(signal) {
      if (config.pingUrl === null) return;
      const isHealthy = () => alerts.isDatabaseHealthy() && feeds.every(isWatched);
      await pingWhileHealthy({ url: config.pingUrl, everyMs: config.times.pingMs, isHealthy, log, stop: signal });
    },
    keep: config.keep,
  });
  const closeInboxes = async () => void (await Promise.all(feeds.map(({ inbox }) => inbox.close())));
  void afterStop(stop, hangUpAfterMs).then(closeInboxes);
  try {
    await Promise.race([running, overdue(stop, config.times.shutdownGraceMs)]);
  } finally {
    alerts.stop();
  }
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

/** What all feeds of a daemon share. */
interface Setting {
  start: DaemonStart;
  opened: OpenParts;
  alerts: DaemonAlerts;
  outage: DatabaseOutage;
  turns: Turns;
  onVerdict(): void;
}

function watchedFeed(setting: Setting, feed: FeedConfig, opened: Inbox): WatchedFeed & { schedule: string } {
  const { start, alerts, outage, turns } = setting;
  const { parts } = setting.opened;
  const { times } = start.config;
  const { alerting } = alerts;
  const { clock, log } = start.options;
  const logins = createLoginWait({
    feed: feed.id,
    inbox: opened,
    account: parts.vault.sealedDigest(`login ${JSON.stringify(accountOf(feed))}`).toString('hex'),
    alerting,
    store: parts.store,
    clock,
    log,
    backoff: times.backoff.login,
  });
  return {
    work: {
      parts,
      rules: feedRules(start.config, feed),
      inbox: logins.inbox,
      archiving: createArchiving({ readOnlyRetryMs: times.readOnlyRetryMs, endsRound: true }),
      lease: { renewMs: times.leaseExpiryMs / 3, waitMs: 0 },
      stop: start.stop,
    },
    inbox: logins.inbox,
    files: feed.inbox.files,
    settleMs: feed.inbox.settleMs,
    pollMs: feed.inbox.pollMs,
    strayFileAfterMs: times.strayFileAfterMs,
    backoff: times.backoff.inbox,
    turns,
    bell: createBell(),
    due: { now: false },
    unfinished: { now: false },
    failing: { now: false },
    busy: { sinceMs: Number.POSITIVE_INFINITY },
    alerting,
    trouble: createFeedTrouble({ feed: feed.id, alerting, outage, clock, log, alertAfterMs: times.alertAfterMs }),
    logins,
    look: { beganMs: Number.NEGATIVE_INFINITY, endedMs: Number.NEGATIVE_INFINITY },
    onVerdict: setting.onVerdict,
    paused: { now: false },
    schedule: feed.schedule,
  };
}

/** Whoever changes any of this has corrected the login. */
function accountOf({ inbox }: FeedConfig): unknown {
  if (inbox.kind === 'local') return null;
  const { host, port, username, password, privateKey, passphrase } = inbox;
  return [host, port, username, password, privateKey, passphrase];
}

/** Those of the feeds that are not disabled, by feed; the others go on without them. */
async function openInboxes(config: Config, options: AppOptions): Promise<Map<string, Inbox>> {
  const inboxes = new Map<string, Inbox>();
  const logins = createSftpLogins(config.times.backoff.login);
  for (const feed of config.feeds) {
    const inbox = await inboxFor(feed, options, logins);
    if (inbox !== null) inboxes.set(feed.id, inbox);
  }
  return inboxes;
}

/** Null for a feed that is disabled; the others go on without it. */
async function inboxFor(feed: FeedConfig, { log }: AppOptions, logins: SftpLogins): Promise<Inbox | null> {
  const inbox = openInbox(feed, log, logins);
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
