import type { Config } from '../config/config.ts';
import { createSftpLogins, loginOnce } from '../inbox/sftp-logins.ts';
import type { DoctorFinding } from './contract.ts';
import { fine } from './diagnose/finding.ts';
import { tryDatabase } from './diagnose/try-database.ts';
import { tryInbox } from './diagnose/try-inbox.ts';
import { tryKeys } from './diagnose/try-keys.ts';
import { tryMail } from './diagnose/try-mail.ts';
import type { AppOptions } from './open-parts.ts';

/** Tries everything that Rollcall depends on, and says of each thing that does not work how to mend it. */
export async function diagnose(config: Config, options: AppOptions): Promise<DoctorFinding[]> {
  const logins = createSftpLogins(loginOnce);
  const feeds = await Promise.all(config.feeds.map((feed) => tryInbox(feed, logins, options)));
  return [
    fine('config', `${config.path}: ${config.feeds.length} feed(s).`),
    ...config.warnings.map((warning) => ({ subject: 'config', ok: true, message: warning, mend: null })),
    ...(await tryDatabase(config, options)),
    await tryMail(config),
    ...feeds.flat(),
    ...(await Promise.all(config.feeds.map(tryKeys))).flat(),
  ];
}
