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
import { renderChangesCsv, renderIssuesCsv, writePrivately } from './write-csv.ts';

interface FileOptions {
  errors?: string;
  changes?: string;
}

/** `file`: everything about one file. */
export function addFile(cli: Cli): void {
  const command = cli.program
    .command('file')
    .description('show one file: verdict, issues, hold reasons, mails, deliveries')
    .argument('<id>', 'as "rollcall files" lists it')
    .option('--errors <out.csv>', 'write the complete list of issues')
    .option('--changes <out.csv>', 'write the complete list of changes')
    .addHelpText('after', examples('rollcall file 12', 'rollcall file 12 --errors errors.csv --changes changes.csv'));
  verb<FileOptions>(cli, command, async (options, [text]) => {
    const id = parseId(text, 'a file');
    return withApp(cli.context, options, {}, async (app) => {
      const report = await app.file(id);
      await writeLists(cli.printer, app, report, options);
      if (options.json) {
        const { file, issues, mails, deliveries, undoneBy } = report;
        cli.printer.json({
          file: publicFile(file),
          issues,
          holdReasons: file.holdReasons,
          diagnosis: file.diagnosis,
          mails,
          deliveries,
          undoneBy: undoneBy === null ? null : publicFile(undoneBy),
        });
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
}

/** Beside it what the users of the system know it as. */
function statusText({ layout, status }: FileReport['file']): string {
  const theirs = systemStatus(layout, status);
  return theirs === null ? status : `${status} (${layout}: ${theirs})`;
}

function printFile(printer: Printer, { file, issues, mails, deliveries, undoneBy }: FileReport): void {
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
  if (mails.length === 0) return;
  printer.line();
  const rows = mails.map((mail) => [mail.event, mail.recipient, mail.status, mail.attempts, mail.lastError ?? '']);
  for (const line of renderTable(['mail', 'to', 'status', 'attempts', 'last error'], rows)) printer.line(line);
}
