import { sleep } from '../runtime/backoff.ts';

/** A wait that can be cut short. A ring while nobody waits is kept for the next wait. */
export interface Bell {
  ring(): void;
  /** Resolves after `ms`, when the bell rings, or when the signal is aborted. */
  wait(ms: number, stop: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  let rung = new AbortController();
  return {
    ring: () => rung.abort(),
    async wait(ms, stop) {
      await sleep(ms, AbortSignal.any([rung.signal, stop]));
      if (rung.signal.aborted) rung = new AbortController();
    },
  };
}
