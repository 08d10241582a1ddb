import type { Told } from './told.ts';

const endedByRoundCodes = [
  'inbox-unreachable',
  'inbox-host-key',
  'inbox-login',
  'host-key-missing',
  'spool-full',
  'spool-failed',
  'feed-fault',
] as const;

/** What Rollcall tells beside its verdicts on files: something about a feed, or about the whole installation. */
export const alertCodes = [
  ...endedByRoundCodes,
  'stray-file',
  'late',
  'destination-down',
  'database-down',
  'database-full',
  'log-failed',
] as const;

export type AlertCode = (typeof alertCodes)[number];

/** Alerts that end with the next round in which everything of the feed works. */
export const endedByRound: readonly AlertCode[] = endedByRoundCodes;

/** One alert stands for each of these at most. */
export interface AlertKey {
  code: AlertCode;
  /** '' for the whole installation. */
  feed: string;
  /** The name of a file or a destination; '' where it is about none. */
  subject: string;
}

export interface Alert extends AlertKey {
  /** What happened, and what can be done: whole sentences. */
  message: string;
  hint: string;
  /** The message apart from its language, where it is known so; it is not stored with an alert that stands. */
  told?: Told | undefined;
  /** ISO 8601 in UTC. */
  since: string;
}

/** What a mail about an alert is made of. */
export interface AlertDetail extends Omit<Alert, 'feed'> {
  /** Null while it lasts. */
  endedAt: string | null;
  /** Files that are told of together, the first ones; `code` is `stray-file`. */
  strays?: { name: string; reason: string; told?: Told | undefined }[];
  /** How many they are. */
  strayCount?: number;
  late?: LateState;
}

/** How things stood when a roster was missed. */
export interface LateState {
  /** When one should have been processed, in the feed's time zone: `06:00 (Europe/Oslo)`. */
  by: string;
  /** The moment before that one: ISO 8601 in UTC. */
  after: string;
  lastRoster: { name: string; at: string } | null;
  /** Files of the feed that came since then, or still wait. */
  files: { id: number; name: string; status: string; at: string }[];
  /** What else is known to be wrong with the feed. */
  standing: Pick<Alert, 'code' | 'subject' | 'message'>[];
}

/** Told at once: that they last is plain, or each new attempt may do harm. The others may be over in a moment. */
const atOnce: readonly AlertCode[] = ['inbox-host-key', 'inbox-login', 'host-key-missing'];

export function isToldAtOnce(code: AlertCode): boolean {
  return atOnce.includes(code);
}

/** Which alert a failure of a feed's round leads to; null for one that is nobody's trouble. */
export function alertCodeOf(errorCode: string | null): AlertCode | null {
  // Another daemon works on the feed; or it ended a file while this one was about to.
  if (errorCode === 'feed-busy' || errorCode === 'lease-lost' || errorCode === 'status-moved') return null;
  if (errorCode === 'database-full') return 'database-full';
  if (errorCode?.startsWith('database-') || errorCode === 'commit-unknown') return 'database-down';
  return endedByRound.find((code) => code === errorCode) ?? 'feed-fault';
}

/** Whether the database itself is what is broken: nothing can be written down then. */
export function isAboutDatabase(code: AlertCode): boolean {
  return code === 'database-down' || code === 'database-full';
}

/** Of what an alert is about, so much is kept: escaped names can be longer than the files' own. */
export function cutSubject(subject: string): string {
  return subject.length <= longestSubject ? subject : Array.from(subject).slice(0, longestSubject).join('');
}

const longestSubject = 255;
