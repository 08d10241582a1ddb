import type { PauseReport } from '../app/contract.ts';
import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import type { Printer } from './printer.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

/** `pause`: stops a feed. */
export function addPause(cli: Cli): void {
  const command = cli.program
    .command('pause')
    .description('stop taking and processing files of a feed, also after a restart, until it is resumed')
    .argument('<feed>', 'the feed')
    .addHelpText(
      'after',
      `\nA file that is being applied is finished. approve and discard are recorded, and an approved file is applied when the feed\ngoes on; import, process and retry are refused (exit code 4).\n${examples('rollcall pause acme', 'rollcall files                # says which feeds are paused')}`,
    );
  verb(cli, command, async (options, [feed = '']) =>
    withApp(cli.context, options, {}, async (app) => {
      const report = await app.pause(feed);
      if (options.json) cli.printer.json(report);
      else printPause(cli.printer, report);
      return exitCodes.done;
    }),
  );
}

/** `resume`: lets it go on. */
export function addResume(cli: Cli): void {
  const command = cli.program
    .command('resume')
    .description('go on with a paused feed')
    .argument('<feed>', 'the feed')
    .addHelpText('after', examples('rollcall resume acme'));
  verb(cli, command, async (options, [feed = '']) =>
    withApp(cli.context, options, {}, async (app) => {
      const report = await app.resume(feed);
      if (options.json) cli.printer.json(report);
      else if (report.changed) cli.printer.line(`Feed ${feed} goes on.`);
      else cli.printer.line(`Feed ${feed} is not paused.`);
      return exitCodes.done;
    }),
  );
}

function printPause(printer: Printer, { feed, changed, since, by, inWork }: PauseReport): void {
  printer.line(changed ? `Feed ${feed} is paused.` : `Feed ${feed} is paused already, by ${by} since ${since}.`);
  for (const id of inWork) printer.line(`File ${id} is in work, and finished if it is being applied.`);
  printer.line(`Then: rollcall resume ${feed}`);
}
