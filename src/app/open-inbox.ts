import type { FeedConfig } from '../config/config.ts';
import type { Inbox } from '../inbox/contract.ts';
import { createLocalInbox } from '../inbox/local.ts';
import { createSftpInbox } from '../inbox/sftp.ts';
import type { SftpLogins } from '../inbox/sftp-logins.ts';
import type { Log } from '../runtime/log.ts';
import { type NationalIdCountry, nationalIdScheme } from '../runtime/national-id-schemes.ts';

/**
 * The feed's inbox; null where it may not be used: an SFTP server without a pinned host key.
 *
 * @param logins of the whole process
 */
export function openInbox({ id, inbox, mapping }: FeedConfig, log: Log, logins: SftpLogins): Inbox | null {
  const country = mapping?.nationalIdScheme as NationalIdCountry | undefined;
  const scheme = country === undefined ? null : nationalIdScheme(country);
  const feedLog = log.child({ feed: id });
  if (inbox.kind === 'local') return createLocalInbox({ path: inbox.path, nationalIdScheme: scheme, log: feedLog });
  const { hostKeys, privateKey, password, passphrase } = inbox;
  if (hostKeys.length === 0) return null;
  return createSftpInbox({
    host: inbox.host,
    port: inbox.port,
    username: inbox.username,
    ...(privateKey === null ? {} : { privateKey }),
    ...(passphrase === null ? {} : { passphrase }),
    ...(password === null ? {} : { password }),
    hostKeys,
    path: inbox.path,
    nationalIdScheme: scheme,
    noProgressTimeoutMs: inbox.noProgressTimeoutMs,
    operationTimeoutMs: inbox.operationTimeoutMs,
    logins,
    log: feedLog,
  });
}
