import { sleep } from '../runtime/backoff.ts';
import type { Log } from '../runtime/log.ts';
import type { WatchedFeed } from './watched-feed.ts';

export interface Ping {
  /** It may hold a token: it is never logged. */
  url: string;
  everyMs: number;
  /** Whether everything works. */
  isHealthy(): boolean;
  log: Log;
  stop: AbortSignal;
}

const timeoutMs = 10_000;
const leastEveryMs = 100;

/**
 * Calls an address for as long as everything works, so that an outside watchdog notices a daemon that is dead or stuck; never
 * rejects. A call that fails is logged once, until one gets through.
 */
export async function pingWhileHealthy({ url, everyMs, isHealthy, log, stop }: Ping): Promise<void> {
  let isFailing = false;
  while (!stop.aborted) {
    if (isHealthy()) {
      const failure = await call(url, stop);
      if (failure !== null && !isFailing && !stop.aborted) log.warn('ping failed', { error: failure });
      if (failure === null && isFailing) log.info('ping works again');
      isFailing = failure !== null;
    }
    await sleep(Math.max(everyMs, leastEveryMs), stop);
  }
}

/** @returns why it did not get through: the messages of fetch and of redirects may repeat the address */
async function call(url: string, stop: AbortSignal): Promise<string | null> {
  const cut = new AbortController();
  const hangUp = () => cut.abort();
  const timer = setTimeout(hangUp, timeoutMs);
  stop.addEventListener('abort', hangUp, { once: true });
  try {
    // Whoever is redirected to could be sent the token, too.
    const response = await fetch(url, { redirect: 'manual', signal: cut.signal });
    await response.body?.cancel();
    return response.ok ? null : `The server answers ${response.status}.`;
  } catch (error) {
    if (cut.signal.aborted) return `No answer within ${timeoutMs / 1000} s.`;
    const { code } = (error as { cause?: { code?: unknown } }).cause ?? {};
    return `No connection (${typeof code === 'string' ? code : 'unknown error'}).`;
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', hangUp);
  }
}

/** A listing has deadlines of its own on SFTP; a share that hangs has none. */
const longestListingMs = 120_000;
/** Of one round with the largest files, and of waiting for the other feeds' files. */
const longestRoundMs = 3_600_000;

/**
 * Whether a feed had a successful look at its inbox lately, and neither fails, nor is stuck, nor waits for another process that
 * may hang; or is paused by somebody.
 */
export function isWatched(feed: Pick<WatchedFeed, 'look' | 'failing' | 'busy' | 'paused' | 'pollMs'>): boolean {
  const { look, failing, busy, paused, pollMs } = feed;
  if (paused.now) return true;
  const nowMs = performance.now();
  if (nowMs - busy.sinceMs > longestRoundMs) return false;
  if (failing.now || look.endedMs === Number.NEGATIVE_INFINITY) return false;
  if (look.beganMs > look.endedMs) return nowMs - look.beganMs < longestListingMs;
  return nowMs - look.endedMs < pollMs + longestRoundMs;
}
