import type { RosterDate } from './roster-date.ts';

/**
 * `30 November 2026`, with the time where the day does not tell it from the other one; as it is written where 03-04-2026 may be
 * either day.
 */
export function tellRosterDate(date: RosterDate, besides: RosterDate): string {
  const { time, offsetMinutes, written } = date;
  const [reading, more] = readings.filter((each) => date[each] !== null && besides[each] !== null);
  const day = reading === undefined ? null : date[reading];
  if (day === null || reading === undefined || (more !== undefined && date[more] !== day)) return written;
  const needsTime = day === besides[reading] || offsetMinutes !== besides.offsetMinutes;
  const isTimed = time !== null && besides.time !== null && needsTime;
  return `${tellDay(day)}${isTimed ? `, ${tellTime(time)}${tellOffset(offsetMinutes)}` : ''}`;
}

const readings = ['dayFirst', 'monthFirst'] as const;

/** @param day `yyyy-MM-dd` */
export function tellDay(day: string): string {
  return `${Number(day.slice(8, 10))} ${months[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;
}

function tellTime(time: string): string {
  return time.replace(/(?::00)?\.000$/, '');
}

function tellOffset(minutes: number | null): string {
  if (minutes === null) return '';
  if (minutes === 0) return ' UTC';
  const two = (value: number) => String(value).padStart(2, '0');
  const ahead = Math.abs(minutes);
  return ` UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
}

const months = 'January February March April May June July August September October November December'.split(' ');
