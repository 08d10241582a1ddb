import type { AlertDetail, LateState } from '../domain/alert.ts';
import { isFinal } from '../domain/file-status.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import type { Store } from '../store/contract.ts';
import type { Alerting } from './alerting.ts';

/** When a feed's rosters are to have been processed. */
export interface Expectation {
  feed: string;
  /** The last moment at or before `at`, and the one before it; null where there are none. */
  moments(at: Date): { due: Date; before: Date } | null;
  /** `06:00 (Europe/Oslo)` */
  describe(due: Date): string;
}

/** Tells of rosters that were not processed in time, once for each moment, and of their coming. */
export interface LateWatch {
  /** Never rejects: what fails is done again with the next look. */
  look(): Promise<void>;
}

export interface LateParts {
  expectations: readonly Expectation[];
  /** Feeds whose rosters are expected at no time any more. */
  others: readonly string[];
  store: Store;
  alerting: Alerting;
  clock: Clock;
  log: Log;
}

export function createLateWatch(parts: LateParts): LateWatch {
  const judged = new Map<string, string>();
  let looking: Promise<void> | null = null;
  let again = false;

  const lookAtAll = async () => {
    do {
      again = false;
      for (const expectation of parts.expectations) {
        try {
          await judge(parts, expectation, judged);
          await endLate(parts, expectation.feed);
        } catch (error) {
          parts.log.warn('lateness not looked at', { feed: expectation.feed, ...errorFields(error) });
        }
      }
      for (const feed of parts.others) await endUnexpected(parts, feed);
    } while (again);
  };

  return {
    async look() {
      again = true;
      looking ??= lookAtAll().finally(() => {
        looking = null;
      });
      await looking;
    },
  };
}

/** Looks at the last moment that has not been looked at; what came while no daemon was there, too, counts as in time. */
async function judge(parts: LateParts, expectation: Expectation, judged: Map<string, string>): Promise<void> {
  const { store, alerting, clock } = parts;
  const { feed } = expectation;
  const now = clock();
  // A feed that is new is not late for what was due before it.
  let until = judged.get(feed) ?? (await store.feeds.expectedAt(feed, now.toISOString()));
  judged.set(feed, until);
  const moments = expectation.moments(now);
  if (moments === null || moments.due.toISOString() <= until) return;
  // Another daemon may have looked at it.
  until = await store.feeds.expectedAt(feed, until);
  const [due, after] = [moments.due.toISOString(), moments.before.toISOString()];
  judged.set(feed, until > due ? until : due);
  if (due <= until) return;
  try {
    const lastRoster = await store.ledger.lastRoster(feed);
    if (lastRoster !== null && lastRoster.at > after) {
      await store.feeds.moveExpectedAt(feed, until, due);
      return;
    }
    const late: LateState = {
      by: expectation.describe(moments.due),
      after,
      lastRoster,
      files: await filesSince(parts, feed, after),
      standing: alerting
        .standing(feed)
        .filter(({ code }) => code !== 'late')
        .slice(0, mostNamed)
        .map(({ code, subject, message }) => ({ code, subject, message })),
    };
    const detail = detailOf(late, due);
    const alert = { ...detail, feed };
    await alerting.tell(feed, 'late', detail, async (areas) => {
      if (!(await areas.feeds.moveExpectedAt(feed, until, due))) return false;
      await areas.alerts.raise(alert, now.toISOString());
      return true;
    });
    await alerting.refresh();
  } catch (error) {
    judged.set(feed, until);
    throw error;
  }
}

const mostNamed = 10;

async function filesSince({ store }: LateParts, feed: string, after: string): Promise<LateState['files']> {
  const files = await store.ledger.list({ feed, limit: 50 });
  return files
    .filter((file) => file.kind === 'employees' && (file.receivedAt > after || !isFinal(file.status)))
    .slice(0, mostNamed)
    .map(({ id, name, status, receivedAt }) => ({ id, name, status, at: receivedAt }));
}

function detailOf(late: LateState, since: string): AlertDetail {
  return {
    code: 'late',
    subject: '',
    message: `No roster was processed by ${late.by}.`,
    hint:
      late.files.length === 0
        ? 'Ask whoever runs the export whether it ran, and whether the file was put into the inbox of this feed.'
        : 'Look at the files above: what was rejected has a mail of its own, and a correct roster has to be sent.',
    since,
    endedAt: null,
    late,
  };
}

/** Somebody took `expectBy` out of the config. */
async function endUnexpected({ alerting, log }: LateParts, feed: string): Promise<void> {
  try {
    await alerting.end(
      alerting.standing(feed).filter(({ code }) => code === 'late'),
      { anybodys: true, silently: true },
    );
  } catch (error) {
    log.warn('alert not ended', { feed, ...errorFields(error) });
  }
}

/** The roster has come: by this daemon, another one, or a command. */
async function endLate({ store, alerting }: LateParts, feed: string): Promise<void> {
  const standing = alerting.standing(feed).filter(({ code }) => code === 'late');
  if (standing.length === 0) return;
  const last = await store.ledger.lastRoster(feed);
  if (last !== null)
    await alerting.end(
      standing.filter(({ since }) => last.at >= since),
      { anybodys: true },
    );
}
