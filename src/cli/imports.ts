import type { CorrectionReport, ImportDetail, ImportsReport } from '../app/contract.ts';
import { AppError } from '../domain/app-error.ts';
import { figure } from '../domain/figure.ts';
import { exitCodeOfStatus, exitCodes } from './exit-code.ts';
import { parseLimit } from './files.ts';
import { withApp } from './open-app.ts';
import type { Printer } from './printer.ts';
import { planSummary, printHold, printIssues } from './render-report.ts';
import { renderPairs, renderTable } from './render-table.ts';
import { parseTyped, readTypedValues, type TypedValue } from './typed-values.ts';
import type { Cli } from './verb.ts';
import { examples, parseId, verb } from './verb.ts';

interface ListOptions {
  file?: string;
  state?: string;
  limit: string;
}

/** `imports`: the rows of a file, which can be corrected until it is processed. */
export function addImports(cli: Cli): void {
  const command = cli.program
    .command('imports')
    .description('list the staged employees of a file; show or correct one before the file is processed')
    .enablePositionalOptions()
    .option('--file <id>', 'the file')
    .option('--state <state>', 'only these: staged, quarantined')
    .option('--limit <n>', 'at most this many', '50')
    .addHelpText(
      'after',
      examples(
        'rollcall imports --file 12',
        'rollcall imports --file 12 --state quarantined',
        'rollcall imports show 12-345',
        'rollcall imports set 12-345 payType=A hireEndDate=',
      ),
    );
  verb<ListOptions>(cli, command, async (options) => {
    if (options.file === undefined) {
      throw new AppError('usage-file', 'Say of which file: --file ID.', { hint: '"rollcall files" lists the files.' });
    }
    const fileId = parseId(options.file, 'a file');
    const filter = { state: parseState(options.state), limit: parseLimit(options.limit) };
    return withApp(cli.context, options, {}, async (app) => {
      const report = await app.imports(fileId, filter);
      if (options.json) {
        const { file, imports, counts } = report;
        cli.printer.json({ fileId, status: file.status, counts, imports });
      } else printImports(cli.printer, report, filter);
      return exitCodes.done;
    });
  });
  addShow(cli, command);
  addSet(cli, command);
}

function addShow(cli: Cli, imports: ReturnType<Cli['program']['command']>): void {
  const command = imports
    .command('show')
    .description('show one import: its fields, what is wrong with it, and what was corrected')
    .argument('<import>', 'as "rollcall imports" lists it: the file, and the line on which the row begins')
    .addHelpText('after', examples('rollcall imports show 12-345'));
  verb(cli, command, async (options, [id = '']) =>
    withApp(cli.context, options, {}, async (app) => {
      const detail = await app.importDetail(id);
      if (options.json) cli.printer.json(detail);
      else printDetail(cli.printer, detail);
      return exitCodes.done;
    }),
  );
}

function addSet(cli: Cli, imports: ReturnType<Cli['program']['command']>): void {
  const command = imports
    .command('set')
    .description('correct imports of a file before it is processed; the file is validated and planned anew')
    .argument('<import>', 'the import; several can follow, each with its values')
    .argument(
      '[values...]',
      "field=value, by the file's own name of the field; a national identity number as ssn=-, on stdin",
    )
    .addHelpText(
      'after',
      `\nThe values are judged by the rules of the feed. A correction that would have the whole file rejected is refused. An approval
does not count any more after a correction: look at the new plan, and approve again. The file itself stays as it was sent:
have the system corrected that sends it, or its next roster brings the old value again.\n${examples(
        'rollcall imports set 12-345 payType=A',
        'rollcall imports set 12-345 ssn=- < number.txt',
        'rollcall imports set 12-345 payType=A 12-346 payType=D',
      )}`,
    );
  verb(cli, command, async (options, args) => {
    const wanted = parseCorrections(args);
    return withApp(cli.context, options, {}, async (app) => {
      const secret = await app.identityFields(wanted[0]?.id ?? '');
      const corrections = [];
      for (const { id, values } of wanted) {
        corrections.push({ id, values: await readTypedValues(cli.context, values, secret) });
      }
      const { status: before } = (await app.file(Number.parseInt(wanted[0]?.id ?? '', 10))).file;
      const report = await app.correctImports(corrections);
      if (options.json) cli.printer.json(report);
      else printCorrection(cli.printer, report);
      return report.status === before ? exitCodes.done : exitCodeOfStatus(report.status);
    });
  });
}

