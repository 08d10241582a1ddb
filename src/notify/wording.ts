import { figure } from '../domain/figure.ts';
import type { Issue, IssueCounts } from '../domain/issue.ts';
import type { PlanCounts } from '../domain/plan.ts';
import type { RosterKind } from '../domain/roster-kind.ts';

export function people(count: number, kind: RosterKind): string {
  return kind === 'positions' ? counted(count, 'position') : counted(count, 'person', 'people');
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${figure(count)} ${count === 1 ? one : many}`;
}

/** "a", "a and b", "a, b and c" */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `2025-11-22 06:00 UTC` */
export function moment(isoTime: string): string {
  return isoTime.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, '$1 $2 UTC');
}

/** `45 seconds`, `12 minutes`, `3 hours 5 minutes`, `2 days 4 hours` */
export function lasted(sinceIso: string, untilIso: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(untilIso) - Date.parse(sinceIso)) / 1000));
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (seconds < 90) return counted(seconds, 'second');
  if (minutes < 90) return counted(minutes, 'minute');
  if (hours < 48) return twoParts(counted(hours, 'hour'), minutes % 60, 'minute');
  return twoParts(counted(Math.floor(hours / 24), 'day'), hours % 24, 'hour');
}

function twoParts(first: string, rest: number, unit: string): string {
  return rest === 0 ? first : `${first} ${counted(rest, unit)}`;
}

/** What a plan does to people or positions, the weightiest first: "3 people deactivated, 1 added". */
export function planParts(plan: PlanCounts): string[] {
  const all: [number, string][] = [
    [plan.deactivated, 'deactivated'],
    [plan.renumbered, 'given a new employee number'],
    [plan.created, 'added'],
    [plan.reactivated, 'activated again'],
    [plan.updated, 'changed'],
  ];
  return all.filter(([count]) => count > 0).map(([count, what]) => `${figure(count)} ${what}`);
}

/** What rejected a file: invalid birth dates and SSNs by their true counts, and whatever else by its code. */
export interface Causes {
  /** "2 birth dates", "1 SSN" */
  identity: string[];
  /** Whether some of those are not there at all. */
  someMissing: boolean;
  others: { code: string; count: number }[];
}

/** @param kept the kept issues: they tell which codes reject, for the counts don't */
export function rejectionCauses(counts: IssueCounts, kept: readonly Issue[]): Causes {
  const severity = counts.fatal > 0 ? 'fatal' : 'row';
  const codes = [...new Set(kept.filter((issue) => issue.severity === severity).map((issue) => issue.code))];
  const countOf = (wanted: readonly string[]) =>
    codes.filter((code) => wanted.includes(code)).reduce((sum, code) => sum + (counts.byCode[code] ?? 0), 0);
  const birthDates = countOf(aboutBirthDate);
  const ssns = countOf(aboutSsn);
  return {
    identity: [
      ...(birthDates > 0 ? [counted(birthDates, 'birth date')] : []),
      ...(ssns > 0 ? [counted(ssns, 'SSN')] : []),
    ],
    someMissing: codes.some((code) => code === 'missing-birth-date' || code === 'missing-ssn'),
    others: codes
      .filter((code) => !aboutBirthDate.includes(code) && !aboutSsn.includes(code))
      .map((code) => ({ code, count: counts.byCode[code] ?? 0 }))
      .filter(({ count }) => count > 0),
  };
}

const aboutBirthDate = ['invalid-birth-date', 'missing-birth-date'];
const aboutSsn = ['invalid-ssn', 'missing-ssn'];
