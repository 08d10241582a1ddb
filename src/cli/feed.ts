import type { AdoptReport } from '../app/contract.ts';
import { figure } from '../domain/figure.ts';
import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import type { Printer } from './printer.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

/** `feed adopt`: a renamed feed takes over its employees. */
export function addFeed(cli: Cli): void {
  const feed = cli.program.command('feed').description('what belongs to a feed').addHelpText('after', adoptExamples);
  const command = feed
    .command('adopt')
    .description('a renamed feed takes over the employees, files and history that it has brought under its old name')
    .argument('<old>', 'the name that is not in the config any more')
    .argument('<new>', 'the name that the config has now')
    .addHelpText(
      'after',
      `\nThe next roster of the new name is then compared as the old one's would have been: nobody is created or deactivated for
the new name. Stop the daemon before you rename a feed, and start it after this: a daemon that finds the new name without
employees takes its first roster for new people, and two registers can't become one.\n${adoptExamples}`,
    );
  verb(cli, command, async (options, [from = '', to = '']) =>
    withApp(cli.context, options, {}, async (app) => {
      const report = await app.adopt(from, to);
      if (options.json) cli.printer.json(report);
      else printAdoption(cli.printer, report);
      return exitCodes.done;
    }),
  );
}

const adoptExamples = examples('rollcall feed adopt acme acme-norway');

function printAdoption(printer: Printer, { from, to, adopted }: AdoptReport): void {
  const { employees, positions, files, mails, deliveries } = adopted;
  printer.line(
    `Feed ${to} has taken over from ${from}: ${figure(employees)} employees, ${figure(positions)} positions, ${figure(files)} files, ${figure(mails)} mails and ${figure(deliveries)} deliveries, with their history.`,
  );
  printer.line(`A daemon that still works with the name ${from} takes nothing for it; restart it.`);
}
