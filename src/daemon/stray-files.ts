import type { InboxListing } from '../inbox/contract.ts';
import type { Log } from '../runtime/log.ts';
import type { NotTaken } from './why-not-taken.ts';

/** Files that nobody will ever take, or that wait for another one: said once each, after they have lain there for a while. */
export interface StrayFiles {
  observe(notTaken: readonly NotTaken[], refused: InboxListing['refused'], nowMs: number): void;
}

export function createStrayFiles(log: Log, feed: string, afterMs: number): StrayFiles {
  let seen = new Map<string, { sinceMs: number; said: boolean }>();
  return {
    observe(notTaken, refused, nowMs) {
      const strays = new Map<string, { sinceMs: number; said: boolean }>();
      const note = ({ name, reason }: NotTaken, waitMs: number) => {
        const stray = seen.get(name) ?? { sinceMs: nowMs, said: false };
        if (!stray.said && nowMs - stray.sinceMs >= waitMs) {
          log.warn('file is not taken', { feed, file: name, reason });
          stray.said = true;
        }
        strays.set(name, stray);
      };
      for (const file of notTaken) note(file, afterMs);
      for (const file of refused) note(file, 0);
      seen = strays;
    },
  };
}
