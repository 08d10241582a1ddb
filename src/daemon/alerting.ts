import { randomUUID } from 'node:crypto';
import type { Alert, AlertDetail, AlertKey } from '../domain/alert.ts';
import type { AlertEvent } from '../notify/contract.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { NewOutboxMail, StandingAlert, Store, StoreAreas } from '../store/contract.ts';

/** Raises alerts and ends them, each told once, whatever restarts in between and however many daemons there are. */
export interface Alerting {
  /** Looks which alerts stand: other daemons raise and end them, too. */
  refresh(): Promise<void>;
  /** Those of a feed, as far as is known here. */
  standing(feed: string): StandingAlert[];
  /**
   * Raises alerts of one feed, with the mails that tell of those that are new; in one transaction.
   *
   * @param account of a login that was refused
   */
  raise(alerts: readonly Alert[], account?: string | null): Promise<void>;
  /** Writes a mail together with what else must become true with it. @param work false takes it all back */
  tell(
    feed: string,
    event: AlertEvent,
    detail: AlertDetail,
    work: (areas: StoreAreas) => Promise<boolean>,
  ): Promise<void>;
  /**
   * Ends alerts, with mails where something works again.
   *
   * @param how `anybodys` where it does not depend on who looks, `silently` without mails
   */
  end(alerts: readonly StandingAlert[], how?: { anybodys?: boolean; silently?: boolean }): Promise<void>;
  mailsFor(feed: string, event: AlertEvent, detail: AlertDetail): NewOutboxMail[];
}

export interface AlertingParts {
  store: Store;
  clock: Clock;
  log: Log;
  /** Mail addresses; '' is the whole installation. */
  recipientsOf(feed: string, isLate: boolean): readonly string[];
  /** Called when mails were written. */
  onMail(): void;
  /** An alert that another daemon has not seen for so long is nobody's any more. */
  staleAfterMs(alert: AlertKey): number;
}

/** Of files that are told of together, so many are named. */
const mostNamed = 50;

export function createAlerting(parts: AlertingParts): Alerting {
  const { store, clock, log, onMail } = parts;
  let known: StandingAlert[] = [];
  let changes = 0;
  const forget = (gone: AlertKey) => {
    changes += 1;
    known = known.filter((alert) => !isSame(alert, gone));
  };
  const mailsFor: Alerting['mailsFor'] = (feed, event, detail) =>
    parts.recipientsOf(feed, detail.code === 'late').map((recipient) => ({
      feed,
      event,
      detail,
      recipient,
      messageId: `<rollcall.${detail.code}.${event}.${randomUUID()}@rollcall>`,
    }));

  return {
    mailsFor,
    async refresh() {
      const before = changes;
      const standing = await store.alerts.standing();
      if (before === changes) known = standing;
    },
    standing: (feed) => known.filter((alert) => alert.feed === feed),
    async raise(alerts, account = null) {
      const [first] = alerts;
      if (first === undefined) return;
      const at = clock().toISOString();
      const raised = await store.transaction(async (areas) => {
        const fresh: Alert[] = [];
        for (const alert of alerts) if (await areas.alerts.raise(alert, at, account)) fresh.push(alert);
        if (fresh.length > 0) await areas.outbox.add(mailsFor(first.feed, 'alert', detailOf(fresh)));
        return fresh;
      });
      changes += 1;
      for (const alert of alerts) {
        if (!known.some((other) => isSame(other, alert))) known.push({ ...alert, seenAt: at, times: 1, account });
      }
      for (const alert of raised) log.warn('alert', fieldsOf(alert));
      if (raised.length > 0) onMail();
    },
    async tell(feed, event, detail, work) {
      const told = await store.transaction(async (areas) => {
        if (!(await work(areas))) return false;
        await areas.outbox.add(mailsFor(feed, event, detail));
        return true;
      });
      if (!told) return;
      log.warn('alert', fieldsOf({ ...detail, feed }));
      onMail();
    },
    async end(alerts, { anybodys = false, silently = false } = {}) {
      for (const alert of alerts) {
        const endedAt = clock().toISOString();
        const staleMs = anybodys ? -1 : parts.staleAfterMs(alert);
        const staleBefore = new Date(Date.parse(endedAt) - staleMs).toISOString();
        const { ended, stands } = await store.transaction(async (areas) => {
          const outcome = await areas.alerts.end(alert, staleBefore);
          if (outcome.ended !== null && alert.code !== 'stray-file' && !silently) {
            const detail = { ...detailOf([outcome.ended]), endedAt };
            await areas.outbox.add(mailsFor(alert.feed, 'recovered', detail));
          }
          return outcome;
        });
        if (!stands) forget(alert);
        if (ended === null) continue;
        log.info('alert ended', { ...fieldsOf(alert), lastedMs: Date.parse(endedAt) - Date.parse(ended.since) });
        onMail();
      }
    },
  };
}

/** What a log line says of an alert. */
export function fieldsOf({ feed, code, subject, message, hint }: Alert): Record<string, string> {
  return {
    ...(feed === '' ? {} : { feed }),
    code,
    ...(subject === '' ? {} : { [code === 'destination-down' ? 'destination' : 'file']: subject }),
    error: message,
    hint,
  };
}

function detailOf(alerts: readonly Alert[]): AlertDetail {
  const { feed: _, ...first } = alerts[0] as Alert;
  const { code, subject, message, hint, since } = first;
  const detail: AlertDetail = { code, subject, message, hint, since, endedAt: null };
  if (code !== 'stray-file') return detail;
  const strays = alerts.slice(0, mostNamed).map(({ subject: name, message: reason, told }) => ({ name, reason, told }));
  return { ...detail, strays, strayCount: alerts.length };
}

function isSame(one: AlertKey, other: AlertKey): boolean {
  return one.feed === other.feed && one.code === other.code && one.subject === other.subject;
}
