import type { CheckReport, ImportReport, PlanReport } from '../app/contract.ts';
import { figure } from '../domain/figure.ts';
import type { Issue, IssueCounts } from '../domain/issue.ts';
import type { FieldChange, PlanCounts } from '../domain/plan.ts';
import { describeDialect } from '../domain/roster-dialect.ts';
import { deliverySummary } from './delivery-summary.ts';
import { describePause } from './describe-pause.ts';
import type { Printer } from './printer.ts';
import { renderTable } from './render-table.ts';

/** As many issues or changes as a person reads on a screen; --json and the CSV files have all. */
export const shown = 20;

export function printCheck(printer: Printer, report: CheckReport): void {
  printName(printer, report);
  printer.line(
    `${verdict(printer, report.verdict)}: ${count(report.rows, 'row')}, ${issueSummary(report.issueCounts)}`,
  );
  const dialect = describeDialect(report.dialect);
  if (dialect !== '') printer.line(printer.style('dim', dialect));
  printIssues(printer, report.issues, report.issueCounts.total);
}

export function printPlan(printer: Printer, report: PlanReport): void {
  printCheck(printer, report);
  if (report.verdict === 'rejected') return;
  printer.line();
  printer.line(`Would change: ${planSummary(report.plan)}`);
  printHold(printer, report);
  printChanges(printer, report);
}

export function printImport(printer: Printer, report: ImportReport): void {
  if (report.status === 'skipped') printSkip(printer, report);
  else printCheck(printer, report);
  printer.line();
  printer.line(`File ${report.fileId} is ${verdict(printer, report.status)}: ${planSummary(report.plan)}`);
  if (report.status === 'held') {
    printHold(printer, report);
    printer.line(`Then: rollcall approve ${report.fileId}, or rollcall discard ${report.fileId}`);
  }
  if (report.pause !== undefined) printer.line(`${describePause(report.pause)} It is applied when the feed goes on.`);
  printChanges(printer, report);
  for (const one of report.deliveries ?? []) printer.line(`To ${one.destination}: ${deliverySummary(one)}`);
  const timings = Object.entries(report.timings).map(([stage, ms]) => `${stage} ${Math.round(ms)} ms`);
  if (timings.length > 0) printer.line(printer.style('dim', `Took: ${timings.join(', ')}`));
}

export function printIssues(printer: Printer, issues: readonly Issue[], total: number): void {
  if (issues.length === 0) return;
  printer.line();
  const rows = issues
    .slice(0, shown)
    .map((issue) => [
      issue.line === null ? '' : String(issue.line),
      issue.severity,
      (issue.positionId === undefined ? issue.employeeNo : issue.positionId) ?? '',
      issue.field ?? '',
      issue.message,
    ]);
  const subject = issues.some(({ positionId }) => positionId !== undefined) ? 'position' : 'employee';
  for (const line of renderTable(['line', 'severity', subject, 'field', 'what is wrong'], rows)) printer.line(line);
  if (total > rows.length) printer.line(`... and ${figure(total - rows.length)} more`);
}

/** `--json` has every change; a person reads a screenful. */
export function wantedChanges(options: { json?: boolean }): { changes: number } {
  return { changes: options.json ? Number.POSITIVE_INFINITY : shown };
}

export function planSummary(plan: PlanCounts | null): string {
  if (plan === null) return '-';
  const parts = Object.entries(plan)
    .filter(([, value]) => value > 0)
    .map(([kind, value]) => `${figure(value)} ${kind}`);
  return parts.length === 0 ? 'nothing changes' : parts.join(', ');
}

export function issueSummary(counts: IssueCounts): string {
  if (counts.total === 0) return 'no issues';
  const parts = [
    counts.fatal > 0 ? `${figure(counts.fatal)} fatal` : '',
    counts.row > 0 ? `${figure(counts.row)} for single rows` : '',
    counts.warning > 0 ? `${count(counts.warning, 'warning')}` : '',
  ];
  return `${count(counts.total, 'issue')} (${parts.filter((part) => part !== '').join(', ')})`;
}

export function printHold(
  printer: Printer,
  report: Pick<PlanReport, 'holdReasons' | 'diagnosis'>,
  label = 'Held',
): void {
  for (const reason of report.holdReasons) {
    printer.line(`${printer.style('yellow', label)}: ${reason.message} (${reason.code})`);
    printer.line(`      ${reason.hint}`);
  }
  for (const { message, code } of report.diagnosis) {
    printer.line(`${printer.style('yellow', 'Likely cause')}: ${message} (${code})`);
  }
}

function printName(printer: Printer, { file, feed, layout, kind }: CheckReport): void {
  const layoutAndKind = kind === 'positions' ? `${layout}, positions` : layout;
  printer.line(`${printer.style('bold', file)} for feed ${feed} (${layoutAndKind})`);
}

/** A skipped file was not read: there is no verdict on it, and its issues are those of the file before. */
function printSkip(printer: Printer, report: ImportReport): void {
  printName(printer, report);
  const before = report.sameAs === undefined ? "the feed's last one" : `file ${report.sameAs}`;
  printer.line(`${verdict(printer, report.status)}: the same bytes as ${before}, so that there is nothing to do`);
  if (report.plan.quarantined === 0) return;
  const shownBy = report.sameAs === undefined ? '' : `; rollcall file ${report.sameAs} says why`;
  printer.line(`Left out as before: ${count(report.plan.quarantined, 'row')}${shownBy}`);
}

/** The first changes, and how many more there are. */
export function printChanges(
  printer: Printer,
  { changes, plan, kind }: Pick<PlanReport, 'changes' | 'plan' | 'kind'>,
): void {
  if (changes.length === 0) return;
  printer.line();
  const rows = changes
    .slice(0, shown)
    .map((change) => [
      change.kind,
      ...(kind === 'positions' ? [change.positionId ?? ''] : [change.companyId, change.employeeNo]),
      change.kind === 'deactivated' ? '' : change.fields.filter(isTold).map(fieldChange).join(', '),
    ]);
  const key = kind === 'positions' ? ['position'] : ['company', 'employee'];
  for (const line of renderTable(['change', ...key, 'fields (before -> after)'], rows)) printer.line(line);
  const total = plan.created + plan.updated + plan.reactivated + plan.deactivated + plan.renumbered;
  if (total > shown) printer.line(`... and ${figure(total - shown)} more`);
}

/** That somebody comes or goes is said by the kind of the change. */
function isTold({ field }: FieldChange): boolean {
  return field !== 'active';
}

/** As much of a value as lets it be recognised. */
const longestValue = 24;

function fieldChange({ field, before, after }: FieldChange): string {
  const shownValue = (value: unknown) => {
    if (value === null || value === undefined || value === '') return 'none';
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return text.length > longestValue ? `${text.slice(0, longestValue)}...` : text;
  };
  return `${field} ${shownValue(before)} -> ${shownValue(after)}`;
}

function verdict(printer: Printer, word: string): string {
  const words = word.replaceAll('_', ' ');
  if (word === 'rejected' || word === 'failed') return printer.style('red', words);
  if (word === 'held' || word.endsWith('warnings')) return printer.style('yellow', words);
  return printer.style('green', words);
}

function count(amount: number, noun: string): string {
  return `${figure(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}
