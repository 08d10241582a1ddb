import type { ConfigPath, ConfigProblem } from './problems.ts';
import { renderPath } from './problems.ts';

/** Keys that only one layout understands. */
const layoutKeys = { hrDataSync: 'hr-data-sync', positions: 'hr-data-sync', orquest: 'orquest' } as const;

/** A key for another layout would do nothing, and two fields out of one column would be a slip. */
export function checkLayoutKeys(feed: Record<string, unknown>, feedPath: ConfigPath): ConfigProblem[] {
  const misplaced = Object.entries(layoutKeys).flatMap(([key, layout]): ConfigProblem[] =>
    feed[key] === undefined || feed.layout === layout
      ? []
      : [{ path: [...feedPath, key], message: `is only for the layout ${layout}` }],
  );
  const told = (feed.hrDataSync ?? {}) as Partial<Record<string, unknown>>;
  return [
    ...misplaced,
    ...['columns', 'positionColumns'].flatMap((key) => checkColumns(told[key], [...feedPath, 'hrDataSync', key])),
  ];
}

function checkColumns(columns: unknown, path: ConfigPath): ConfigProblem[] {
  if (typeof columns !== 'object' || columns === null) return [];
  const fieldOf = new Map<string, string>();
  return Object.entries(columns).flatMap(([field, column]): ConfigProblem[] => {
    const folded = String(column).trim().toLowerCase();
    const first = fieldOf.get(folded);
    if (first === undefined) fieldOf.set(folded, field);
    return first === undefined
      ? []
      : [{ path: [...path, field], message: `is also the column of ${renderPath([...path, first])}` }];
  });
}
