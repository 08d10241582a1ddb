import { dateIn } from '../runtime/clock.ts';
import type { EndDateRules } from '../store/contract.ts';
import type { FeedRules } from './context.ts';

/** How end dates deactivate in this feed today; null where they are data alone. */
export function endDateRules(
  { endDates, guard, timeZone }: Pick<FeedRules, 'endDates' | 'guard' | 'timeZone'>,
  now: Date,
): EndDateRules | null {
  if (endDates === null) return null;
  const longest = Math.max(0, ...guard.windows.map(({ days }) => days));
  const { exceptCauses } = endDates;
  return {
    today: dateIn(timeZone, now),
    horizon: dateIn(timeZone, new Date(now.getTime() + longest * dayMs)),
    exceptCauses,
  };
}

const dayMs = 24 * 60 * 60 * 1000;
