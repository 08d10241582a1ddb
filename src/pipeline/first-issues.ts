import type { Issue } from '../domain/issue.ts';

/** An issue and its row's place in the file; behind all rows where it belongs to none. */
export interface PlacedIssue {
  issue: Issue;
  rowNo: number;
}

/** The first issues of a file by their place, in whatever order they are found. */
export interface FirstIssues {
  add(placed: PlacedIssue): void;
  issues(): Issue[];
}

/** @param most how many are kept */
export function createFirstIssues(most: number): FirstIssues {
  const kept: PlacedIssue[] = [];
  return {
    add(placed) {
      // Nearly all are found in the order of the file.
      let at = kept.length;
      while (at > 0 && byPlace(kept[at - 1] as PlacedIssue, placed) > 0) at -= 1;
      if (at === most) return;
      kept.splice(at, 0, placed);
      if (kept.length > most) kept.pop();
    },
    issues: () => kept.map(({ issue }) => issue),
  };
}

/**
 * By line, then by column: findings about the file itself first (its charset, say, which is found earlier or later as its
 * chunks end), those about a whole row behind its columns. Elements of XML have no such order; they stay by their rows, which
 * can share a line, and as they were found.
 */
export function byPlace(one: PlacedIssue, other: PlacedIssue): number {
  return (
    (one.issue.line ?? 0) - (other.issue.line ?? 0) ||
    compare(columnOf(one), columnOf(other)) ||
    compare(one.rowNo, other.rowNo)
  );
}

function columnOf({ issue: { column }, rowNo }: PlacedIssue): number {
  if (column === null && rowNo === Number.POSITIVE_INFINITY) return 0;
  return typeof column === 'number' ? column : Number.POSITIVE_INFINITY;
}

/** Infinities can't be subtracted from each other. */
function compare(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
