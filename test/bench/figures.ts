/** What a goal is judged by: the middle of several runs, and how far apart they were. */
export interface Figure {
  value: number;
  least: number;
  greatest: number;
  /** Median times behind a ratio: Rollcall's, and what it is held against. */
  times?: { rollcallMs: number; againstMs: number; against: string };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** @returns null where nothing was measured */
export function medianFigure(values: readonly number[]): Figure | null {
  return values.length === 0 ? null : { value: median(values), ...span(values) };
}

/** @returns null where nothing was measured */
export function greatestFigure(values: readonly number[]): Figure | null {
  return values.length === 0 ? null : { value: Math.max(...values), ...span(values) };
}

/**
 * The median of the ratios run by run: the two sides of a run follow each other, so a machine that gets slower in the course of
 * the bench does so for both. The ratio of the medians would set one side's slow minutes against the other's quick ones.
 */
export function ratioFigure(rollcallMs: readonly number[], otherMs: readonly number[], against: string): Figure | null {
  if (rollcallMs.length === 0 || otherMs.length === 0) return null;
  const ratios = rollcallMs.map((ms, run) => ms / (otherMs[run] ?? Number.NaN));
  return {
    value: median(ratios),
    ...span(ratios),
    times: { rollcallMs: median(rollcallMs), againstMs: median(otherMs), against },
  };
}

function span(values: readonly number[]): { least: number; greatest: number } {
  return { least: Math.min(...values), greatest: Math.max(...values) };
}
