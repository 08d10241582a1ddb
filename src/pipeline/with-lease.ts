import { AppError } from '../domain/app-error.ts';
import { sleep } from '../runtime/backoff.ts';
import { errorFields } from '../runtime/log.ts';
import type { Lease } from '../store/contract.ts';
import type { Parts } from './context.ts';
import { leaseLost } from './settle-verdict.ts';

export interface LeaseTimes {
  /** How often a held lease is renewed. */
  renewMs: number;
  /** How long to wait for a feed that somebody else works on; 0 asks once. */
  waitMs: number;
}

/** How often a feed that is taken is asked for again. */
const askAgainMs = 200;

/**
 * Does `work` while holding the feed's lease. Its signal is aborted when `stop` is, or when the lease is lost.
 *
 * @throws AppError `feed-busy` (retryable) when the lease could not be had in time
 */
export async function withLease<T>(
  parts: Parts,
  feed: string,
  times: LeaseTimes,
  stop: AbortSignal,
  work: (lease: Lease, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lease = await acquire(parts, feed, times, stop);
  const lost = new AbortController();
  const renewal = setInterval(() => void renew(parts, lease, lost), times.renewMs);
  try {
    return await work(lease, AbortSignal.any([stop, lost.signal]));
  } finally {
    clearInterval(renewal);
    await release(parts, lease);
  }
}

async function acquire(parts: Parts, feed: string, times: LeaseTimes, stop: AbortSignal): Promise<Lease> {
  const untilMs = Date.now() + times.waitMs;
  for (;;) {
    const lease = await parts.store.leases.acquire(feed);
    if (lease !== null) return lease;
    if (Date.now() >= untilMs || stop.aborted) throw busy(feed);
    await sleep(askAgainMs, stop);
  }
}

async function renew(parts: Parts, lease: Lease, lost: AbortController): Promise<void> {
  try {
    if (!(await parts.store.leases.renew(lease))) lost.abort(leaseLost({ lease }));
  } catch (error) {
    // A database that is away for a moment is no lost lease: the verdict's own transaction proves it before anything counts.
    parts.log.warn('lease not renewed', { feed: lease.feed, ...errorFields(error) });
  }
}

/** A lease that can't be given back runs out by itself. */
async function release(parts: Parts, lease: Lease): Promise<void> {
  try {
    await parts.store.leases.release(lease);
  } catch (error) {
    parts.log.warn('lease not released', { feed: lease.feed, ...errorFields(error) });
  }
}

function busy(feed: string): AppError {
  return new AppError('feed-busy', `Another process is working on feed ${feed}.`, {
    hint: 'Try again when it has finished; "rollcall files" shows what it is doing.',
    retryable: true,
  });
}
