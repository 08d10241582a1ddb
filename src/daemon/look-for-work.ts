import { type BackoffLimits, backoffMs, sleep } from '../runtime/backoff.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import type { Ledger } from '../store/contract.ts';

export interface LookForWork {
  ledger: Pick<Ledger, 'unfinishedFeeds'>;
  /** Their ids. */
  feeds: readonly string[];
  /** Those of them whose files are not to be moved now. */
  resting(): readonly string[];
  /** Called for each feed that has files on their way. */
  onFound(feed: string): void;
  /** What else is looked for at the same time. */
  lookToo(): Promise<void>;
  /** Called after each look, with what it failed with. */
  onLooked(error: unknown): void;
  log: Log;
  stop: AbortSignal;
}

/** How often files on their way are looked for although nothing has happened here: an archiving that failed, a command. */
const lookEveryMs = 30_000;
const backoff: BackoffLimits = { startMs: 1000, capMs: lookEveryMs };

/**
 * Tells of the feeds that have files on their way, now and then every half minute, until the signal is aborted. One statement
 * asks for all feeds: one by one, 50 idle feeds sent 200 statements a minute, and most of their time went into those.
 */
export async function lookForWork(look: LookForWork): Promise<void> {
  const { ledger, feeds, log, stop } = look;
  let failures = 0;
  while (!stop.aborted) {
    try {
      for (const feed of await ledger.unfinishedFeeds(feeds, look.resting())) look.onFound(feed);
      await look.lookToo();
      failures = 0;
      look.onLooked(null);
      log.debug('work looked for');
    } catch (error) {
      failures += 1;
      log.warn('ledger not read', { ...errorFields(error), failures });
      look.onLooked(error);
    }
    await sleep(failures === 0 ? lookEveryMs : backoffMs(backoff, failures), stop);
  }
}
