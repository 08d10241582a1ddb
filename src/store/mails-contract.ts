import type { Alert, AlertDetail, AlertKey } from '../domain/alert.ts';
import type { RosterKind } from '../domain/roster-kind.ts';
import type { AlertEvent, RepeatedEvent, VerdictEvent } from '../notify/contract.ts';

// --- outbox ---

interface AnyOutboxMail {
  id: number;
  /** '' where it is about the whole installation. */
  feed: string;
  recipient: string;
  messageId: string;
  attempts: number;
}

export interface VerdictOutboxMail extends AnyOutboxMail {
  fileId: number;
  event: VerdictEvent;
  detail: null;
}

/** Tells whom destinations have refused of those that the file has changed. */
export interface RefusalOutboxMail extends AnyOutboxMail {
  fileId: number;
  event: 'refused';
  detail: null;
}

/** Names files that failed in the same way as one that was told of in full. */
export interface DigestOutboxMail extends AnyOutboxMail {
  /** The newest of them. */
  fileId: number;
  event: 'again';
  detail: DigestDetail;
}

export interface DigestDetail {
  event: RepeatedEvent;
  /** See ToldFailure. */
  cause: string;
  /** The file that was told of in full, and when. */
  firstFileId: number;
  since: string;
  /** The others, the oldest first. */
  fileIds: number[];
}

export interface AlertOutboxMail extends AnyOutboxMail {
  fileId: null;
  event: AlertEvent;
  detail: AlertDetail;
}

export type OutboxMail = VerdictOutboxMail | RefusalOutboxMail | DigestOutboxMail | AlertOutboxMail;

/** A mail that is to be sent. */
export type NewOutboxMail =
  | Omit<VerdictOutboxMail, 'id' | 'attempts' | 'detail'>
  | Omit<RefusalOutboxMail, 'id' | 'attempts' | 'detail'>
  /** `dueAt`: when it is sent at the earliest. */
  | (Omit<DigestOutboxMail, 'id' | 'attempts'> & { dueAt: string })
  | Omit<AlertOutboxMail, 'id' | 'attempts' | 'fileId'>;

export type OutboxEntry = OutboxMail & {
  status: 'waiting' | 'sent' | 'dead';
  nextAttemptAt: string;
  lastError: string | null;
  sentAt: string | null;
};

export interface Outbox {
  add(mails: readonly NewOutboxMail[]): Promise<void>;
  /**
   * Adds a file to the digest of the same cause that waits for its time. One that somebody has taken to send it is left alone:
   * it may be on its way without this file.
   *
   * @param messageId becomes that of the mail: one that had been sent before a process died would otherwise be taken for the same
   * @returns false where there is none
   */
  joinDigest(file: {
    feed: string;
    recipient: string;
    cause: string;
    fileId: number;
    messageId: string;
  }): Promise<boolean>;
  /** Takes up to `limit` due mails for this process, for `forMs`; others leave them alone meanwhile. */
  claimDue(now: string, limit: number, forMs: number): Promise<OutboxMail[]>;
  /** Frees the mails that processes of this host had claimed before they died, and those that this one has let go. */
  freeDeadClaims(): Promise<void>;
  /** When the next waiting mail is due; null when none waits. */
  nextDueAt(): Promise<string | null>;
  /** Gives a claimed mail back untried. Where that fails, too, this process frees it with the dead claims. */
  letGo(id: number): Promise<void>;
  sent(id: number, at: string): Promise<void>;
  retryAt(id: number, nextAttemptAt: string, error: string): Promise<void>;
  /** @param at becomes its `nextAttemptAt`: the last one that there was */
  dead(id: number, error: string, at: string): Promise<void>;
  ofFile(fileId: number): Promise<OutboxEntry[]>;
}

// --- told failures: told_failures ---

/** A failure of a feed that was told of in full lately: the same again is gathered in a digest. */
export interface ToldFailure {
  feed: string;
  kind: RosterKind;
  /** Digest of what failed: see domain/failure-cause.ts. */
  cause: string;
  event: RepeatedEvent;
  firstFileId: number;
  lastFileId: number;
  /** When it was told of in full. */
  firstAt: string;
  /** Until then what follows comes in one mail. */
  gatherUntil: string;
  /** How many files have followed that are in that mail. */
  repeats: number;
}

/** All of it under the lease of the feed. */
export interface ToldFailures {
  find(feed: string, kind: RosterKind, cause: string): Promise<ToldFailure | null>;
  set(failure: ToldFailure): Promise<void>;
  /** @param endedBefore those whose time of gathering ended before that; null for all */
  forget(feed: string, kind: RosterKind, endedBefore: string | null): Promise<void>;
}

// --- alerts: feed_alerts ---

export interface StandingAlert extends Alert {
  /** When it was last known to be so; of a refused login: when the last one was tried. */
  seenAt: string;
  /** Of a refused login: how often one was tried. */
  times: number;
  /** Keyed digest of the account that was refused. */
  account: string | null;
}

export interface Alerts {
  /** Those of all feeds, the oldest first. */
  standing(): Promise<StandingAlert[]>;
  /** Call it in the transaction that writes its mails. @returns false where it stands already: it is only seen again */
  raise(alert: Alert, at: string, account?: string | null): Promise<boolean>;
  /** Counts another login before it is tried. @returns false when another process was faster, or the alert has ended */
  claimAttempt(key: AlertKey, times: number, at: string): Promise<boolean>;
  /** How often a login with this account was tried. */
  setAttempts(key: AlertKey, times: number, account: string, at: string): Promise<void>;
  /**
   * Call it in the transaction that writes its mails. What works for one daemon may fail for another: an alert is left alone
   * that a living process other than this one has seen since `staleBefore`.
   */
  end(key: AlertKey, staleBefore: string): Promise<{ ended: StandingAlert | null; stands: boolean }>;
}
