import type { WebhookSettings } from '../destinations/contract.ts';
import type { Completeness } from '../domain/companion.ts';
import type { plainFields } from '../domain/employee.ts';
import type { GuardLimits } from '../domain/guard.ts';
import type { ChangeKind } from '../domain/plan.ts';
import type { RosterMapping } from '../domain/roster-mapping.ts';
import type { CsvSettings, DecryptKeys } from '../formats/contract.ts';
import type { LanguageCode, MailEvent } from '../notify/contract.ts';
import type { BackoffLimits } from '../runtime/backoff.ts';
import type { LogLevel } from '../runtime/log.ts';

/** The config as the program uses it: complete, checked, frozen; paths are absolute, durations milliseconds. */
export interface Config {
  /** The file that it was read from. */
  path: string;
  projectRoot: string;
  /** The spool, the reports and the embedded default's key lie here. */
  dataDirectory: string;
  /** The text of `ROLLCALL_KEY`; null when there is none yet: see key.ts. */
  key: string | null;
  database: DatabaseConfig;
  mail: MailConfig;
  /** Of mails about the whole installation, and of feeds that name none. */
  language: LanguageCode;
  technicalUsers: readonly TechnicalUser[];
  feeds: readonly FeedConfig[];
  /** Files worked on at once, over all feeds. */
  concurrency: number;
  log: { level: LogLevel } & LogFilesConfig;
  keep: KeepConfig;
  times: TimesConfig;
  /** Called while everything works; null for nothing. It may hold a token: never log it. */
  pingUrl: string | null;
  /** What works, and should still be mended (an `.env` that others can read). */
  warnings: readonly string[];
}

export interface LogFilesConfig {
  /** Null where the log is on stderr alone. */
  directory: string | null;
  /** Null keeps the files for ever. */
  keepMs: number | null;
}

/** For how long what is finished stays in the database; null is for ever. */
export interface KeepConfig {
  filesMs: number | null;
  historyMs: number | null;
  mailsMs: number | null;
}

export type DatabaseConfig = SqliteConfig | MysqlConfig;

export interface SqliteConfig {
  client: 'sqlite';
  file: string;
  /** Whether `run` brings the schema up to date by itself. */
  migrate: 'auto' | 'manual';
}

export interface MysqlConfig {
  client: 'mysql';
  /** One address, or those of the nodes of one cluster. Holds passwords: never log it. */
  url: string | readonly string[];
  /** Null without TLS; `ca` is the text of a certificate, null for the system's authorities. */
  tls: { ca: string | null } | null;
  allowInsecure: boolean;
  migrate: 'auto' | 'manual';
}

export type MailConfig = FileMailConfig | SmtpMailConfig;

export interface FileMailConfig {
  transport: 'file';
  directory: string;
  from: string;
}

export interface SmtpMailConfig {
  transport: 'smtp';
  /** Holds a password: never log it. */
  url: string;
  from: string;
  /** With `smtp://`: a server that doesn't offer TLS is refused. */
  startTls: boolean;
  allowInsecure: boolean;
}

export interface TechnicalUser {
  name: string;
  email: string;
  /** Null for that of the feed. */
  language: LanguageCode | null;
  /** Null for every feed. */
  feeds: readonly string[] | null;
  notify: readonly MailEvent[];
}

/** What a CSV calls the columns of a layout's fields, where that is not their own name. */
type ColumnNames = Readonly<Record<string, string | undefined>>;

