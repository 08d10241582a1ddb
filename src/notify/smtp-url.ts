import { isIP } from 'node:net';
import { AppError } from '../domain/app-error.ts';

export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte. */
  secure: boolean;
  /** STARTTLS is a must; otherwise it is used where the server offers it. */
  requireTls: boolean;
  user: string | null;
  password: string | null;
}

/**
 * @param allowInsecure whether other hosts than this one may be spoken to without TLS
 * @throws AppError `mail-url-invalid`, without the URL: it holds the password
 */
export function parseSmtpUrl(text: string, allowInsecure: boolean): SmtpServer {
  const url = URL.parse(text);
  if (url === null) throw invalid("it can't be read as a URL");
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')
    throw invalid('it does not begin with smtp:// or smtps://');
  if (url.hostname === '') throw invalid('it has no host');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = url.protocol === 'smtps:';
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTls: !secure && !allowInsecure && !isLoopback(host),
    user: url.username === '' ? null : decoded(url.username),
    password: url.password === '' ? null : decoded(url.password),
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid(
      'its user or password has a "%" that is not followed by two hexadecimal digits (write "%25" for "%")',
    );
  }
}

function invalid(why: string): AppError {
  return new AppError('mail-url-invalid', `mail.url can't be used: ${why}.`, {
    hint: 'Write it as smtps://user:password@host:465, with special characters in user and password percent-encoded ("@" is %40).',
  });
}
