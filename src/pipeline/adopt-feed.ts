import { AppError } from '../domain/app-error.ts';
import type { AdoptedRows, Lease } from '../store/contract.ts';
import type { Parts } from './context.ts';
import { leaseLost } from './settle-verdict.ts';
import { type LeaseTimes, withLease } from './with-lease.ts';

export interface AdoptionOrder {
  /** The renamed feed's old name. */
  from: string;
  to: string;
  /** `user@host`. */
  by: string;
  lease: LeaseTimes;
  stop: AbortSignal;
}

/**
 * Gives a feed everything that another one has brought, in ONE transaction under the leases of both. What was planned on the new
 * feed's own, empty register is planned again.
 *
 * @throws AppError `usage-adopt`; `feed-busy`, `lease-lost` (retryable)
 */
export async function adoptFeed(parts: Parts, order: AdoptionOrder): Promise<AdoptedRows> {
  const { from, to, lease, stop } = order;
  return withLease(parts, from, lease, stop, (leaseOfOld) =>
    withLease(parts, to, lease, stop, async (leaseOfNew) => {
      await refuse(parts, from, to);
      parts.log.debug('adoption began', { feed: to, adopted: from });
      return adopt(parts, order, [leaseOfOld, leaseOfNew]);
    }),
  );
}

async function adopt(
  { store, clock, log }: Parts,
  order: AdoptionOrder,
  leases: readonly Lease[],
): Promise<AdoptedRows> {
  const { from, to, by } = order;
  return store.transaction(async (areas) => {
    const adopted = await areas.adoption.adopt({ from, to, at: clock().toISOString(), by });
    // At the end: a million employees take longer than a lease that is not renewed meanwhile.
    for (const lease of leases) if (!(await areas.leases.renew(lease))) throw leaseLost({ lease });
    log.debug('commit began', { feed: to, adopted: from });
    return adopted;
  });
}

async function refuse({ store }: Parts, from: string, to: string): Promise<void> {
  const [pause] = await store.feeds.pauses([from]);
  const old = await store.adoption.holds(from);
  if (!old.anything) {
    const gone = pause?.adoptedBy ?? null;
    throw new AppError(
      'usage-adopt',
      gone === null
        ? `The database has nothing of a feed ${from}.`
        : `Feed ${from} was taken over by ${gone} on ${pause?.since}; there is nothing left of it.`,
      { hint: 'The first name is the old one: what the feed was called when it brought its employees.' },
    );
  }
  if (!(await store.adoption.holds(to)).register) return;
  throw new AppError('usage-adopt', `Feed ${to} has employees or positions of its own; nothing was changed.`, {
    hint: `Two registers can't become one. If ${to} should not have brought them, bring the backup of the database back, pause ${to}, and adopt then.`,
  });
}