export interface FeedConfig {
  id: string;
  layout: LayoutName;
  inbox: InboxConfig;
  /** What has to lie beside a roster before it is taken. */
  complete: Completeness;
  /** `immediate` or a cron expression. */
  schedule: string;
  /** When a roster is to have been processed: `06:00` for every day, or a cron expression; null for no such time. */
  expectBy: string | null;
  /** IANA name; undefined is the host's. */
  timeZone?: string | undefined;
  /** Null when any company may stand in the file. */
  companies: readonly string[] | null;
  guard: GuardLimits;
  rejectOn: 'identity' | 'any';
  manualFields: readonly ManualField[];
  reactivate: 'always' | 'absent-only' | 'never';
  /** Full rosters in a row that somebody has to be absent from. */
  deactivateAfterMissing: number;
  /** Whether end dates deactivate, and for which causes they don't; null where they are data alone. */
  deactivateOnEndDate: { exceptCauses: readonly string[] } | null;
  allowSyntheticIds: boolean;
  maxCrashes: number;
  csv: CsvSettings;
  /** Null where files in OpenPGP can't be opened. */
  decrypt: DecryptKeys | null;
  /** With the layout hr-data-sync: what its fields' columns are called. */
  hrDataSync?: { columns: ColumnNames; positionColumns: ColumnNames } | undefined;
  /** With the layout orquest. */
  orquest?: OrquestConfig | undefined;
  /** With the layout custom. */
  mapping?: RosterMapping | undefined;
  /** Glob of the names of CSV files that hold positions; null where none do. */
  positions: string | null;
  /** The systems that are told of what has changed. */
  destinations: readonly DestinationConfig[];
  /** Mail addresses beside the technical users'. */
  notify: readonly string[];
  /** Of the mails about it. */
  language: LanguageCode;
  archive: 'keep' | 'encrypt' | 'delete';
  /** Null where personal data is never erased by itself. */
  retention: { personalDataAfterDays: number } | null;
}

export interface OrquestConfig {
  /** Of elements that name none. */
  business?: string | undefined;
  /** Of elements that name none; days. */
  lag?: number | undefined;
  /** The only roles that users may have; undefined: any. */
  roles?: readonly string[] | undefined;
}

export type LayoutName = 'personnel-ticket' | 'hr-data-sync' | 'springest' | 'orquest' | 'custom';

export type ManualField = (typeof plainFields)[number]['name'];

export type InboxConfig = LocalInboxConfig | SftpInboxConfig;

interface AnyInboxConfig {
  /** Glob of the names that are taken; ignores case. */
  files: string;
  /** Size and time of change stand still for this long before a file is taken. */
  settleMs: number;
  /** Time between two full listings. */
  pollMs: number;
}

export interface LocalInboxConfig extends AnyInboxConfig {
  kind: 'local';
  path: string;
}

export interface SftpInboxConfig extends AnyInboxConfig {
  kind: 'sftp';
  host: string;
  port: number;
  username: string;
  password: string | null;
  /** The text of the key, not its path. */
  privateKey: string | null;
  passphrase: string | null;
  /** `SHA256:...` each; without one the feed is disabled: nothing is ever sent to an unknown server. */
  hostKeys: readonly string[];
  path: string;
  noProgressTimeoutMs: number;
  operationTimeoutMs: number;
}

export type DestinationConfig = WebhookConfig;

interface AnyDestinationConfig {
  /** Its own within the feed. */
  name: string;
  /** Null for all. */
  only: { companies: readonly string[] | null; kinds: readonly ChangeKind[] | null };
  /** Nothing is sent; what would be is kept. */
  dryRun: boolean;
  /** From one request to the next; 0 without a limit. */
  paceMs: number;
  /** Requests at once. */
  concurrency: number;
}

export interface WebhookConfig extends AnyDestinationConfig, WebhookSettings {
  kind: 'webhook';
  allowInsecure: boolean;
}

export interface TimesConfig {
  backoff: Record<'inbox' | 'database' | 'mail' | 'login' | 'delivery', BackoffLimits>;
  leaseExpiryMs: number;
  leaseWaitMs: number;
  shutdownGraceMs: number;
  strayFileAfterMs: number;
  readOnlyRetryMs: number;
  alertAfterMs: number;
  /** 0 mails every failure in full. */
  digestAfterMs: number;
  destinationAlertAfterMs: number;
  pingMs: number;
}
