import { AppError } from '../domain/app-error.ts';
import { type BackoffLimits, backoffMs } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorFields, type LogFields } from '../runtime/log.ts';
import { withGrace } from '../runtime/with-grace.ts';
import type { OutboxMail } from '../store/contract.ts';
import { type MailParts, prepareMail } from './prepare-mail.ts';

export interface MailSender {
  /**
   * Sends every mail that is due, one after the other. What can't be sent now waits in the outbox.
   *
   * @param fileId ends the round as soon as no mail of this file is due any more
   * @throws AppError of the store only
   */
  sendDue(signal?: AbortSignal, fileId?: number): Promise<MailRound>;
}

export interface MailRound {
  sent: number;
  failed: number;
}

export interface MailSenderParts extends MailParts {
  clock: Clock;
  backoff: BackoffLimits;
  /** Gives a mail up after so many attempts; by default it is never given up while its failure can be mended. */
  deadAfterAttempts?: number;
}

/** Longer than one mail can take, with and without its attachment: nobody else sends it meanwhile. */
const claimMs = 300_000;
/** So many failures one after the other mean the server rather than the mails: the round ends. */
const mostFailuresInARow = 3;
/** A mail that is under way when the process is to stop may still end within this time. */
const stopGraceMs = 5_000;

export function createMailSender(parts: MailSenderParts): MailSender {
  const { store, clock } = parts;
  return {
    async sendDue(signal, fileId) {
      const round: MailRound = { sent: 0, failed: 0 };
      if (fileId !== undefined && !(await hasDue(parts, fileId))) return round;
      await store.outbox.freeDeadClaims();
      let failuresInARow = 0;
      while (!signal?.aborted && failuresInARow < mostFailuresInARow) {
        const [mail] = await store.outbox.claimDue(clock().toISOString(), 1, claimMs);
        if (mail === undefined) break;
        if (await deliver(parts, mail, signal)) {
          round.sent += 1;
          failuresInARow = 0;
        } else {
          round.failed += 1;
          failuresInARow += 1;
        }
        if (fileId !== undefined && !(await hasDue(parts, fileId))) break;
      }
      return round;
    },
  };
}

async function hasDue({ store, clock }: MailSenderParts, fileId: number): Promise<boolean> {
  const now = clock().toISOString();
  const mails = await store.outbox.ofFile(fileId);
  return mails.some((mail) => mail.status === 'waiting' && mail.nextAttemptAt <= now);
}

/** @returns whether it was sent */
async function deliver(parts: MailSenderParts, mail: OutboxMail, signal?: AbortSignal): Promise<boolean> {
  const { store, clock, log } = parts;
  const send = await prepareMail(parts, mail);
  if (send === null) {
    await giveUp(parts, mail, `File ${mail.fileId} is no longer in the ledger.`);
    return false;
  }
  const stop = withGrace(stopGraceMs, signal);
  const startedMs = performance.now();
  log.debug('mail began', fieldsOf(mail));
  try {
    await send(stop.signal);
  } catch (error) {
    await putOff(parts, mail, error);
    return false;
  } finally {
    stop.end();
  }
  log.debug('mail handed over', fieldsOf(mail));
  await store.outbox.sent(mail.id, clock().toISOString());
  const durationMs = Math.round(performance.now() - startedMs);
  log.info('mail sent', { ...fieldsOf(mail), event: mail.event, durationMs });
  return true;
}

function fieldsOf(mail: OutboxMail): LogFields {
  const about = mail.fileId === null ? { alert: mail.detail.code } : { fileId: mail.fileId };
  return { ...(mail.feed === '' ? {} : { feed: mail.feed }), ...about, mailId: mail.id };
}

async function putOff(parts: MailSenderParts, mail: OutboxMail, error: unknown): Promise<void> {
  const { store, clock, log, backoff, deadAfterAttempts = Number.POSITIVE_INFINITY } = parts;
  const known = error instanceof AppError;
  const attempt = mail.attempts + 1;
  const message = known ? error.message : `Rollcall could not write the mail: ${String(error)}`;
  if ((known && !error.retryable) || attempt >= deadAfterAttempts) return await giveUp(parts, mail, message);
  const nextAttemptAt = new Date(clock().getTime() + backoffMs(backoff, attempt)).toISOString();
  await store.outbox.retryAt(mail.id, nextAttemptAt, message);
  const fields = { ...fieldsOf(mail), attempt, nextAttemptAt, ...errorFields(error) };
  if (known) log.warn('mail waits', fields);
  else log.error('mail waits', fields);
}

async function giveUp({ store, clock, log }: MailSenderParts, mail: OutboxMail, error: string): Promise<void> {
  await store.outbox.dead(mail.id, error, clock().toISOString());
  log.error('mail given up', { ...fieldsOf(mail), event: mail.event, error });
}
