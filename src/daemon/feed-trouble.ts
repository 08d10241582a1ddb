import { alertCodeOf, endedByRound, isAboutDatabase, isToldAtOnce } from '../domain/alert.ts';
import { AppError } from '../domain/app-error.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import type { Alerting } from './alerting.ts';
import type { DatabaseOutage } from './database-outage.ts';

/** What goes wrong with one feed: told when it lasts, and when it has ended. */
export interface FeedTrouble {
  /** A round failed. */
  failed(error: unknown): void;
  /** A round went well: its inbox was listed, and nothing of it failed. */
  worked(): Promise<void>;
  /** Somebody has paused the feed: what it met is not tried again meanwhile, and it waits for nothing. */
  paused(): void;
  /** No alert comes any more. */
  stop(): void;
}

export interface FeedTroubleParts {
  feed: string;
  alerting: Alerting;
  outage: DatabaseOutage;
  clock: Clock;
  log: Log;
  /** A failure that may be over in a moment is told of when it has lasted for so long. */
  alertAfterMs: number;
}

export function createFeedTrouble(parts: FeedTroubleParts): FeedTrouble {
  const { feed, alerting, outage, clock, log } = parts;
  let trouble: { error: unknown; since: string; dueMs: number; timer: NodeJS.Timeout | null } | null = null;

  const tell = async () => {
    if (trouble === null) return;
    const { error, since } = trouble;
    const code = alertCodeOf(codeOf(error));
    if (code === null) return;
    try {
      await alerting.raise([{ feed, code, subject: '', since, ...wordsOf(error) }]);
    } catch (failure) {
      // The next round that fails tells again; what keeps it from being written is told of by itself.
      log.warn('alert not written', { feed, alert: code, ...errorFields(failure) });
    }
  };

  const forget = () => {
    clearTimeout(trouble?.timer ?? undefined);
    trouble = null;
  };

  return {
    failed(error) {
      const code = alertCodeOf(codeOf(error));
      if (code === null) return;
      if (isAboutDatabase(code)) return outage.failed(feed, error);
      // A round asks the database before it asks the inbox.
      outage.worked(feed);
      // Its alert is raised with the attempts that were made: see login-wait.ts.
      if (code === 'inbox-login') return;
      const nowMs = performance.now();
      trouble ??= { error, since: clock().toISOString(), dueMs: nowMs + parts.alertAfterMs, timer: null };
      trouble.error = error;
      if (isToldAtOnce(code) || nowMs >= trouble.dueMs) return void tell();
      trouble.timer ??= setTimeout(() => void tell(), trouble.dueMs - nowMs).unref();
    },
    async worked() {
      forget();
      outage.worked(feed);
      const over = alerting.standing(feed).filter(({ code }) => endedByRound.includes(code));
      if (over.length === 0) return;
      try {
        await alerting.end(over);
      } catch (failure) {
        // They still stand: the next round that works ends them.
        log.warn('alert not ended', { feed, ...errorFields(failure) });
      }
    },
    paused() {
      forget();
      // Otherwise the outage would last for as long as the pause.
      outage.worked(feed);
    },
    stop: forget,
  };
}

function codeOf(error: unknown): string | null {
  return error instanceof AppError ? error.code : null;
}

function wordsOf(error: unknown): { message: string; hint: string } {
  if (error instanceof AppError) return { message: error.message, hint: error.hint };
  const name = error instanceof Error ? error.name : 'unknown';
  return {
    message: `Rollcall met a fault of its own while it worked on this feed (${name}).`,
    hint: 'Look for "feed met a fault" in the log, and report it with its stack.',
  };
}
