import type { LedgerRow } from './ledger-row.ts';
import { told } from './ledger-row.ts';
import type { SoakProject } from './project.ts';

export interface MailFigures {
  deviations: string[];
  sent: number;
  /** Received once more, each with the Message-ID of the first time. */
  repeated: number;
}

/** What somebody who wants to hear everything hears of a file. */
const eventsOf: Record<string, readonly string[]> = {
  processed: ['processed'],
  processed_with_warnings: ['warnings'],
  rejected: ['rejected'],
  held: ['held'],
  discarded: ['held'],
};

/** Every verdict was told of at least once; a mail that came again says by its Message-ID that it is the same. */
export async function judgeMails(project: SoakProject, ledger: readonly LedgerRow[]): Promise<MailFigures> {
  const deviations: string[] = [];
  const outbox = await project.sql<{
    file_id: number | null;
    event: string;
    recipient: string;
    message_id: string;
    status: string;
  }>('SELECT file_id, event, recipient, message_id, status FROM outbox ORDER BY id');
  const received = Map.groupBy(project.smtp.mails, ({ parsed }) => parsed.messageId ?? '');
  for (const { message_id, status, event, file_id, recipient } of outbox) {
    const copies = received.get(message_id) ?? [];
    if (status !== 'sent') deviations.push(`The mail ${message_id} (${event} of file ${file_id}) is ${status}.`);
    if (copies.length === 0) deviations.push(`The mail ${message_id} (${event} of file ${file_id}) has not come.`);
    if (copies.some(({ recipients }) => recipients.join() !== recipient))
      deviations.push(`The mail ${message_id} has come to somebody else than ${recipient}.`);
  }
  const known = new Set(outbox.map(({ message_id }) => message_id));
  for (const id of received.keys()) if (!known.has(id)) deviations.push(`Nobody knows of the mail ${id}.`);
  for (const row of ledger) {
    const events = outbox.filter(({ file_id, recipient }) => file_id === row.id && recipient.startsWith('everything@'));
    for (const event of eventsOf[row.status] ?? []) {
      const count = events.filter((mail) => mail.event === event).length;
      if (count === 0) deviations.push(`${told(row)}: nobody was told (${event}).`);
      if (count > 1 && event !== 'held') deviations.push(`${told(row)}: ${count} mails of ${event} were written.`);
    }
  }
  const sent = received.size;
  return { deviations, sent, repeated: project.smtp.mails.length - sent };
}
