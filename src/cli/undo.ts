import type { UndoReport } from '../app/contract.ts';
import { figure } from '../domain/figure.ts';
import type { KeptField } from '../store/contract.ts';
import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import type { Printer } from './printer.ts';
import { planSummary, printChanges, shown, wantedChanges } from './render-report.ts';
import { renderTable } from './render-table.ts';
import type { Cli } from './verb.ts';
import { examples, parseId, verb } from './verb.ts';

/** `undo`: puts the register back to how it was before a file. */
export function addUndo(cli: Cli): void {
  const command = cli.program
    .command('undo')
    .description('put the register back to how it was before a processed file, field by field')
    .argument('<id>', 'the processed file')
    .option('--dry-run', 'only tell what would be done')
    .addHelpText(
      'after',
      `\nWhat a later file or a person has changed stays, and is listed. Whom the file had created becomes inactive.
Destinations hear of it: what they have not got yet is cancelled, the reverse of the rest is sent.\n${examples('rollcall undo 12 --dry-run   # look first', 'rollcall undo 12')}`,
    );
  verb<{ dryRun?: boolean }>(cli, command, async (options, [text]) => {
    const id = parseId(text, 'a file');
    return withApp(cli.context, options, {}, async (app) => {
      const report = await app.undo(id, { dryRun: options.dryRun === true, ...wantedChanges(options) });
      if (options.json) cli.printer.json(report);
      else printUndo(cli.printer, report);
      return exitCodes.done;
    });
  });
}

function printUndo(printer: Printer, report: UndoReport): void {
  const { undoes, name, fileId, plan, kept } = report;
  const { unchanged: _, ...done } = plan;
  const what = planSummary({ ...done, unchanged: 0 });
  printer.line(
    fileId === null
      ? `Undoing file ${undoes} (${name}) would do this: ${what}`
      : `File ${undoes} (${name}) is ${printer.style('green', 'undone')} by file ${fileId}: ${what}`,
  );
  printChanges(printer, report);
  printKept(printer, kept);
  for (const { destination, cancelled, queued } of report.deliveries) {
    printer.line(
      `To ${destination}: ${figure(cancelled)} not sent and cancelled, ${figure(queued)} to tell what was undone`,
    );
  }
}

function printKept(printer: Printer, kept: readonly KeptField[]): void {
  if (kept.length === 0) return;
  printer.line();
  printer.line(printer.style('yellow', `Stays as it is, ${figure(kept.length)} in all:`));
  const isOfPositions = kept.some(({ positionId }) => positionId !== undefined);
  const rows = kept
    .slice(0, shown)
    .map(({ companyId, employeeNo, positionId, field, because }) => [
      ...(isOfPositions ? [positionId ?? ''] : [companyId, employeeNo]),
      field,
      reasonText(because),
    ]);
  const key = isOfPositions ? ['position'] : ['company', 'employee'];
  for (const line of renderTable([...key, 'field', 'because'], rows)) printer.line(line);
  if (kept.length > shown) printer.line(`... and ${figure(kept.length - shown)} more`);
}

function reasonText({ code, fileId, actor, at, employeeId }: KeptField['because']): string {
  if (code === 'key-taken') return `the employee with the id ${employeeId} has it now`;
  if (code === 'erased') return 'the value before has been erased';
  return fileId === null ? `${actor} changed it on ${at}` : `file ${fileId} changed it later`;
}
