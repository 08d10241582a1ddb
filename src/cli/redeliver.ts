import { AppError } from '../domain/app-error.ts';
import { figure } from '../domain/figure.ts';
import { printDestinations } from './deliveries.ts';
import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

interface RedeliverOptions {
  destination: string;
  feed?: string;
  employeeNo?: string;
  status?: string;
}

/** `redeliver`: sends once more what a destination has refused. */
export function addRedeliver(cli: Cli): void {
  const command = cli.program
    .command('redeliver')
    .description('send once more, as they are now: everybody whom a destination refused, or one employee')
    .requiredOption('--destination <name>', 'the destination')
    .option('--feed <id>', 'only of this feed')
    .option('--employee-no <number>', 'only this employee; with nothing refused, what was delivered last')
    .option('--status <status>', 'refused, which is the default')
    .addHelpText(
      'after',
      examples(
        'rollcall redeliver --destination events',
        'rollcall redeliver --destination events --employee-no 10401',
      ),
    );
  verb<RedeliverOptions>(cli, command, async ({ destination, feed, employeeNo, ...options }) => {
    if (options.status !== undefined && options.status !== 'refused') {
      throw new AppError('usage-status', `What is ${options.status} is not sent once more for all employees.`, {
        hint: 'Use --status refused, or name one employee with --employee-no.',
      });
    }
    return withApp(cli.context, options, {}, async (app) => {
      const report = await app.redeliver({ destination, feed, employeeNo });
      if (options.json) cli.printer.json(report);
      else if (report.redelivered === 0) cli.printer.line('There is nothing to send once more.');
      else {
        cli.printer.line(`To be sent once more: ${figure(report.redelivered)}`);
        printDestinations(cli.printer, report.destinations);
      }
      return exitCodes.done;
    });
  });
}
