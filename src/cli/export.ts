import { extname } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { ExportReport } from '../app/contract.ts';
import { AppError } from '../domain/app-error.ts';
import { figure } from '../domain/figure.ts';
import { type FieldToAskFor, fieldsToAskFor, type OverviewFormat, overviewFormats } from '../export/contract.ts';
import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import type { Printer } from './printer.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

interface ExportOptions {
  feed: string;
  out: string;
  with: FieldToAskFor[];
}

/** `export`: everybody in a feed's register as a spreadsheet. */
export function addExport(cli: Cli): void {
  const command = cli.program
    .command('export')
    .description("write an overview of a feed's employees, active and deactivated, as a spreadsheet")
    .requiredOption('--feed <id>', 'whose employees')
    .requiredOption('--out <file>', 'a name that ends in .xlsx or .csv; a file that is there is replaced')
    .option('--with <fields>', `also ${fieldsToAskFor.join(', ')}; by comma`, parseFields, [])
    .addHelpText(
      'after',
      `
The file is readable by you alone. National identity numbers and disabilities are in it only where --with names them.
${examples('rollcall export --feed acme --out acme.xlsx', 'rollcall export --feed acme --out acme.csv --with attributes')}`,
    );
  verb<ExportOptions>(cli, command, async (options) => {
    const format = formatOf(options.out);
    return withApp(cli.context, options, {}, async (app) => {
      const { feed, out, with: fields } = options;
      const report = await app.export({ feed, out, format, fields, stop: cli.context.onStop() });
      if (options.json) cli.printer.json(report);
      else printReport(cli.printer, report);
      return exitCodes.done;
    });
  });
}

function parseFields(text: string): FieldToAskFor[] {
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) {
    if (fieldsToAskFor.some((field) => field === name)) continue;
    throw new InvalidArgumentError(`"${name}" is none of ${fieldsToAskFor.join(', ')}. All others are there anyway.`);
  }
  return fieldsToAskFor.filter((field) => names.includes(field));
}

function formatOf(path: string): OverviewFormat {
  const ending = extname(path).slice(1).toLowerCase();
  const format = overviewFormats.find((one) => one === ending);
  if (format !== undefined) return format;
  throw new AppError('usage-format', `What kind of file "${path}" shall be can't be told by its name.`, {
    hint: 'Let it end in .xlsx or .csv.',
  });
}

function printReport(printer: Printer, { file, feed, active, deactivated, lastRoster, fields }: ExportReport): void {
  const everybody = figure(active + deactivated);
  printer.line(
    `${file}: ${everybody} employees of ${feed}, ${figure(active)} active and ${figure(deactivated)} deactivated.`,
  );
  if (lastRoster !== null) printer.line(`Its last roster was ${lastRoster.name}, taken at ${lastRoster.at}.`);
  const secrets = fields.filter((field) => field !== 'attributes');
  if (secrets.length > 0) printer.note(`It holds ${secrets.join(', ')} in plain text: delete it when it has served.`);
}
