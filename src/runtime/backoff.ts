/** Waiting times between attempts: doubling from `startMs` to `capMs`, each between half and the whole of itself. */
export interface BackoffLimits {
  startMs: number;
  capMs: number;
}

/** @param attempt failures so far, from 1 */
export function backoffMs(limits: BackoffLimits, attempt: number, random: () => number = Math.random): number {
  const full = Math.min(limits.capMs, limits.startMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full / 2 + (full / 2) * random());
}

/** Resolves after `ms`, or at once when the signal is aborted; never rejects. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}
