import type { HttpAnswer } from './post.ts';

/**
 * What a status means for a request: `later` may go through another time, `down` says so of the whole system.
 *
 * 429 and 503 are about whoever asks, not about what was sent. A redirect is refused, because it is not followed.
 */
export function meaningOf(status: number): 'ok' | 'refused' | 'later' | 'down' {
  if (status >= 200 && status < 300) return 'ok';
  if (status === 429 || status === 503) return 'down';
  return status >= 500 || status === 408 || status === 425 ? 'later' : 'refused';
}

/** Longest time that a system is left alone because it asks for it: what it means by a year is probably an hour. */
const longestWaitMs = 86_400_000;

/** @returns what `Retry-After` asks for, seconds or a date; null where it says nothing that can be read */
export function retryAfterMs({ headers }: Pick<HttpAnswer, 'headers'>, now: Date): number | null {
  const value = headers['retry-after']?.trim() ?? '';
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), longestWaitMs);
}
