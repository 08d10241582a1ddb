import { type Alert, cutSubject } from '../domain/alert.ts';
import { type Told, tell } from '../domain/told.ts';
import type { InboxListing } from '../inbox/contract.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import type { Alerting } from './alerting.ts';
import type { NotTaken } from './why-not-taken.ts';

/**
 * Files that nobody will ever take, or that wait for another one: told of once each, after they have lain there for a while;
 * and once more when they have gone and come again.
 */
export interface StrayFiles {
  observe(notTaken: readonly NotTaken[], refused: InboxListing['refused'], nowMs: number): void;
}

export interface StrayFilesParts {
  feed: string;
  alerting: Pick<Alerting, 'standing' | 'raise' | 'end'>;
  clock: Clock;
  log: Log;
  /** How long a file lies there before it is told of. */
  afterMs: number;
}

interface Stray {
  reason: string;
  told: Told | undefined;
  sinceMs: number;
  since: string;
  said: boolean;
}

/** Whoever drops thousands gets no row and no line of a mail for each. */
const mostStanding = 500;

const hint =
  'Give the file a name that the feed takes (inbox.files), or what it waits for; or take it away. What is right is taken by itself.';

export function createStrayFiles({ feed, alerting, clock, log, afterMs }: StrayFilesParts): StrayFiles {
  let seen = new Map<string, Stray>();
  let isTelling = false;

  const update = async (listed: ReadonlyMap<string, Stray>) => {
    if (isTelling) return;
    isTelling = true;
    const standing = alerting.standing(feed).filter(({ code }) => code === 'stray-file');
    const told = new Set(standing.map(({ subject }) => subject));
    // Two daemons may have told of more than that together.
    const room = Math.max(0, mostStanding - told.size);
    const due = [...listed].filter(([name, { said }]) => said && !told.has(name)).slice(0, room);
    const alertOf = ([name, { reason, told, since }]: [string, Stray]): Alert => {
      return { feed, code: 'stray-file', subject: name, since, message: reason, told, hint };
    };
    try {
      await alerting.end(standing.filter(({ subject }) => !listed.has(subject)));
      await alerting.raise(due.map(alertOf));
    } catch (error) {
      // The next look tells again.
      log.warn('alert not written', { feed, alert: 'stray-file', ...errorFields(error) });
    } finally {
      isTelling = false;
    }
  };

  return {
    observe(notTaken, refused, nowMs) {
      const strays = new Map<string, Stray>();
      const note = ({ name: whole, reason, told }: NotTaken, waitMs: number) => {
        const name = cutSubject(whole);
        const stray = seen.get(name) ?? { reason, told, sinceMs: nowMs, since: clock().toISOString(), said: false };
        if (!stray.said && nowMs - stray.sinceMs >= waitMs) {
          log.warn('file is not taken', { feed, file: name, reason });
          stray.said = true;
        }
        strays.set(name, { ...stray, reason, told });
      };
      for (const file of notTaken) note(file, afterMs);
      for (const file of refused) note({ ...file, told: tell('stray-refused', { reason: file.reason }).told }, 0);
      seen = strays;
      void update(strays);
    },
  };
}
