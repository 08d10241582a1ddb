import type { Inbox } from '../inbox/contract.ts';
import type { Lease } from '../store/contract.ts';
import type { Archiving } from './archiving.ts';
import type { FeedRules, Parts } from './context.ts';
import { refusePaused } from './pause.ts';
import { type LeaseTimes, withLease } from './with-lease.ts';

/** A feed with what its files need on their way. */
export interface FeedWork {
  parts: Parts;
  rules: FeedRules;
  /** Null where it may not be used: an SFTP server without a pinned host key, or a rehearsal. */
  inbox: Inbox | null;
  archiving: Archiving;
  lease: LeaseTimes;
  stop: AbortSignal;
}

/** @throws AppError `feed-busy` (retryable); `feed-paused`, also where it was paused while the lease was waited for */
export function underLease<T>(work: FeedWork, task: (lease: Lease, signal: AbortSignal) => Promise<T>): Promise<T> {
  return withLease(work.parts, work.rules.id, work.lease, work.stop, async (lease, signal) => {
    await refusePaused(work.parts.store, work.rules.id);
    return task(lease, signal);
  });
}
