import { backoffMs, sleep } from '../runtime/backoff.ts';
import { errorFields } from '../runtime/log.ts';
import type { MailSender, MailSenderParts } from './deliver-mail.ts';

export interface MailLoop {
  /** A mail was written to the outbox: don't wait any longer. */
  wake(): void;
  /** Sends what is due and sleeps until more is; resolves when the signal is aborted, never rejects. */
  run(signal: AbortSignal): Promise<void>;
}

/** Mails that another process wrote into the outbox are found within this time. */
const longestPauseMs = 30_000;
/** A mail that is due but claimed by somebody else must not keep us spinning. */
const shortestPauseMs = 1_000;

export function createMailLoop(
  sender: MailSender,
  parts: Pick<MailSenderParts, 'store' | 'clock' | 'log' | 'backoff'>,
): MailLoop {
  let awake = new AbortController();
  return {
    wake: () => awake.abort(),
    async run(signal) {
      let badRounds = 0;
      while (!signal.aborted) {
        awake = new AbortController();
        const pauseMs = await roundThenPauseMs(sender, parts, signal);
        badRounds = pauseMs === null ? badRounds + 1 : 0;
        await sleep(pauseMs ?? backoffMs(parts.backoff, badRounds), AbortSignal.any([signal, awake.signal]));
      }
    },
  };
}

/** @returns null when nothing got through: the server or the database is down */
async function roundThenPauseMs(
  sender: MailSender,
  { store, clock, log }: Pick<MailSenderParts, 'store' | 'clock' | 'log'>,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    const { sent, failed } = await sender.sendDue(signal);
    if (failed > 0 && sent === 0) return null;
    const dueAt = await store.outbox.nextDueAt();
    const untilDueMs = dueAt === null ? longestPauseMs : Date.parse(dueAt) - clock().getTime();
    return Math.min(Math.max(untilDueMs, shortestPauseMs), longestPauseMs);
  } catch (error) {
    log.warn('outbox not read', errorFields(error));
    return null;
  }
}
