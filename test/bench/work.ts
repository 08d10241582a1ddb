import type { Idle } from './measure-idle.ts';
import type { Load } from './measure-loads.ts';
import type { SmallFiles } from './measure-small-files.ts';
import type { XmlLoad } from './measure-xml-load.ts';

export type DatabaseName = 'mariadb' | 'sqlite';

/** One thing to measure. Several goals may be judged by it. */
export type Work =
  | { kind: 'loads'; database: DatabaseName; sizes: Size[] }
  | { kind: 'XML against CSV'; database: DatabaseName; rows: number; runs: number }
  | { kind: 'small files'; database: DatabaseName; files: number }
  | { kind: 'idle'; database: DatabaseName };

export interface Size {
  rows: number;
  runs: number;
  withBaseline: boolean;
}

/** What came of the work so far. */
export interface Results {
  loads: (Load & { database: DatabaseName })[];
  xmlLoads: (XmlLoad & { database: DatabaseName })[];
  smallFiles: Partial<Record<DatabaseName, SmallFiles>>;
  idle: Partial<Record<DatabaseName, Idle>>;
  /** What came out wrong, beside the faults of the single measurements. */
  failures: string[];
}

export function noResults(): Results {
  return { loads: [], xmlLoads: [], smallFiles: {}, idle: {}, failures: [] };
}

/** Each work once, in the order in which the goals ask for it; a size with the most that any of them asks for. */
export function mergeWork(works: readonly Work[]): Work[] {
  const merged = new Map<string, Work>();
  for (const work of works) {
    const name = nameOf(work);
    const earlier = merged.get(name);
    if (work.kind === 'loads' && earlier?.kind === 'loads') {
      merged.set(name, { ...work, sizes: mergeSizes([...earlier.sizes, ...work.sizes]) });
    } else merged.set(name, work);
  }
  return [...merged.values()];
}

function mergeSizes(sizes: readonly Size[]): Size[] {
  return [...Map.groupBy(sizes, ({ rows }) => rows)].map(([rows, same]) => ({
    rows,
    runs: Math.max(...same.map(({ runs }) => runs)),
    withBaseline: same.some(({ withBaseline }) => withBaseline),
  }));
}

export function nameOf(work: Work): string {
  return `${databaseTitles[work.database]}, ${work.kind}`;
}

export const databaseTitles: Record<DatabaseName, string> = { mariadb: 'MariaDB', sqlite: 'SQLite' };
