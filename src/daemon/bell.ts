/** A wait that can be cut short. A ring while nobody waits is kept for the next wait. */
export interface Bell {
  ring(): void;
  /** Resolves after `ms`, when the bell rings, or when the signal is aborted. One may wait at a time. */
  wait(ms: number, stop: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    // Not AbortSignal.any: `stop` lives as long as the daemon, and remembers each signal that was made of it until the next
    // full garbage collection, which an idle daemon has no reason for.
    wait: (ms, stop) =>
      new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          stop.removeEventListener('abort', end);
          wake = null;
          rung = false;
          resolve();
        };
        const timer = setTimeout(end, ms);
        stop.addEventListener('abort', end, { once: true });
        wake = end;
        if (rung || stop.aborted) end();
      }),
  };
}
