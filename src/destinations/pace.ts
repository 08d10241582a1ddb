import { sleep } from '../runtime/backoff.ts';

/** Keeps requests apart. */
export interface Pace {
  /** Resolves when the next request may begin, or when the signal is aborted. */
  next(signal: AbortSignal): Promise<void>;
}

/** @param paceMs from the beginning of one request to that of the next; 0 without a limit */
export function createPace(paceMs: number): Pace {
  let freeAtMs = 0;
  return {
    async next(signal) {
      if (paceMs === 0) return;
      const nowMs = performance.now();
      const atMs = Math.max(freeAtMs, nowMs);
      freeAtMs = atMs + paceMs;
      if (atMs > nowMs) await sleep(atMs - nowMs, signal);
    },
  };
}
