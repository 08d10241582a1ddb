import type { InboxEntry, InboxListing } from '../inbox/contract.ts';
import type { Log } from '../runtime/log.ts';

/** Files that nobody will ever take: said once each, after they have lain there for a while. */
export interface StrayFiles {
  observe(listing: InboxListing, wanted: readonly InboxEntry[], nowMs: number): void;
}

export function createStrayFiles(log: Log, feed: string, afterMs: number): StrayFiles {
  let seen = new Map<string, { sinceMs: number; said: boolean }>();
  return {
    observe(listing, wanted, nowMs) {
      const taken = new Set(wanted.map(({ name }) => name));
      const strays = new Map<string, { sinceMs: number; said: boolean }>();
      const note = (name: string, message: string, waitMs: number) => {
        const stray = seen.get(name) ?? { sinceMs: nowMs, said: false };
        if (!stray.said && nowMs - stray.sinceMs >= waitMs) {
          log.warn('file is not taken', { feed, file: name, reason: message });
          stray.said = true;
        }
        strays.set(name, stray);
      };
      for (const { name } of listing.entries) if (!taken.has(name)) note(name, adviceFor(name), afterMs);
      for (const { name, reason } of listing.refused) note(name, reason, 0);
      seen = strays;
    },
  };
}

function adviceFor(name: string): string {
  if (/\.xlsx?$/i.test(name)) return 'A spreadsheet can not be read as a roster: save it as "CSV UTF-8".';
  return "The name matches no pattern of the feed's inbox (inbox.files).";
}
