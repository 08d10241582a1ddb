import { type AlertDetail, alertCodeOf } from '../domain/alert.ts';
import { AppError } from '../domain/app-error.ts';
import type { AlertEvent } from '../notify/contract.ts';
import { type BackoffLimits, backoffMs, sleep } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import { fieldsOf } from './alerting.ts';

/**
 * A database that is away or full: nothing can be written into it then, so its mails go out directly, once in each process.
 * It is over when everybody who has met it has got through: what is too much for a full disk may be one feed's work alone.
 */
export interface DatabaseOutage {
  /** @param who met it: a feed's id, or a part of the daemon */
  failed(who: string, error: unknown): void;
  worked(who: string): void;
  /** Whether anybody still waits for it. */
  lasts(): boolean;
  stop(): Promise<void>;
}

export interface DatabaseOutageParts {
  /** Makes a mail that goes past the outbox. @returns sends it to one recipient; throws AppError */
  mailOf(event: AlertEvent, detail: AlertDetail): (recipient: string, signal: AbortSignal) => Promise<void>;
  recipients: readonly string[];
  clock: Clock;
  log: Log;
  alertAfterMs: number;
  backoff: BackoffLimits;
}

interface Outage {
  detail: AlertDetail;
  timer: NodeJS.Timeout;
  /** Of the mails that tell of it, once they go out. */
  told: Promise<string[]> | null;
  over: AbortController;
}

export function createDatabaseOutage(parts: DatabaseOutageParts): DatabaseOutage {
  const { clock, log, recipients } = parts;
  const stopping = new AbortController();
  const waiting = new Set<string>();
  const mails = new Set<Promise<unknown>>();
  let outage: Outage | null = null;
  const track = <T>(mail: Promise<T>): Promise<T> => {
    mails.add(mail);
    return mail.finally(() => mails.delete(mail));
  };
  const tell = (current: Outage) => {
    log.error('alert', fieldsOf({ ...current.detail, feed: '' }));
    current.told = track(sendAll(parts, recipients, 'alert', { ...current.detail }, current.over.signal));
  };

  return {
    failed(who, error) {
      waiting.add(who);
      if (outage !== null) {
        if (outage.told === null) outage.detail = { ...outage.detail, ...wordsOf(error) };
        return;
      }
      const detail = { ...wordsOf(error), subject: '', since: clock().toISOString(), endedAt: null };
      const current: Outage = {
        detail,
        over: new AbortController(),
        told: null,
        timer: setTimeout(() => tell(current), parts.alertAfterMs).unref(),
      };
      outage = current;
    },
    worked(who) {
      if (!waiting.delete(who) || waiting.size > 0 || outage === null) return;
      const { detail, timer, told, over } = outage;
      outage = null;
      clearTimeout(timer);
      over.abort();
      if (told === null) return;
      const endedAt = clock().toISOString();
      const lastedMs = Date.parse(endedAt) - Date.parse(detail.since);
      log.info('alert ended', { ...fieldsOf({ ...detail, feed: '' }), lastedMs });
      const tellEnd = async () => sendAll(parts, await told, 'recovered', { ...detail, endedAt }, stopping.signal);
      void track(tellEnd());
    },
    lasts: () => waiting.size > 0,
    async stop() {
      clearTimeout(outage?.timer);
      outage?.over.abort();
      stopping.abort();
      await Promise.all(mails);
    },
  };
}

function wordsOf(error: unknown): Pick<AlertDetail, 'code' | 'message' | 'hint'> {
  const { code = null, message = String(error), hint = '' } = error instanceof AppError ? error : {};
  return { code: alertCodeOf(code) === 'database-full' ? 'database-full' : 'database-down', message, hint };
}

/**
 * Sends to each until it is through or the signal is aborted; never rejects.
 *
 * @returns to whom it was sent
 */
async function sendAll(
  parts: DatabaseOutageParts,
  recipients: readonly string[],
  event: AlertEvent,
  detail: AlertDetail,
  signal: AbortSignal,
): Promise<string[]> {
  const send = parts.mailOf(event, detail);
  const sent: string[] = [];
  const sendTo = async (recipient: string) => {
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        await send(recipient, signal);
        sent.push(recipient);
        parts.log.info('mail sent', { alert: detail.code, event });
        return;
      } catch (error) {
        parts.log.warn('mail waits', { alert: detail.code, event, attempt, ...errorFields(error) });
        if (!(error instanceof AppError) || !error.retryable) return;
        await sleep(backoffMs(parts.backoff, attempt), signal);
      }
    }
  };
  await Promise.all(recipients.map(sendTo));
  return sent;
}
