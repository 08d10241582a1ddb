import type { Idle } from './measure-idle.ts';
import type { Load } from './measure-loads.ts';
import type { SmallFiles } from './measure-small-files.ts';

export type DatabaseName = 'mariadb' | 'sqlite';

/** One thing to measure. Several goals may be judged by it. */
export type Work =
  | { kind: 'loads'; database: DatabaseName; rows: number; runs: number; withBaseline: boolean }
  | { kind: 'small files'; database: DatabaseName; files: number }
  | { kind: 'idle'; database: DatabaseName };

/** What came of the work so far. */
export interface Results {
  loads: (Load & { database: DatabaseName })[];
  smallFiles: Partial<Record<DatabaseName, SmallFiles>>;
  idle: Partial<Record<DatabaseName, Idle>>;
  /** What came out wrong, beside the faults of the single measurements. */
  failures: string[];
}

export function noResults(): Results {
  return { loads: [], smallFiles: {}, idle: {}, failures: [] };
}

/** Each work once, in the order in which the goals ask for it; loads with the most that any of them asks for. */
export function mergeWork(works: readonly Work[]): Work[] {
  const merged = new Map<string, Work>();
  for (const work of works) {
    const name = nameOf(work);
    const earlier = merged.get(name);
    if (work.kind === 'loads' && earlier?.kind === 'loads') {
      earlier.runs = Math.max(earlier.runs, work.runs);
      earlier.withBaseline ||= work.withBaseline;
    } else merged.set(name, { ...work });
  }
  return [...merged.values()];
}

export function nameOf(work: Work): string {
  const place = databaseTitles[work.database];
  if (work.kind === 'loads') return `${place}, ${work.rows.toLocaleString('en-US')} rows`;
  return `${place}, ${work.kind}`;
}

export const databaseTitles: Record<DatabaseName, string> = { mariadb: 'MariaDB', sqlite: 'SQLite' };
