import { randomUUID } from 'node:crypto';
import type { AlertDetail } from '../domain/alert.ts';
import type { AlertEvent, MailTransport } from './contract.ts';
import { renderAlertMail } from './render-alert.ts';
import { defaultProgram } from './verdict-mail.ts';

/**
 * Sends an alert about the whole installation past the outbox, for when the database is what is broken.
 *
 * @returns sends it to one recipient, always as the same mail; throws as the transport does
 */
export function directAlert(
  transport: MailTransport,
  event: AlertEvent,
  detail: AlertDetail,
): (recipient: string, signal?: AbortSignal) => Promise<void> {
  const content = renderAlertMail({ event, feed: '', detail, program: defaultProgram });
  const messageIds = new Map<string, string>();
  return async (recipient, signal) => {
    const messageId = messageIds.get(recipient) ?? `<rollcall.${detail.code}.${event}.${randomUUID()}@rollcall>`;
    messageIds.set(recipient, messageId);
    await transport.send({ messageId, to: recipient, ...content, attachments: [] }, signal);
  };
}
