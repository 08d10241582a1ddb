import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import { printCheck } from './render-report.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

/** `check`: the rules of the feed's layout, nothing else. */
export function addCheck(cli: Cli): void {
  const command = cli.program
    .command('check')
    .description('validate a roster file; writes nothing and needs no database')
    .argument('<file>', 'the roster file')
    .requiredOption('--feed <id>', 'whose layout and rules to use')
    .addHelpText(
      'after',
      `\nExits 1 when the file would be rejected.\n${examples('rollcall check roster.csv --feed acme', 'rollcall check roster.csv --feed acme --json | jq .issueCounts')}`,
    );
  verb<{ feed: string }>(cli, command, (options, [file = '']) =>
    withApp(cli.context, options, { register: false }, async (app) => {
      const report = await app.check(file, options.feed);
      if (options.json) cli.printer.json(report);
      else printCheck(cli.printer, report);
      return report.verdict === 'rejected' ? exitCodes.rejected : exitCodes.done;
    }),
  );
}
