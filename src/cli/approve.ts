import { exitCodeOfStatus, exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import { publicFile } from './public-file.ts';
import { printImport, wantedChanges } from './render-report.ts';
import type { Cli } from './verb.ts';
import { examples, parseId, verb } from './verb.ts';

/** `approve`: ends a hold by applying the plan that was shown. */
export function addApprove(cli: Cli): void {
  const command = cli.program
    .command('approve')
    .description('apply a held file after all')
    .argument('<id>', 'the held file')
    .option('--now', 'at once, even where the feed has a schedule')
    .addHelpText(
      'after',
      `\nThe approval is for the plan that was shown. If it has grown since, the file is held again (exit code 3).\n${examples('rollcall file 12        # look first', 'rollcall approve 12')}`,
    );
  verb<{ now?: boolean }>(cli, command, async (options, [text]) => {
    const id = parseId(text, 'a file');
    return withApp(cli.context, options, {}, async (app) => {
      const report = await app.approve(id, { now: options.now === true, ...wantedChanges(options) });
      if (options.json) cli.printer.json(report);
      else printImport(cli.printer, report);
      return exitCodeOfStatus(report.status);
    });
  });
}

/** `discard`: ends a hold without applying anything. */
export function addDiscard(cli: Cli): void {
  const command = cli.program
    .command('discard')
    .description('give up a held file; the register stays as it is')
    .argument('<id>', 'the held file')
    .addHelpText('after', examples('rollcall discard 12'));
  verb(cli, command, async (options, [text]) => {
    const id = parseId(text, 'a file');
    return withApp(cli.context, options, {}, async (app) => {
      const file = await app.discard(id);
      if (options.json) cli.printer.json({ file: publicFile(file) });
      else cli.printer.line(`File ${file.id} (${file.name}) is ${file.status}.`);
      return exitCodes.done;
    });
  });
}
