import { countIssue, type Issue, type IssueCounts, noIssues, type Severity } from '../domain/issue.ts';
import { columnLetters } from '../domain/spreadsheet-cell.ts';
import { tell } from '../domain/told.ts';
import { byPlace, createFirstIssues, type PlacedIssue } from './first-issues.ts';

/** The issues of one file: true totals, a capped list for mail and database, and the complete list as a report on disk. */
export interface Findings {
  /** @param rowNo of the row that it is found in, as SiftedRow has it: it puts those in order that share a line */
  report(issue: Issue, rowNo?: number): void;
  counts: IssueCounts;
  /** Whether the next flush writes what has come: whatever is yet to be found in the same rows must come before. */
  mustWrite(): boolean;
  /** Call it between batches: it keeps memory bounded. */
  flush(): Promise<void>;
  /** Adds the causes that explain many issues at once, and gives the kept issues, most important first, then by place. */
  finish(): Promise<Issue[]>;
}

/** How the complete list is written. */
export interface ReportLines {
  header: string;
  renderLine(issue: Issue): string;
}

const keptPerSeverity: Record<Severity, number> = { fatal: 500, row: 300, warning: 200 };
const severityOrder: Severity[] = ['fatal', 'row', 'warning'];

/**
 * So many issues, as many as a mail's errors.csv has, wait until they can be put in order. A longer list is written on the
 * way: first what the rows tell in the first reading, in their order, then what only the second tells.
 */
const mostInOrder = 10_000;

/** One wrong pattern is called the column's when at least this share of the rows have it. */
const columnShare = 0.9;
const leastRowsForColumn = 3;

/**
 * @param target where the complete list goes; null keeps none (`check`)
 * @param rowCount how many rows have been read so far
 */
export function createFindings(
  target: (ReportLines & { write(text: string): Promise<void> }) | null,
  rowCount: () => number,
): Findings {
  const counts = noIssues();
  const kept = {
    fatal: createFirstIssues(keptPerSeverity.fatal),
    row: createFirstIssues(keptPerSeverity.row),
    warning: createFirstIssues(keptPerSeverity.warning),
  };
  const leavers = createFirstIssues(keptPerSeverity.row);
  const patterns = new Map<string, { first: Issue; count: number }>();
  let unwritten: PlacedIssue[] = [];
  let begun = false;

  function list(placed: PlacedIssue): void {
    countIssue(counts, placed.issue);
    if (target !== null) unwritten.push(placed);
  }

  async function write(): Promise<void> {
    if (target === null || unwritten.length === 0) return;
    const lines = unwritten.sort(byPlace).map(({ issue }) => target.renderLine(issue));
    if (!begun) lines.unshift(target.header);
    unwritten = [];
    begun = true;
    await target.write(lines.join(''));
  }

  const mustWrite = () => begun || unwritten.length > mostInOrder;

  return {
    report(issue, rowNo = Number.POSITIVE_INFINITY) {
      const placed = { issue, rowNo };
      list(placed);
      (issue.leaver ? leavers : kept[issue.severity]).add(placed);
      if (issue.pattern !== undefined) countPattern(patterns, issue);
    },
    counts,
    mustWrite,
    async flush() {
      if (mustWrite()) await write();
    },
    async finish() {
      const causes = columnCauses(patterns, rowCount());
      for (const issue of causes) list({ issue, rowNo: Number.POSITIVE_INFINITY });
      await write();
      return [...causes, ...leavers.issues(), ...severityOrder.flatMap((severity) => kept[severity].issues())];
    },
  };
}

function countPattern(patterns: Map<string, { first: Issue; count: number }>, issue: Issue): void {
  const name = `${issue.field}\u0000${issue.pattern}`;
  const entry = patterns.get(name);
  if (entry === undefined) patterns.set(name, { first: issue, count: 1 });
  else entry.count += 1;
}

function columnCauses(patterns: Map<string, { first: Issue; count: number }>, rows: number): Issue[] {
  return [...patterns.values()]
    .filter(({ count }) => count >= leastRowsForColumn && count >= rows * columnShare)
    .map(({ first, count }) => ({
      ...first,
      code: 'column-pattern',
      severity: 'warning',
      employeeNo: null,
      companyId: null,
      ...tell('column-pattern', {
        field: first.field ?? '',
        letters: typeof first.column === 'number' ? columnLetters(first.column) : null,
        pattern: first.pattern === undefined || first.pattern === 'serial' ? null : first.pattern,
        count,
        rows,
        expected: first.expected ?? 'yyyy-MM-dd',
      }),
    }));
}
