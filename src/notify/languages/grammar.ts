import type { RosterKind } from '../../domain/roster-kind.ts';

/** How a language writes numbers, times and lists. */
export interface Grammar {
  /** `1,234`, with one decimal at most */
  figure(value: number): string;
  /** `15.5 %` */
  percent(value: number): string;
  /** "a", "a and b", "a, b and c" */
  listed(parts: readonly string[]): string;
  /** Of a day `yyyy-MM-dd`: `22 November 2025` */
  day(day: string): string;
  /** Of a time in ISO 8601 and UTC: `22 November 2025, 06:00 UTC` */
  moment(isoTime: string): string;
  /** `45 seconds`, `12 minutes`, `3 hours 5 minutes`, `2 days 4 hours` */
  lasted(sinceIso: string, untilIso: string): string;
  /** `1 person`, `1,234 people`; positions in a file of positions */
  people(count: number, kind: RosterKind): string;
  rows(count: number): string;
  files(count: number): string;
}
