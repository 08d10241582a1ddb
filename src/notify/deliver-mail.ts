import type { Readable } from 'node:stream';
import { AppError } from '../domain/app-error.ts';
import type { Issue } from '../domain/issue.ts';
import { type BackoffLimits, backoffMs } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import { withGrace } from '../runtime/with-grace.ts';
import type { OutboxMail, RosterFile, StoreAreas } from '../store/contract.ts';
import type { MailTransport } from './contract.ts';
import { errorsCsvAttachment } from './errors-csv.ts';
import { maxShownIssues, renderVerdictMail } from './render-verdict.ts';
import { commandHints, type Refusals, type VerdictMail } from './verdict-mail.ts';

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

export interface MailSenderParts {
  store: Pick<StoreAreas, 'outbox' | 'ledger' | 'deliveries'>;
  transport: MailTransport;
  /** The complete errors.csv of a file. */
  readReport(fileId: number): Promise<Readable | null>;
  clock: Clock;
  log: Log;
  backoff: BackoffLimits;
  /** Gives a mail up after so many attempts; by default it is never given up while its failure can be mended. */
  deadAfterAttempts?: number;
  /** How Rollcall is called where it is installed. */
  program?: string;
}

/** Longer than one mail can take, with and without its attachment: nobody else sends it meanwhile. */
const claimMs = 300_000;
/** So many failures one after the other mean the server rather than the mails: the round ends. */
const mostFailuresInARow = 3;
/** A mail that is under way when the process is to stop may still end within this time. */
const stopGraceMs = 5_000;
const mostKeptIssues = 1_000;

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
  const { file, issues, refusals } = await readVerdict(parts, mail);
  if (file === null) {
    await giveUp(parts, mail, `File ${mail.fileId} is no longer in the ledger.`);
    return false;
  }
  const stop = withGrace(stopGraceMs, signal);
  log.debug('mail began', { feed: mail.feed, fileId: mail.fileId, mailId: mail.id });
  try {
    await send(parts, mail, { file, issues, refusals }, stop.signal);
  } catch (error) {
    await putOff(parts, mail, error);
    return false;
  } finally {
    stop.end();
  }
  log.debug('mail handed over', { feed: mail.feed, fileId: mail.fileId, mailId: mail.id });
  await store.outbox.sent(mail.id, clock().toISOString());
  log.info('mail sent', { feed: mail.feed, fileId: mail.fileId, mailId: mail.id, event: mail.event });
  return true;
}

async function readVerdict({ store }: MailSenderParts, mail: OutboxMail) {
  try {
    const file = await store.ledger.get(mail.fileId);
    if (mail.event === 'refused') return { file, issues: [], refusals: await readRefusals(store, mail.fileId) };
    return { file, issues: await store.ledger.issues(mail.fileId, mostKeptIssues), refusals: undefined };
  } catch (error) {
    // The database is away: claimed, the mail would wait for minutes when it is back.
    await store.outbox.letGo(mail.id).catch(() => {});
    throw error;
  }
}

async function readRefusals({ deliveries }: MailSenderParts['store'], fileId: number): Promise<Refusals> {
  const refused = { fileId, status: 'refused' as const };
  return { deliveries: await deliveries.list(refused, maxShownIssues), counts: await deliveries.counts(refused) };
}

async function send(
  parts: MailSenderParts,
  mail: OutboxMail,
  { file, issues, refusals }: { file: RosterFile; issues: readonly Issue[]; refusals: Refusals | undefined },
  signal: AbortSignal,
): Promise<void> {
  const leavers = issues.filter((issue) => issue.leaver);
  const hasList = file.issueCounts.total > 0 && refusals === undefined;
  const errorsCsv = !hasList ? null : await attachmentOf(parts, file, issues);
  const write = async (attachment: VerdictMail['attachment']) => {
    const commands = commandHints(file.id, parts.program);
    const content = renderVerdictMail({ event: mail.event, file, issues, leavers, refusals, commands, attachment });
    const attached = attachment === 'attached' && errorsCsv !== null ? [errorsCsv] : [];
    const message = { messageId: mail.messageId, to: mail.recipient, ...content, attachments: attached };
    await parts.transport.send(message, signal);
  };
  try {
    await write(errorsCsv === null ? 'none' : 'attached');
  } catch (error) {
    if (errorsCsv === null || !(error instanceof AppError) || error.code !== 'mail-too-large') throw error;
    parts.log.warn('mail too large, sent again without its attachment', { mailId: mail.id, ...errorFields(error) });
    await write('too-large');
  }
}

async function attachmentOf(parts: MailSenderParts, file: RosterFile, issues: readonly Issue[]) {
  const { total } = file.issueCounts;
  let content: Buffer;
  try {
    content = await errorsCsvAttachment(await parts.readReport(file.id), issues, total, file.kind);
  } catch (error) {
    parts.log.warn('complete issue list not readable, the kept one is mailed', {
      fileId: file.id,
      ...errorFields(error),
    });
    content = await errorsCsvAttachment(null, issues, total, file.kind);
  }
  return { name: 'errors.csv', contentType: 'text/csv; charset=utf-8', content };
}

async function putOff(parts: MailSenderParts, mail: OutboxMail, error: unknown): Promise<void> {
  const { store, clock, log, backoff, deadAfterAttempts = Number.POSITIVE_INFINITY } = parts;
  const known = error instanceof AppError;
  const attempt = mail.attempts + 1;
  const message = known ? error.message : `Rollcall could not write the mail: ${String(error)}`;
  if ((known && !error.retryable) || attempt >= deadAfterAttempts) return await giveUp(parts, mail, message);
  const nextAttemptAt = new Date(clock().getTime() + backoffMs(backoff, attempt)).toISOString();
  await store.outbox.retryAt(mail.id, nextAttemptAt, message);
  const fields = {
    feed: mail.feed,
    fileId: mail.fileId,
    mailId: mail.id,
    attempt,
    nextAttemptAt,
    ...errorFields(error),
  };
  if (known) log.warn('mail waits', fields);
  else log.error('mail waits', fields);
}

async function giveUp({ store, log }: MailSenderParts, mail: OutboxMail, error: string): Promise<void> {
  await store.outbox.dead(mail.id, error);
  log.error('mail given up', { feed: mail.feed, fileId: mail.fileId, mailId: mail.id, event: mail.event, error });
}
