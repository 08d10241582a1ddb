import { isCalendarDate } from './calendar-date.ts';

/** When a roster was made, as its sender says in its name or its manifest. */
export interface RosterDate {
  /** `yyyy-MM-dd` with the day before the month; null where that is no day of the calendar. */
  dayFirst: string | null;
  /** The same with the month before the day. Both are equal where the order is plain. */
  monthFirst: string | null;
  /** `HH:mm:ss.SSS`; null where only the day is said. */
  time: string | null;
  /** Minutes ahead of UTC; null where no time zone is said. */
  offsetMinutes: number | null;
  /** As it stands there. */
  written: string;
}

/** Two dates of which the first is the older one. */
export interface OlderDate {
  date: RosterDate;
  thanDate: RosterDate;
}

/** A date or date-time of ISO 8601; null where the text is none. */
export function parseRosterDate(text: string): RosterDate | null {
  const match = isoDate.exec(text);
  return match === null ? null : rosterDate(match, isCalendarDate);
}

/**
 * Whether a file's name says that it is older than another one. Names are compared only where they are equal but for their
 * dates, so that a number that looks like a date misleads nobody; with several dates in them, none may be the younger one.
 */
export function olderByName(name: string, thanName: string): OlderDate | null {
  const [one, other] = [takeOutDates(name), takeOutDates(thanName)];
  if (one.rest !== other.rest) return null;
  let older: OlderDate | null = null;
  for (const [index, date] of one.dates.entries()) {
    const thanDate = other.dates[index];
    const order = thanDate === undefined ? null : compareRosterDates(date, thanDate);
    if (thanDate === undefined || order === null || order > 0) return null;
    if (order < 0) older ??= { date, thanDate };
  }
  return older;
}

/**
 * Below 0 where the first is the older one. Times count where both have one, and a time zone or none.
 *
 * @returns null where nobody can tell: 03-04-2026 is in March or in April
 */
export function compareRosterDates(one: RosterDate, other: RosterDate): number | null {
  const orders = (['dayFirst', 'monthFirst'] as const).flatMap((reading) => {
    const [day, otherDay] = [one[reading], other[reading]];
    return day === null || otherDay === null ? [] : [compareMoments({ ...one, day }, { ...other, day: otherDay })];
  });
  const [first = null] = orders;
  return orders.every((order) => order === first) ? first : null;
}

const isoDate =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[T ](?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d)(?:[.,](?<fraction>\d{1,9}))?)?(?<zone>Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?$/i;

/**
 * A date as exports write it into names, with the time that may follow: 2026-11-30, 30.11.2026, 20261130_0512,
 * 20261130051200, 2026-11-30T05-12-00+01:00. Half of a longer number is none; neither the year of a second date nor 05:12 PM is a time that could be compared.
 */
const nameDate =
  /(?<!\d)(?<date>\d{4}(?<a>[-_. ])\d{1,2}\k<a>\d{1,2}|\d{1,2}(?<b>[-_. ])\d{1,2}\k<b>\d{4}|\d{8})(?:(?:[T_ .-]|(?<=\d{8}))(?!\d{4}([-_. ])\d{1,2}\4\d)(?<hour>[01]\d|2[0-3])(?<c>[-:._]?)(?<minute>[0-5]\d)(?:\k<c>(?<second>[0-5]\d)(?:[.,]?(?<fraction>\d{3}))?)?(?!\d| ?[ap]\.?m)(?<zone>Z(?![a-z])|\+(?:0\d|1[0-4]):?[0-5]\d|-(?:0\d|1[0-4]):?(?:00|30|45))?)?(?!\d)/gi;

/** In a name: far from it, eight digits are some other number. */
function isPlausible(day: string): boolean {
  return day.startsWith('20') && isCalendarDate(day);
}

function takeOutDates(name: string): { dates: RosterDate[]; rest: string } {
  const dates: RosterDate[] = [];
  let rest = '';
  let from = 0;
  for (const match of name.matchAll(nameDate)) {
    const date = rosterDate(match, isPlausible);
    if (date === null) continue;
    dates.push(date);
    rest += `${name.slice(from, match.index)}\u0000`;
    from = match.index + match[0].length;
  }
  return { dates, rest: (rest + name.slice(from)).normalize('NFC').toLowerCase() };
}

function rosterDate(match: RegExpExecArray, isDay: (day: string) => boolean): RosterDate | null {
  const { date = '', hour, minute, second = '00', fraction = '', zone } = match.groups ?? {};
  const [dayFirst = null, monthFirst = null] = readings(date).map((day) => (isDay(day) ? day : null));
  if (dayFirst === null && monthFirst === null) return null;
  return {
    dayFirst,
    monthFirst,
    time: hour === undefined ? null : `${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`,
    offsetMinutes: zone === undefined ? null : offsetOf(zone),
    written: match[0],
  };
}

/** With the day and with the month in front of the other one. With dots it is the day. */
function readings(date: string): string[] {
  const parts = date.length === 8 && /^\d+$/.test(date) ? cutEight(date) : (date.match(/\d+/g) ?? []);
  const [first = '', second = '', third = ''] = parts.map((part) => part.padStart(2, '0'));
  if (first.length === 4) return Array(2).fill(`${first}-${second}-${third}`);
  return [`${third}-${second}-${first}`, ...(date.includes('.') ? [] : [`${third}-${first}-${second}`])];
}

/** A year of this century tells which end it stands at: no month is the 20th. */
function cutEight(digits: string): string[] {
  return digits.slice(4, 6) === '20'
    ? [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)]
    : [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)];
}

function offsetOf(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const [hours = 0, minutes = 0] = (zone.match(/\d\d/g) ?? []).map(Number);
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

type Moment = Pick<RosterDate, 'time' | 'offsetMinutes'> & { day: string };

function compareMoments(one: Moment, other: Moment): number {
  const isZoned = one.offsetMinutes !== null;
  if (one.time === null || other.time === null || isZoned !== (other.offsetMinutes !== null)) {
    return Math.sign(compareText(one.day, other.day));
  }
  return Math.sign(instant(one) - instant(other));
}

function instant({ day, time, offsetMinutes }: Moment): number {
  return Date.parse(`${day}T${time}Z`) - (offsetMinutes ?? 0) * 60_000;
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
