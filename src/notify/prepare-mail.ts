import type { Readable } from 'node:stream';
import { AppError } from '../domain/app-error.ts';
import type { Issue } from '../domain/issue.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import type {
  AlertOutboxMail,
  DigestOutboxMail,
  OutboxMail,
  RefusalOutboxMail,
  RosterFile,
  StoreAreas,
  VerdictOutboxMail,
} from '../store/contract.ts';
import type { LanguageCode, Mail, MailTransport } from './contract.ts';
import { errorsCsvAttachment } from './errors-csv.ts';
import type { Catalogue } from './languages/contract.ts';
import { catalogues } from './languages/index.ts';
import { renderAlertMail } from './render-alert.ts';
import { maxShownFiles, renderDigestMail } from './render-digest.ts';
import { maxShownRefusals, renderRefusalMail } from './render-refusal.ts';
import { renderVerdictMail } from './render-verdict.ts';
import { commandHints, defaultProgram, type VerdictMail } from './verdict-mail.ts';

export interface MailParts {
  store: Pick<StoreAreas, 'outbox' | 'ledger' | 'deliveries'>;
  transport: MailTransport;
  /** The complete errors.csv of a file. */
  readReport(fileId: number): Promise<Readable | null>;
  log: Log;
  /** What somebody's mails are written in. It is asked when a mail is sent: the config may have changed since it was written. */
  languageOf(feed: string, recipient: string): LanguageCode;
  /** How Rollcall is called where it is installed. */
  program?: string;
}

/** @throws AppError of the transport */
export type Send = (signal: AbortSignal) => Promise<void>;

const mostKeptIssues = 1_000;

/**
 * Reads what a mail is about, and tells how to send it; null where its file is no longer in the ledger.
 *
 * @throws AppError of the store; the mail is let go of then
 */
export async function prepareMail(parts: MailParts, mail: OutboxMail): Promise<Send | null> {
  if (mail.fileId === null) return alertOf(parts, mail);
  const { store } = parts;
  try {
    const file = await store.ledger.get(mail.fileId);
    if (file === null) return null;
    if (mail.event === 'refused') return await refusalOf(parts, mail, file);
    if (mail.event === 'again') return await digestOf(parts, mail, file);
    return await verdictOf(parts, mail, file);
  } catch (error) {
    // The database is away: claimed, the mail would wait for minutes when it is back.
    await store.outbox.letGo(mail.id).catch(() => {});
    throw error;
  }
}

function wordsFor({ languageOf }: MailParts, { feed, recipient }: OutboxMail): Catalogue {
  return catalogues[languageOf(feed, recipient)];
}

function alertOf(parts: MailParts, mail: AlertOutboxMail): Send {
  const { transport, program = defaultProgram } = parts;
  return (signal) =>
    transport.send(messageOf(mail, renderAlertMail({ ...mail, program }, wordsFor(parts, mail))), signal);
}

async function refusalOf(parts: MailParts, mail: RefusalOutboxMail, file: RosterFile): Promise<Send> {
  const { store, transport, program = defaultProgram } = parts;
  const refused = { fileId: file.id, status: 'refused' as const };
  const deliveries = await store.deliveries.list(refused, maxShownRefusals);
  const counts = await store.deliveries.counts(refused);
  const content = renderRefusalMail({ file, deliveries, counts, program }, wordsFor(parts, mail));
  return (signal) => transport.send(messageOf(mail, content), signal);
}

async function digestOf(parts: MailParts, mail: DigestOutboxMail, newest: RosterFile): Promise<Send> {
  const { ledger } = parts.store;
  const { detail } = mail;
  const ids = detail.fileIds.slice(-maxShownFiles).reverse();
  const files = await Promise.all(ids.map((id) => (id === newest.id ? newest : ledger.get(id))));
  const content = renderDigestMail(
    {
      detail,
      first: await ledger.get(detail.firstFileId),
      files: files.filter((file) => file !== null),
      issues: await ledger.issues(newest.id, mostKeptIssues),
      lastRoster: await ledger.lastRoster(newest.feed),
      program: parts.program ?? defaultProgram,
    },
    wordsFor(parts, mail),
  );
  return (signal) => parts.transport.send(messageOf(mail, content), signal);
}

async function verdictOf(parts: MailParts, mail: VerdictOutboxMail, file: RosterFile): Promise<Send> {
  const issues = await parts.store.ledger.issues(file.id, mostKeptIssues);
  return (signal) => sendVerdict(parts, mail, file, issues, signal);
}

async function sendVerdict(
  parts: MailParts,
  mail: VerdictOutboxMail,
  file: RosterFile,
  issues: readonly Issue[],
  signal: AbortSignal,
): Promise<void> {
  const leavers = issues.filter((issue) => issue.leaver);
  const errorsCsv = file.issueCounts.total === 0 ? null : await attachmentOf(parts, file, issues);
  const write = async (attachment: VerdictMail['attachment']) => {
    const commands = commandHints(file.id, parts.program);
    const verdict = { event: mail.event, file, issues, leavers, commands, attachment };
    const content = renderVerdictMail(verdict, wordsFor(parts, mail));
    const attached = attachment === 'attached' && errorsCsv !== null ? [errorsCsv] : [];
    await parts.transport.send(messageOf(mail, content, attached), signal);
  };
  try {
    await write(errorsCsv === null ? 'none' : 'attached');
  } catch (error) {
    if (errorsCsv === null || !(error instanceof AppError) || error.code !== 'mail-too-large') throw error;
    const about = { feed: mail.feed, fileId: mail.fileId, mailId: mail.id };
    parts.log.warn('mail too large, sent again without its attachment', { ...about, ...errorFields(error) });
    await write('too-large');
  }
}

function messageOf(
  { messageId, recipient }: OutboxMail,
  content: Pick<Mail, 'subject' | 'text' | 'html'>,
  attachments: Mail['attachments'] = [],
): Mail {
  return { messageId, to: recipient, ...content, attachments };
}

async function attachmentOf(parts: MailParts, file: RosterFile, issues: readonly Issue[]) {
  const { total } = file.issueCounts;
  let content: Buffer;
  try {
    content = await errorsCsvAttachment(await parts.readReport(file.id), issues, total, file.kind);
  } catch (error) {
    parts.log.warn('complete issue list not readable, the kept one is mailed', {
      feed: file.feed,
      fileId: file.id,
      ...errorFields(error),
    });
    content = await errorsCsvAttachment(null, issues, total, file.kind);
  }
  return { name: 'errors.csv', contentType: 'text/csv; charset=utf-8', content };
}
