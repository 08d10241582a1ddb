import type { Parts } from '../pipeline/context.ts';
import { sleep } from '../runtime/backoff.ts';
import { errorFields } from '../runtime/log.ts';

type Swept = Pick<Parts, 'spool' | 'store' | 'log'>;

const sweepEveryMs = 3_600_000;

/** Clears the spool of what no open file needs. @param restingMs leaves alone what was written to since; never rejects */
export async function sweepSpool({ spool, store, log }: Swept, restingMs = 0): Promise<void> {
  try {
    await spool.keepOnly(new Set(await store.ledger.spoolNamesInUse()), restingMs);
  } catch (error) {
    log.warn('spool not swept', errorFields(error));
  }
}

/**
 * Does it every hour until the signal is aborted: copies of files that another host has finished. One that has just been
 * received is not in the ledger yet.
 */
export async function sweepSpoolNowAndThen(parts: Swept, stop: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(sweepEveryMs, stop);
    if (stop.aborted) return;
    await sweepSpool(parts, sweepEveryMs);
  }
}
