import { Readable } from 'node:stream';
import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import { printPlan } from './render-report.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';
import { renderChangesCsv, writePrivately } from './write-csv.ts';

/** `plan`: what a file would change; nothing is kept. */
export function addPlan(cli: Cli): void {
  const command = cli.program
    .command('plan')
    .description('show what a roster file would change in the register; writes nothing')
    .argument('<file>', 'the roster file')
    .requiredOption('--feed <id>', 'the feed that the file belongs to')
    .option('--changes <out.csv>', 'write every change, field by field, with the values before and after')
    .addHelpText(
      'after',
      `\nOn SQLite nobody else can write to the register meanwhile, which a large file makes felt: a daemon waits.\nExits 1 when the file would be rejected, 3 when it would be held.\n${examples('rollcall plan roster.csv --feed acme', 'rollcall plan roster.csv --feed acme --changes changes.csv')}`,
    );
  verb<{ feed: string; changes?: string }>(cli, command, (options, [file = '']) =>
    withApp(cli.context, options, {}, async (app) => {
      const report = await app.plan(file, options.feed);
      if (options.changes !== undefined) {
        await writePrivately(options.changes, Readable.from(renderChangesCsv(report.changes, report.kind)));
      }
      if (options.json) cli.printer.json(report);
      else printPlan(cli.printer, report);
      if (report.verdict === 'rejected') return exitCodes.rejected;
      return report.held ? exitCodes.held : exitCodes.done;
    }),
  );
}
