import { exitCodeOfStatus } from './exit-code.ts';
import { withApp } from './open-app.ts';
import { printImport, wantedChanges } from './render-report.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

/** `import`: the whole way for one file, now. */
export function addImport(cli: Cli): void {
  const command = cli.program
    .command('import')
    .description('take one roster file the whole way, now; sends its mails, and the changes to the destinations')
    .argument('<file>', 'the roster file; it stays where it is')
    .requiredOption('--feed <id>', 'the feed that the file belongs to')
    .option('--no-deliver', 'tell the destinations nothing of what it changes')
    .addHelpText(
      'after',
      `\nExits 1 when the file is rejected, 3 when it is held.\n${examples('rollcall import roster.csv --feed acme')}`,
    );
  verb<{ feed: string; deliver: boolean }>(cli, command, (options, [file = '']) =>
    withApp(cli.context, options, {}, async (app) => {
      const report = await app.import(file, options.feed, { ...wantedChanges(options), deliver: options.deliver });
      if (options.json) cli.printer.json(report);
      else printImport(cli.printer, report);
      return exitCodeOfStatus(report.status);
    }),
  );
}
