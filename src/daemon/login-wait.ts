import { AppError } from '../domain/app-error.ts';
import type { Inbox } from '../inbox/contract.ts';
import { type BackoffLimits, backoffMs } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import type { StandingAlert, Store } from '../store/contract.ts';
import type { Alerting } from './alerting.ts';
import { guardLogins } from './guard-logins.ts';

/**
 * Keeps a refused login from being tried again before its wait is over: servers lock accounts after a few of them. When the
 * last one was tried, and how many there were, stands with the alert, so that it holds across restarts and for all daemons.
 */
export interface LoginWait {
  /** The inbox; until a login may be tried its every operation fails with the last refusal. */
  readonly inbox: Inbox;
  /**
   * How long until a login may be tried; where that is now, it is counted as tried.
   *
   * @param connected whether the last round went well, so that none is needed
   * @throws AppError of the store
   */
  waitMs(connected: boolean): Promise<number>;
  /** A login was refused, or what needs one while it waits. @returns how long the next one waits; never rejects */
  refused(error: AppError): Promise<number>;
  worked(): void;
}

export interface LoginWaitParts {
  feed: string;
  inbox: Inbox;
  /** Keyed digest of server, account and credentials: a login that was corrected is tried at once. */
  account: string;
  alerting: Alerting;
  store: Pick<Store, 'alerts'>;
  clock: Clock;
  log: Log;
  backoff: BackoffLimits;
}

export function createLoginWait(parts: LoginWaitParts): LoginWait {
  const { feed, account, alerting, store, clock, log } = parts;
  const key = { feed, code: 'inbox-login' as const, subject: '' };
  const guard = guardLogins(parts.inbox);
  let last: { times: number; dueMs: number } | null = null;

  /** Without jitter: the attempts of several daemons are counted together. */
  const stepMs = (times: number) => backoffMs(parts.backoff, times, () => 1);
  const standing = () => alerting.standing(feed).find(({ code }) => code === key.code);
  const adopt = ({ times, seenAt, message, hint }: StandingAlert) => {
    // A clock that was put back must not keep a feed waiting for days.
    const restMs = Math.min(stepMs(times), Date.parse(seenAt) + stepMs(times) - clock().getTime());
    last = { times, dueMs: performance.now() + restMs };
    guard.close(new AppError(key.code, message, { hint }));
  };

  return {
    inbox: guard.inbox,
    async waitMs(connected) {
      const known = connected ? undefined : standing();
      if (last === null && known?.account === account) adopt(known);
      if (last === null) return 0;
      const restMs = last.dueMs - performance.now();
      if (restMs > 0) return restMs;
      if (!(await store.alerts.claimAttempt(key, last.times, clock().toISOString()))) {
        await alerting.refresh();
        const now = standing();
        if (now?.account === account && now.times > last.times) {
          adopt(now);
          return Math.max(1, last.dueMs - performance.now());
        }
      }
      last.times += 1;
      guard.open();
      return 0;
    },
    async refused(error) {
      const restMs = (last?.dueMs ?? 0) - performance.now();
      // The door refused, not the server: a schedule that rings more often than a wait is long would put the login off for ever.
      if (restMs > 0) return restMs;
      guard.close(error);
      const before = standing();
      const isFirst = last === null;
      const times = last?.times ?? (before?.account === account ? before.times + 1 : 1);
      last = { times, dueMs: performance.now() + stepMs(times) };
      const at = clock().toISOString();
      try {
        const { message, hint } = error;
        await alerting.raise([{ ...key, since: before?.since ?? at, message, hint }], account);
        if (isFirst && before !== undefined) await store.alerts.setAttempts(key, times, account, at);
      } catch (failure) {
        log.warn('alert not written', { feed, alert: key.code, ...errorFields(failure) });
      }
      return stepMs(times);
    },
    worked() {
      last = null;
    },
  };
}
