import { figure } from '../figure.ts';
import type { Sample } from './held-plan.ts';

/** So many of those in question. */
export interface Share {
  count: number;
  of: number;
  /** Whether everybody was looked at. */
  isExact: boolean;
}

/** The share of a whole that a look at some of it has found. */
export function shareOf(found: number, { total, items }: Sample<unknown>): Share {
  const isExact = items.length >= total;
  return { count: isExact ? found : Math.round((found / items.length) * total), of: total, isExact };
}

/**
 * Whether a reason explains enough to be told: nearly everybody, and more than chance brings together. Beside every fault there
 * are people who have really left, and in a roster of 20 employees one of them is a fifth of those who are missing.
 */
export function explains({ count, of }: Share): boolean {
  return count >= fewest && count >= of * most;
}

const fewest = 3;
const most = 0.8;

/** `412 of the 430 missing employees`, `all 430 missing employees`; of what was not counted to the last one, about how many. */
export function tellShare({ count, of, isExact }: Share, noun: string): string {
  if (isExact) return count === of ? `all ${figure(of)} ${noun}` : `${figure(count)} of the ${figure(of)} ${noun}`;
  if (count >= of * nearlyAll) return `nearly all ${figure(of)} ${noun}`;
  return `about ${figure(rounded(count))} of the ${figure(of)} ${noun}`;
}

const nearlyAll = 0.995;

/** To two digits: 412,345 is about 410,000. */
function rounded(count: number): number {
  const unit = 10 ** Math.max(0, String(count).length - 2);
  return Math.round(count / unit) * unit;
}

/** How a diagnosis counts, with the same figures as facts. */
export function figuresOf(share: Share) {
  return {
    count: share.count,
    of: share.of,
    facts: { count: share.count, of: share.of, exact: share.isExact ? 1 : 0 },
  };
}
