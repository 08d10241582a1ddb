import {
  countIssue,
  type Issue,
  type IssueCounts,
  noIssues,
  type ReportIssue,
  type Severity,
} from '../domain/issue.ts';
import { columnLetters } from '../domain/spreadsheet-cell.ts';

/** The issues of one file: true totals, a capped list for mail and database, and the complete list as a report on disk. */
export interface Findings {
  report: ReportIssue;
  counts: IssueCounts;
  /** Writes what has come since to the complete list; call it between batches, it keeps memory bounded. */
  flush(): Promise<void>;
  /** Adds the causes that explain many issues at once, and gives the kept issues, most important first. */
  finish(): Promise<Issue[]>;
}

/** How the complete list is written. */
export interface ReportLines {
  header: string;
  renderLine(issue: Issue): string;
}

const keptPerSeverity: Record<Severity, number> = { fatal: 500, row: 300, warning: 200 };
const severityOrder: Severity[] = ['fatal', 'row', 'warning'];

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
  const kept: Record<Severity, Issue[]> = { fatal: [], row: [], warning: [] };
  const leavers: Issue[] = [];
  const patterns = new Map<string, { first: Issue; count: number }>();
  let unwritten: string[] = target === null ? [] : [target.header];
  let begun = false;

  const report: ReportIssue = (issue) => {
    countIssue(counts, issue);
    const list = issue.leaver ? leavers : kept[issue.severity];
    if (list.length < keptPerSeverity[issue.severity]) list.push(issue);
    if (target !== null) unwritten.push(target.renderLine(issue));
    if (issue.pattern !== undefined) countPattern(patterns, issue);
  };

  async function flush(): Promise<void> {
    if (target === null || unwritten.length < (begun ? 1 : 2)) return;
    begun = true;
    const text = unwritten.join('');
    unwritten = [];
    await target.write(text);
  }

  return {
    report,
    counts,
    flush,
    async finish() {
      const causes = columnCauses(patterns, rowCount());
      for (const cause of causes) report(cause);
      await flush();
      const others = severityOrder.flatMap((severity) => kept[severity]).filter((issue) => !causes.includes(issue));
      return [...causes, ...leavers, ...others];
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
      message: `The whole column ${first.field}${columnName(first.column)} is written as ${first.pattern}: ${count.toLocaleString('en-US')} of ${rows.toLocaleString('en-US')} rows. Expected is yyyy-MM-dd.`,
    }));
}

/** What a spreadsheet calls the column. */
function columnName(column: Issue['column']): string {
  return typeof column === 'number' ? ` (column ${columnLetters(column)})` : '';
}
