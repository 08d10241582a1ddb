import type { MailTransport } from './contract.ts';
import { createFileTransport, type FileMailConfig } from './file-transport.ts';
import { createSmtpTransport, type SmtpMailConfig } from './smtp-transport.ts';

export type MailConfig = FileMailConfig | SmtpMailConfig;

/**
 * Mail as the config says: to an SMTP server, or as .eml files in a directory.
 *
 * @throws AppError `mail-url-invalid`
 */
export function createMailTransport(config: MailConfig): MailTransport {
  return config.transport === 'file' ? createFileTransport(config) : createSmtpTransport(config);
}
