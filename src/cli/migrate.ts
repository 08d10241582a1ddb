import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

/** `migrate`: brings the database's tables up to date. */
export function addMigrate(cli: Cli): void {
  const command = cli.program
    .command('migrate')
    .description("bring the database's tables up to date")
    .addHelpText(
      'after',
      `\nSQLite is brought up to date by "rollcall run" itself. Make a backup before you migrate MySQL or MariaDB.\n${examples('rollcall migrate')}`,
    );
  verb(cli, command, (options) =>
    withApp(cli.context, options, {}, async (app) => {
      const report = await app.migrate();
      if (options.json) cli.printer.json(report);
      else if (report.applied.length === 0) cli.printer.line('The tables are up to date.');
      else cli.printer.line(`Applied: ${report.applied.join(', ')}`);
      return exitCodes.done;
    }),
  );
}
