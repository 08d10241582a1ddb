import type { Config } from '../config/config.ts';
import { installationRecipients, languageOf, recipientsOf } from '../config/recipients.ts';
import { type Alerting, createAlerting } from '../daemon/alerting.ts';
import { createDatabaseOutage, type DatabaseOutage } from '../daemon/database-outage.ts';
import { createLateWatch } from '../daemon/late.ts';
import { createLogWatch } from '../daemon/log-watch.ts';
import type { LookForWork } from '../daemon/look-for-work.ts';
import { alertCodeOf, isAboutDatabase } from '../domain/alert.ts';
import { AppError } from '../domain/app-error.ts';
import { directAlert } from '../notify/direct-alert.ts';
import { createMailTransport } from '../notify/email.ts';
import type { Store } from '../store/contract.ts';
import { expectationOf } from './expectation.ts';
import type { AppOptions } from './open-parts.ts';

/** What a daemon tells of, beside the verdicts on files. */
export interface DaemonAlerts {
  alerting: Alerting;
  /** After a verdict: the roster may be the one that was late. Never rejects. */
  lookAgain(): Promise<void>;
  /** For the look for work. */
  onLook: Pick<LookForWork, 'lookToo' | 'onLooked'>;
  /** Whether the ledger could be read lately, and nobody waits for the database. */
  isDatabaseHealthy(): boolean;
  stop(): void;
}

/** The ledger is read every half minute. */
const longestUnreadMs = 90_000;

interface DaemonAlertsParts {
  store: Store;
  outage: DatabaseOutage;
  /** Feeds that are not watched: their SFTP servers have no pinned host key. */
  disabled: readonly string[];
  /** Called when mails were written. */
  onMail(): void;
}

export function createDaemonAlerts(
  config: Config,
  { clock, log, lostLines }: AppOptions,
  { store, outage, disabled, onMail }: DaemonAlertsParts,
): DaemonAlerts {
  const { inbox, login } = config.times.backoff;
  const alerting = createAlerting({
    store,
    clock,
    log,
    onMail,
    recipientsOf: (feed, isLate) =>
      feed === ''
        ? installationRecipients(config)
        : recipientsOf(config, feed)
            .filter(isLate ? wantsLate : () => true)
            .map(addressOf),
    // A daemon that still sees it sees it with each attempt.
    staleAfterMs: ({ code }) => 2 * (code === 'inbox-login' ? login : inbox).capMs + slowestAttemptMs,
  });
  const expectations = config.feeds.map(expectationOf).filter((expected) => expected !== null);
  const expecting = new Set(expectations.map(({ feed }) => feed));
  const others = config.feeds.map(({ id }) => id).filter((id) => !expecting.has(id));
  const late = createLateWatch({ expectations, others, store, alerting, clock, log });
  const endings = expectations.map((expected) => expected.atEach(() => void late.look()));
  const lookAtLog = createLogWatch(alerting, lostLines, clock, log);
  let readAtMs = Number.NEGATIVE_INFINITY;

  return {
    alerting,
    async lookAgain() {
      await late.look();
      await lookAtLog();
    },
    onLook: {
      async lookToo() {
        await alerting.refresh();
        for (const feed of disabled) await tellDisabled(alerting, feed, clock().toISOString());
        await late.look();
        await lookAtLog();
      },
      onLooked(error) {
        if (error === null) {
          readAtMs = performance.now();
          outage.worked('ledger');
        } else if (error instanceof AppError && isAboutDatabase(alertCodeOf(error.code) ?? 'feed-fault')) {
          outage.failed('ledger', error);
        }
      },
    },
    isDatabaseHealthy: () => !outage.lasts() && performance.now() - readAtMs < longestUnreadMs,
    stop() {
      for (const end of endings) end();
    },
  };
}

const slowestAttemptMs = 120_000;

/** Of a database that is away or full, past the outbox. */
export function createOutageAlerts(config: Config, { clock, log }: AppOptions): DatabaseOutage {
  const transport = createMailTransport(config.mail);
  const outage = createDatabaseOutage({
    mailOf: (event, detail) => directAlert(transport, event, detail, (recipient) => languageOf(config, '', recipient)),
    recipients: installationRecipients(config),
    clock,
    log,
    alertAfterMs: config.times.alertAfterMs,
    backoff: config.times.backoff.mail,
  });
  return {
    ...outage,
    async stop() {
      await outage.stop();
      await transport.close();
    },
  };
}

async function tellDisabled(alerting: Alerting, feed: string, since: string): Promise<void> {
  if (alerting.standing(feed).some(({ code }) => code === 'host-key-missing')) return;
  await alerting.raise([
    {
      feed,
      code: 'host-key-missing',
      subject: '',
      since,
      message: 'The config pins no host key for the SFTP server of this feed.',
      hint: 'Run "rollcall doctor" to see the key that the server shows, compare it with what the people who run the server say, set inbox.hostKey, and restart Rollcall.',
    },
  ]);
}

function wantsLate({ events }: ReturnType<typeof recipientsOf>[number]): boolean {
  return events.includes('late');
}

function addressOf({ email }: { email: string }): string {
  return email;
}
