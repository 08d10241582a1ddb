import { Readable } from 'node:stream';
import type { App, FileReport } from '../app/contract.ts';
import { describeDialect } from '../domain/roster-dialect.ts';
import { systemStatus } from '../domain/system-status.ts';
import { deliverySummary } from './delivery-summary.ts';
import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import type { Printer } from './printer.ts';
import { publicFile } from './public-file.ts';
import { issueSummary, planSummary, printHold, printIssues } from './render-report.ts';
import { renderPairs, renderTable } from './render-table.ts';
import type { Cli } from './verb.ts';
import { examples, parseId, verb } from './verb.ts';
import { renderChangesCsv, renderIssuesCsv, writePrivately, writeWhole } from './write-csv.ts';

interface FileOptions {
  errors?: string;
  changes?: string;
  roster?: string;
}

/** `file`: everything about one file. */
export function addFile(cli: Cli): void {
  const command = cli.program
    .command('file')
    .description('show one file: verdict, plan, issues, hold reasons, corrections, mails, deliveries')
    .argument('<id>', 'as "rollcall files" lists it')
    .option('--errors <out.csv>', 'write the complete list of issues')
    .option('--changes <out.csv>', 'write the complete list of changes')
    .option('--roster <out>', 'write the roster itself out of the archive, decrypted where it was encrypted')
    .addHelpText('after', examples('rollcall file 12', 'rollcall file 12 --errors errors.csv --changes changes.csv'));
  verb<FileOptions>(cli, command, async (options, [text]) => {
    const id = parseId(text, 'a file');
    return withApp(cli.context, options, {}, async (app) => {
      const report = await app.file(id);
      await writeLists(cli.printer, app, report, options);
      if (options.json) {
        const { file, undoneBy, ...found } = report;
        const { holdReasons, diagnosis } = file;
        const undo = undoneBy === null ? null : publicFile(undoneBy);
        cli.printer.json({ file: publicFile(file), holdReasons, diagnosis, ...found, undoneBy: undo });
      } else printFile(cli.printer, report);
      return exitCodes.done;
    });
  });
}

async function writeLists(printer: Printer, app: App, report: FileReport, options: FileOptions): Promise<void> {
  const { file, issues } = report;
  if (options.errors !== undefined) {
    const complete = await app.fileErrors(file.id);
    await writePrivately(options.errors, Readable.from(complete ?? renderIssuesCsv(issues)));
    if (complete === null && issues.length < file.issueCounts.total) {
      printer.note(`The complete list is gone; ${options.errors} has the first ${issues.length} issues.`);
    }
  }
  if (options.changes !== undefined) {
    await writePrivately(options.changes, Readable.from(renderChangesCsv(app.fileChanges(file.id), file.kind)));
  }
  if (options.roster !== undefined) await writeWhole(options.roster, await app.fileRoster(file.id));
}

/** Beside it what the users of the system know it as. */
function statusText({ layout, status }: FileReport['file']): string {
  const theirs = systemStatus(layout, status);
  return theirs === null ? status : `${status} (${layout}: ${theirs})`;
}

function printFile(printer: Printer, report: FileReport): void {
  const { file, issues, mails, deliveries, undoneBy } = report;
  const pairs = renderPairs([
    ['file', `${file.id}: ${file.name}`],
    ['feed', `${file.feed} (${file.layout})`],
    ['kind', file.kind],
    ['status', statusText(file)],
    ['received', file.receivedAt],
    ['processed', file.processedAt],
    ['bytes', file.size],
    ['sha256', file.sha256],
    ['rows', file.rows],
    ['written as', file.dialect === null ? null : describeDialect(file.dialect)],
    ['issues', issueSummary(file.issueCounts)],
    ['changes', planSummary(file.plan)],
    ['plan', planText(file)],
    ...(file.decidedBy === null ? [] : ([[decisionOf(file), `by ${file.decidedBy}, ${file.decidedAt}`]] as const)),
    ...deliveries.map((one) => [`to ${one.destination}`, deliverySummary(one)] as const),
    ...(file.undoes === null ? [] : ([['undoes', `file ${file.undoes}, by ${file.doneBy}`]] as const)),
    ...(undoneBy === null
      ? []
      : ([['undone by', `file ${undoneBy.id}, ${undoneBy.doneBy} on ${undoneBy.processedAt}`]] as const)),
    ...(file.supersededBy === null ? [] : ([['superseded by', `file ${file.supersededBy}`]] as const)),
    ...(file.failure === null ? [] : ([['failed', `${file.failure.message} ${file.failure.hint}`]] as const)),
  ]);
  for (const line of pairs) printer.line(line);
  printHold(printer, file, file.status === 'held' ? 'Held' : 'Was held');
  printIssues(printer, issues, file.issueCounts.total);
  printCorrections(printer, report);
  if (mails.length === 0) return;
  printer.line();
  const rows = mails.map((mail) => [mail.event, mail.recipient, mail.status, mail.attempts, mail.lastError ?? '']);
  for (const line of renderTable(['mail', 'to', 'status', 'attempts', 'last error'], rows)) printer.line(line);
}

function planText({ planNo, planVersion, approvedPlanNo }: FileReport['file']): string | null {
  if (planNo === 0) return null;
  const version = planVersion === null ? '' : `, on version ${planVersion} of the register`;
  const approved = approvedPlanNo === null || approvedPlanNo === planNo ? '' : `; approved was ${approvedPlanNo}`;
  return `${planNo}${version}${approved}`;
}

function decisionOf({ status }: FileReport['file']): string {
  return status === 'discarded' || status === 'cancelled' ? status : 'approved';
}

function printCorrections(printer: Printer, { corrections }: FileReport): void {
  if (corrections.length === 0) return;
  printer.line();
  const rows = corrections.map(({ at, actor, importId, fields }) => [at, actor, importId, fields.join(', ')]);
  for (const line of renderTable(['corrected', 'by', 'import', 'fields'], rows)) printer.line(line);
}
