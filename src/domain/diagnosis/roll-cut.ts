import type { RollEntry } from './held-plan.ts';

/** Where a roll parts into those who are there and those who are missing. */
export interface RollCut {
  /** The last one before the cut who is there. */
  lastKept: RollEntry;
  /** The missing ones behind it, in their order. */
  missing: readonly RollEntry[];
}

/** Null where the roll does not part, or so few people could have come to stand like this by chance. */
export function findCut(roll: readonly RollEntry[]): RollCut | null {
  const missing = roll.filter(({ isMissing }) => isMissing).length;
  const kept = roll.length - missing;
  const smaller = Math.min(missing, kept);
  if (smaller < fewest || !isUnlikely(roll.length, smaller)) return null;
  const { place, misplaced } = bestPlace(roll, kept);
  if (misplaced > smaller * mostMisplaced) return null;
  const lastKept = roll.slice(0, place).findLast(({ isMissing }) => !isMissing);
  if (lastKept === undefined) return null;
  return { lastKept, missing: roll.slice(place).filter(({ isMissing }) => isMissing) };
}

const fewest = 3;
/** Somebody has left, somebody was hired since: of 100 rows that were cut off, so many may stand out of place. */
const mostMisplaced = 0.05;
/** 5 of 10, or 3 of 12: of so many selections of that size one is the end of the roll. */
const leastSelections = 200;

function isUnlikely(people: number, chosen: number): boolean {
  let selections = 1;
  for (let at = 0; at < chosen && selections < leastSelections; at += 1) selections *= (people - at) / (at + 1);
  return selections >= leastSelections;
}

/** In front of the entry from which on all should be missing: where the fewest stand on the wrong side. */
function bestPlace(roll: readonly RollEntry[], kept: number): { place: number; misplaced: number } {
  let misplaced = kept;
  let best = { place: 0, misplaced };
  for (const [index, { isMissing }] of roll.entries()) {
    misplaced += isMissing ? 1 : -1;
    if (misplaced < best.misplaced) best = { place: index + 1, misplaced };
  }
  return best;
}
