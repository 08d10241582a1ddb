/**
 * A signal that comes some time after the one to stop, so that what is in the middle is not done twice for nothing. Call `end`
 * when it is over.
 */
export function withGrace(graceMs: number, signal?: AbortSignal): { signal: AbortSignal; end(): void } {
  const cut = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const startGrace = () => {
    timer = setTimeout(() => cut.abort(), graceMs);
  };
  if (signal?.aborted) startGrace();
  signal?.addEventListener('abort', startGrace, { once: true });
  return {
    signal: cut.signal,
    end() {
      signal?.removeEventListener('abort', startGrace);
      clearTimeout(timer);
    },
  };
}
