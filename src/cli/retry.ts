import { exitCodeOfStatus } from './exit-code.ts';
import { withApp } from './open-app.ts';
import { printImport, wantedChanges } from './render-report.ts';
import type { Cli } from './verb.ts';
import { examples, parseId, verb } from './verb.ts';

/** `retry`: takes up a failed file again. */
export function addRetry(cli: Cli): void {
  const command = cli.program
    .command('retry')
    .description('take up a failed file again, now')
    .argument('<id>', 'the failed file')
    .addHelpText('after', examples('rollcall files --status failed', 'rollcall retry 12'));
  verb(cli, command, async (options, [text]) => {
    const id = parseId(text, 'a file');
    return withApp(cli.context, options, {}, async (app) => {
      const report = await app.retry(id, wantedChanges(options));
      if (options.json) cli.printer.json(report);
      else printImport(cli.printer, report);
      return exitCodeOfStatus(report.status);
    });
  });
}
