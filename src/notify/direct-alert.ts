import { randomUUID } from 'node:crypto';
import type { AlertDetail } from '../domain/alert.ts';
import type { AlertEvent, LanguageCode, MailTransport } from './contract.ts';
import { catalogues } from './languages/index.ts';
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
  languageOf: (recipient: string) => LanguageCode,
): (recipient: string, signal?: AbortSignal) => Promise<void> {
  const messageIds = new Map<string, string>();
  return async (recipient, signal) => {
    const messageId = messageIds.get(recipient) ?? `<rollcall.${detail.code}.${event}.${randomUUID()}@rollcall>`;
    messageIds.set(recipient, messageId);
    const words = catalogues[languageOf(recipient)];
    const content = renderAlertMail({ event, feed: '', detail, program: defaultProgram }, words);
    await transport.send({ messageId, to: recipient, ...content, attachments: [] }, signal);
  };
}
