import type { NodemailerError } from 'nodemailer';
import { AppError } from '../domain/app-error.ts';
import { plainLine } from './plain-line.ts';
import type { SmtpServer } from './smtp-url.ts';

/**
 * What an SMTP failure means for the mail.
 *
 * Only an answer about this mail or its recipient is final. Whatever concerns ourselves (a wrong password, a server
 * that wants nobody, a missing certificate) can be mended, and then the mail must still be there: it is retried.
 */
export function mailError(cause: unknown, server: SmtpServer): AppError {
  const error = cause as NodemailerError;
  const answer = answerOf(error, server);
  const details = { cause: undefined };
  if (isTooLarge(error)) {
    return new AppError('mail-too-large', `${named(server)} takes no mail of this size: ${answer}`, {
      hint: 'Rollcall sends it again without the attachment. Raise the size limit of the mail server to get it with the attachment.',
      ...details,
    });
  }
  if (isRefused(error)) {
    return new AppError('mail-refused', `${named(server)} refused the mail for good: ${answer}`, {
      hint: 'Check the address of this technical user, and mail.from, in the config.',
      ...details,
    });
  }
  return new AppError('mail-unsent', `The mail could not be handed to ${named(server)}: ${answer}`, {
    hint: hintFor(error),
    retryable: true,
    ...details,
  });
}

function named(server: SmtpServer): string {
  return `${server.secure ? 'smtps' : 'smtp'}://${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`;
}

/** The server's own words in one line; a server may repeat what it was sent, so the credentials are taken out. */
function answerOf(error: NodemailerError, server: SmtpServer): string {
  let text = error.response ?? error.message ?? String(error);
  for (const secret of secretsOf(server)) text = text.replaceAll(secret, '*****');
  return plainLine(text, longestAnswer);
}

const longestAnswer = 300;

function secretsOf({ user, password }: SmtpServer): string[] {
  if (password === null || password === '') return [];
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return [base64(`\u0000${user}\u0000${password}`), base64(password), password];
}

/** 552 is also what a full mailbox gets, but that one is told at RCPT TO; 5.3.4 and 5.2.3 are about size only. */
function isTooLarge(error: NodemailerError): boolean {
  if (error.code === 'EMESSAGE' && error.responseCode === undefined && /larger than allowed/.test(error.message))
    return true;
  if (error.command === 'RCPT TO') return false;
  return error.responseCode === 552 || /^5\d\d[ -]5\.(?:3\.4|2\.3)\b/.test(error.response ?? '');
}

function isRefused(error: NodemailerError): boolean {
  // Without an answer: an address that can't be put into the envelope at all.
  if (error.code === 'EENVELOPE' && error.responseCode === undefined) return true;
  if (error.permanent !== true || loginNeeded.has(error.responseCode ?? 0)) return false;
  return error.command === 'MAIL FROM' || error.command === 'RCPT TO' || error.command === 'DATA';
}

/** RFC 4954 and RFC 3207: log in first, use TLS first. */
const loginNeeded = new Set([530, 534, 535, 538]);

function hintFor(error: NodemailerError): string {
  if (error.code === 'EAUTH' || loginNeeded.has(error.responseCode ?? 0)) {
    return 'Check user and password in mail.url. The mail is kept and tried again.';
  }
  if (error.code === 'ETLS' || /certificate|TLS|SSL/i.test(error.message)) {
    return 'The server offers no TLS, or its certificate is not trusted. Use a certificate that this host trusts (NODE_EXTRA_CA_CERTS for your own authority), or set mail.allowInsecure to go without TLS in a network of your own. The mail is kept and tried again.';
  }
  if (error.responseCode !== undefined) return 'The server asks to try later. The mail is kept and tried again.';
  return 'Check that the mail server runs and can be reached from here (mail.url in the config). The mail is kept and tried again.';
}
