import type { Transporter } from 'nodemailer';
import { composeMail } from './compose-mail.ts';
import type { MailTransport } from './contract.ts';
import { mailError } from './mail-error.ts';
import { parseSmtpUrl, type SmtpServer } from './smtp-url.ts';

export interface SmtpMailConfig {
  transport: 'smtp';
  /** `smtps://user:password@host:465`, or `smtp://` with STARTTLS. */
  url: string;
  from: string;
  /** Allows `smtp://` without TLS to other hosts than this one. */
  allowInsecure?: boolean;
}

/** One connection for each mail: they are few, and a kept connection that has died loses one more. */
export function createSmtpTransport(config: SmtpMailConfig): MailTransport {
  const server = parseSmtpUrl(config.url, config.allowInsecure ?? false);
  let opened: Promise<Transporter> | null = null;
  const open = () => {
    opened ??= import('nodemailer').then(({ createTransport }) => createTransport(connectionOptions(server)));
    return opened;
  };
  return {
    async send(mail, signal) {
      const { message, envelope } = await composeMail(mail, config.from);
      const limit = AbortSignal.timeout(wholeSendTimeoutMs);
      try {
        const info = await (await open()).sendMail({
          raw: message,
          // With the size in the envelope a server that is too small for the mail says so before it is sent.
          envelope: { ...envelope, size: message.length },
          signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
        });
        // A refused recipient resolves (nodemailer 10) when another one was accepted.
        const refused = info.rejectedErrors?.[0];
        if (refused !== undefined) throw refused;
      } catch (cause) {
        throw mailError(cause, server);
      }
    },
    async verify() {
      try {
        await (await open()).verify();
      } catch (cause) {
        throw mailError(cause, server);
      }
    },
    async close() {
      (await opened)?.close();
    },
  };
}

/** Silence of the server, and the whole of one mail: nodemailer waits ten minutes by default, and for ever for a slow drip. */
const silenceTimeoutMs = 20_000;
const connectTimeoutMs = 10_000;
const wholeSendTimeoutMs = 120_000;

function connectionOptions(server: SmtpServer) {
  return {
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.requireTls,
    // Where plain text would do, a certificate that nobody signed does too: a local Postfix has one by default.
    ...(server.secure || server.requireTls ? {} : { tls: { rejectUnauthorized: false } }),
    ...(server.user === null ? {} : { auth: { user: server.user, pass: server.password ?? '' } }),
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    dnsTimeout: connectTimeoutMs,
    socketTimeout: silenceTimeoutMs,
    socketCloseTimeout: 1_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
