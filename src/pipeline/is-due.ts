import type { RosterFile } from '../store/contract.ts';
import type { FeedRules } from './context.ts';

/**
 * Whether a staged or approved file is to be processed now: always where the schedule is `immediate`; otherwise once a tick
 * of the schedule has come since it began to wait, also one that no daemon was there for; and after it was taken up once. End
 * dates have a day of their own, and wait for no schedule.
 */
export function isDue(rules: FeedRules, file: RosterFile, now: Date): boolean {
  if (rules.immediate || file.waitsSince === null || file.source === 'end-dates') return true;
  const tick = rules.lastTick(now);
  return tick !== null && tick.toISOString() > file.waitsSince;
}
