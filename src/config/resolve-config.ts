import { resolve } from 'node:path';
import type { DecryptKeys } from '../formats/contract.ts';
import type {
  Config,
  DatabaseConfig,
  DestinationConfig,
  FeedConfig,
  InboxConfig,
  MailConfig,
  TechnicalUser,
  TimesConfig,
} from './config.ts';
import { defaultManualFields } from './layout-options.ts';
import type { CheckedConfig } from './schema.ts';

export interface ConfigPlace {
  path: string;
  projectRoot: string;
  env: Record<string, string | undefined>;
  warnings: readonly string[];
}

/** From the words of the file to those of the program: absolute paths, units in names, no absent keys. */
export function resolveConfig(checked: CheckedConfig, place: ConfigPlace): Config {
  const absolute = (path: string) => resolve(place.projectRoot, path);
  return {
    path: place.path,
    projectRoot: place.projectRoot,
    dataDirectory: absolute(checked.dataDirectory),
    key: checked.key ?? (place.env.ROLLCALL_KEY || null),
    database: resolveDatabase(checked.database, absolute),
    mail: resolveMail(checked.mail, absolute),
    language: checked.language,
    technicalUsers: checked.technicalUsers.map(resolveTechnicalUser),
    feeds: checked.feeds.map((feed) => ({
      ...resolveFeed(feed, absolute),
      language: feed.language ?? checked.language,
    })),
    concurrency: checked.concurrency,
    log: resolveLog(checked.log, absolute),
    keep: { filesMs: checked.keep.files, historyMs: checked.keep.history, mailsMs: checked.keep.mails },
    times: resolveTimes(checked.times),
    pingUrl: typeof checked.pingUrl === 'object' ? checked.pingUrl.url : (checked.pingUrl ?? null),
    warnings: place.warnings,
  };
}

function resolveDatabase(database: CheckedConfig['database'], absolute: (path: string) => string): DatabaseConfig {
  if (database.client === 'sqlite') return { ...database, file: absolute(database.file) };
  const { tls } = database;
  return { ...database, tls: tls === false ? null : { ca: tls === true ? null : tls.ca } };
}

function resolveMail(mail: CheckedConfig['mail'], absolute: (path: string) => string): MailConfig {
  return mail.transport === 'file' ? { ...mail, directory: absolute(mail.directory) } : mail;
}

function resolveLog(
  { level, directory, keep }: CheckedConfig['log'],
  absolute: (path: string) => string,
): Config['log'] {
  return { level, directory: directory === undefined ? null : absolute(directory), keepMs: keep };
}

function resolveTechnicalUser(user: CheckedConfig['technicalUsers'][number]): TechnicalUser {
  return {
    ...user,
    language: user.language ?? null,
    feeds: user.feeds ?? null,
    notify: [...new Set([...user.notify, 'failed' as const])],
  };
}

function resolveFeed(
  { language: _, ...feed }: CheckedConfig['feeds'][number],
  absolute: (path: string) => string,
): Omit<FeedConfig, 'language'> {
  return {
    ...feed,
    inbox: resolveInbox(feed.inbox, absolute),
    companies: feed.companies ?? null,
    decrypt: resolveDecrypt(feed.decrypt),
    manualFields: feed.manualFields ?? defaultManualFields(feed.layout),
    deactivateOnEndDate: resolveEndDates(feed.deactivateOnEndDate),
    positions: feed.positions ?? null,
    expectBy: feed.expectBy ?? null,
    destinations: feed.destinations.map(resolveDestination),
    retention: feed.retention ?? null,
  };
}

function resolveEndDates(setting: CheckedConfig['feeds'][number]['deactivateOnEndDate']) {
  if (typeof setting === 'boolean') return setting ? { exceptCauses: [] } : null;
  return setting;
}

function resolveDestination(destination: CheckedConfig['feeds'][number]['destinations'][number]): DestinationConfig {
  const { rate: paceMs = 0, timeout: timeoutMs, only, ...rest } = destination;
  return { ...rest, only: { companies: only.companies ?? null, kinds: only.kinds ?? null }, paceMs, timeoutMs };
}

function resolveDecrypt(decrypt: CheckedConfig['feeds'][number]['decrypt']): DecryptKeys | null {
  if (decrypt === undefined) return null;
  const {
    privateKey = null,
    passphrase = null,
    signedBy = null,
  } = typeof decrypt === 'string' ? { privateKey: decrypt } : decrypt;
  return { privateKey, passphrase, signedBy };
}

function resolveInbox(inbox: CheckedConfig['feeds'][number]['inbox'], absolute: (path: string) => string): InboxConfig {
  const { settle: settleMs, poll: pollMs, ...rest } = inbox;
  if (rest.kind === 'local') return { ...rest, path: absolute(rest.path), settleMs, pollMs };
  const { noProgressTimeout: noProgressTimeoutMs, operationTimeout: operationTimeoutMs, hostKey, ...account } = rest;
  return {
    ...account,
    password: account.password ?? null,
    privateKey: account.privateKey ?? null,
    passphrase: account.passphrase ?? null,
    hostKeys: [hostKey ?? []].flat(),
    settleMs,
    pollMs,
    noProgressTimeoutMs,
    operationTimeoutMs,
  };
}

function resolveTimes(times: CheckedConfig['times']): TimesConfig {
  const limits = ({ start, cap }: { start: number; cap: number }) => ({ startMs: start, capMs: cap });
  return {
    backoff: {
      inbox: limits(times.backoff.inbox),
      database: limits(times.backoff.database),
      mail: limits(times.backoff.mail),
      login: limits(times.backoff.login),
      delivery: limits(times.backoff.delivery),
    },
    leaseExpiryMs: times.leaseExpiry,
    leaseWaitMs: times.leaseWait,
    shutdownGraceMs: times.shutdownGrace,
    strayFileAfterMs: times.strayFileAfter,
    readOnlyRetryMs: times.readOnlyRetry,
    alertAfterMs: times.alertAfter,
    digestAfterMs: times.digestAfter,
    destinationAlertAfterMs: times.destinationAlertAfter,
    pingMs: times.ping,
  };
}
