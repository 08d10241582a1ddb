import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

/** `doctor`: tries everything that the config names. */
export function addDoctor(cli: Cli): void {
  const command = cli.program
    .command('doctor')
    .description('try the config, the database, the mail server and every inbox, and say how to mend what fails')
    .addHelpText('after', `\nExits 4 when something fails.\n${examples('rollcall doctor')}`);
  verb(cli, command, (options) =>
    withApp(cli.context, options, { register: false }, async (app) => {
      const findings = await app.doctor();
      const healthy = findings.every((finding) => finding.ok);
      if (options.json) cli.printer.json({ ok: healthy, findings });
      else {
        for (const finding of findings) {
          const mark = finding.ok ? cli.printer.style('green', 'ok  ') : cli.printer.style('red', 'FAIL');
          cli.printer.line(`${mark}  ${finding.subject}: ${finding.message}`);
          if (finding.mend !== null) cli.printer.line(`      To mend it: ${finding.mend}`);
        }
      }
      return healthy ? exitCodes.done : exitCodes.infrastructure;
    }),
  );
}
