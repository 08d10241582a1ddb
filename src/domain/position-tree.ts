/** A position in the order of its hierarchy: each below its parent, siblings in the order given. */
export interface PlacedPosition<T> {
  position: T;
  /** 0 at the top. */
  level: number;
}

/** What has a parent that is not among the positions stands at the top, behind the root: it was left out of a roster as unusable. */
export function placePositions<T extends { positionId: string; parentPositionId: string | null }>(
  positions: readonly T[],
): PlacedPosition<T>[] {
  const known = new Set(positions.map(({ positionId }) => positionId));
  const below = new Map<string, T[]>();
  const tops: T[] = [];
  for (const position of positions) {
    const parent = position.parentPositionId;
    if (parent === null) tops.unshift(position);
    else if (!known.has(parent)) tops.push(position);
    else {
      const siblings = below.get(parent);
      if (siblings === undefined) below.set(parent, [position]);
      else siblings.push(position);
    }
  }
  const placed: PlacedPosition<T>[] = [];
  const next: PlacedPosition<T>[] = tops.toReversed().map((position) => ({ position, level: 0 }));
  for (let current = next.pop(); current !== undefined; current = next.pop()) {
    const { position, level } = current;
    placed.push(current);
    const children = below.get(position.positionId) ?? [];
    for (const child of children.toReversed()) next.push({ position: child, level: level + 1 });
  }
  return placed;
}
