import { Cron } from 'croner';
import type { FeedConfig } from '../config/config.ts';
import type { Expectation } from '../daemon/late.ts';

/** When a feed's rosters are to have been processed, by the clock of its time zone. */
export type ExpectedRosters = Expectation & {
  /** Calls back at each moment. @returns what ends that */
  atEach(onDue: () => void): () => void;
};

/** Null where the feed's config says nothing of it. */
export function expectationOf({ id, expectBy, timeZone }: FeedConfig): ExpectedRosters | null {
  if (expectBy === null) return null;
  const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(expectBy) ?? [];
  const pattern = hour === undefined ? expectBy : `${Number(minute)} ${Number(hour)} * * *`;
  const cron = new Cron(pattern, { timezone: timeZone, paused: true });
  return {
    feed: id,
    moments(at) {
      // croner gives those that lie before a time, to the millisecond.
      const [due, before] = cron.previousRuns(2, new Date(at.getTime() + 1));
      return due === undefined || before === undefined ? null : { due, before };
    },
    describe: (due) => describe(due, timeZone),
    atEach(onDue) {
      const ticking = new Cron(pattern, { timezone: timeZone, unref: true }, onDue);
      return () => ticking.stop();
    },
  };
}

function describe(due: Date, timeZone: string | undefined): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return `${format.format(due)} (${format.resolvedOptions().timeZone})`;
}
