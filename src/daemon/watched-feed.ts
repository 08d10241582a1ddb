import type { Inbox } from '../inbox/contract.ts';
import type { FeedWork } from '../pipeline/feed-work.ts';
import type { BackoffLimits } from '../runtime/backoff.ts';
import type { Alerting } from './alerting.ts';
import type { Bell } from './bell.ts';
import type { FeedTrouble } from './feed-trouble.ts';
import type { LoginWait } from './login-wait.ts';
import type { Turns } from './turns.ts';

/** A feed as the daemon looks after it. */
export interface WatchedFeed {
  work: FeedWork;
  inbox: Inbox;
  /** Glob of the names that are taken. */
  files: string;
  settleMs: number;
  pollMs: number;
  strayFileAfterMs: number;
  backoff: BackoffLimits;
  turns: Turns;
  /** Rung by the inbox's hints, by the schedule, and where files on their way were found. */
  bell: Bell;
  /** Set by the schedule; the next round processes what is staged and clears it. */
  due: { now: boolean };
  /** Set where files on their way were found; the next round finishes them and clears it. */
  unfinished: { now: boolean };
  /** Set while it waits after a failure. */
  failing: { now: boolean };
  /** Since when another process has worked on it: infinitely late where none does. */
  busy: { sinceMs: number };
  alerting: Alerting;
  trouble: FeedTrouble;
  logins: LoginWait;
  /** When its inbox was looked at last: infinitely long ago where it never was. */
  look: { beganMs: number; endedMs: number };
  /** Set while somebody has paused it. */
  paused: { now: boolean };
  /** Called after each verdict, so that its mails go out at once. */
  onVerdict(): void;
}