/** @throws AppError `usage-value` */
function parseCorrections(args: readonly string[]): { id: string; values: TypedValue[] }[] {
  const wanted: { id: string; values: TypedValue[] }[] = [];
  for (const argument of args) {
    const typed = parseTyped(argument);
    if (typed === null) wanted.push({ id: argument, values: [] });
    else wanted.at(-1)?.values.push(typed);
  }
  const isWhole =
    wanted.length > 0 && wanted.every(({ values }) => values.length > 0) && parseTyped(args[0] ?? '') === null;
  if (isWhole) return wanted;
  throw new AppError('usage-value', 'Name an import and what is to be corrected in it, as field=value.', {
    hint: 'For example: rollcall imports set 12-345 payType=A',
  });
}

function printImports(
  printer: Printer,
  { file, imports, counts }: ImportsReport,
  { state }: { state?: string | undefined },
): void {
  const total = state === undefined ? counts.staged + counts.quarantined : counts[state as keyof typeof counts];
  if (total === 0) {
    printer.line(`File ${file.id} is ${file.status}, and has no ${state ?? 'staged'} rows${whyNone(file.status)}`);
    return;
  }
  const rows = imports.map((row) => [
    row.id,
    String(row.line),
    row.companyId,
    row.employeeNo,
    row.state,
    row.change ?? (row.state === 'quarantined' ? 'left out' : ''),
  ]);
  for (const line of renderTable(['import', 'line', 'company', 'employee', 'state', 'does'], rows)) printer.line(line);
  if (total > imports.length)
    printer.line(`... and ${figure(total - imports.length)} more; --limit shows more of them`);
}

function whyNone(status: string): string {
  if (status === 'rejected' || status === 'discarded' || status === 'cancelled')
    return ': nothing is kept of its rows.';
  return ': what the register has already is not staged, and a first roster goes straight into the register.';
}

function printDetail(printer: Printer, detail: ImportDetail): void {
  const pairs = renderPairs([
    ['import', detail.id],
    ['line', detail.line],
    ['company', detail.companyId],
    ['employee', detail.employeeNo],
    ['state', stateText(detail)],
  ]);
  for (const line of pairs) printer.line(line);
  const fields = Object.entries(detail.fields).filter(([, value]) => value !== null);
  if (fields.length > 0) {
    printer.line();
    for (const line of renderPairs(fields.map(([name, value]) => [name, fieldText(value)]))) printer.line(line);
  }
  if (detail.fieldsAs === 'register') {
    printer.line();
    printer.line(
      fields.length > 0
        ? 'The file itself is not at hand: this is what the register gets of the row, by its own names.'
        : 'The file itself is not at hand, and of a row that is left out no more is kept.',
    );
  }
  if (detail.corrections.length > 0) {
    printer.line();
    const rows = detail.corrections.map(({ at, actor, fields: names }) => [at, actor, names.join(', ')]);
    for (const line of renderTable(['corrected', 'by', 'fields'], rows)) printer.line(line);
  }
  printIssues(printer, detail.issues, detail.issues.length);
}

function stateText({ state, change }: ImportDetail): string {
  if (state === 'quarantined') return 'quarantined: it is left out, and its employee stays as they are';
  if (state === 'unreadable') return 'left out: whose row it is can not be read';
  if (state === 'known') return 'unchanged: the register has this very row';
  return change === null ? 'staged' : `staged: ${change}`;
}

function fieldText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function printCorrection(printer: Printer, report: CorrectionReport): void {
  for (const [index, detail] of report.imports.entries()) {
    if (index > 0) printer.line();
    const done = report.changed ? 'is corrected' : 'was like this already';
    printer.line(`Import ${detail.id} ${done}. It is ${stateText(detail)}.`);
    printIssues(printer, detail.issues, detail.issues.length);
  }
  printer.line();
  printer.line(`File ${report.fileId} is ${report.status}: ${planSummary(report.plan)}`);
  if (report.status === 'held') {
    printHold(printer, report);
    printer.line(`Then: rollcall approve ${report.fileId}, or rollcall discard ${report.fileId}`);
  } else if (report.status === 'staged') {
    printer.line('It is applied when the schedule of its feed says so, or with "rollcall process".');
  }
}

function parseState(text: string | undefined): 'staged' | 'quarantined' | undefined {
  if (text === undefined || text === 'staged' || text === 'quarantined') return text;
  throw new AppError('usage-state', `"${text}" is no state of an import.`, { hint: 'Use staged or quarantined.' });
}
