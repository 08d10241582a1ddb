import type { Deliverer } from '../destinations/contract.ts';
import { sleep } from '../runtime/backoff.ts';

/** A command does not wait any longer; what is left goes with the daemon or the next command. */
const longestMs = 60_000;
/** What is due again within this time is waited for. */
const longestPauseMs = 5_000;

/** Delivers what waits, as far as it goes through now: for commands, which may be all that ever runs. */
export async function deliverNow(deliverers: readonly Deliverer[], stop: AbortSignal): Promise<void> {
  if (deliverers.length === 0) return;
  const signal = AbortSignal.any([stop, AbortSignal.timeout(longestMs)]);
  await Promise.all(deliverers.map((deliverer) => deliver(deliverer, signal)));
}

async function deliver(deliverer: Deliverer, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { delivered, refused, waitMs } = await deliverer.deliverDue(signal);
    if (delivered + refused === 0 || waitMs > longestPauseMs) return;
    await sleep(waitMs, signal);
  }
}
