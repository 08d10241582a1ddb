import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import { publicFile } from './public-file.ts';
import type { Cli } from './verb.ts';
import { examples, parseId, verb } from './verb.ts';

/** `cancel`: gives up a file that waits for the feed's schedule. */
export function addCancel(cli: Cli): void {
  const command = cli.program
    .command('cancel')
    .description('give up a staged file; the register stays as it is')
    .argument('<id>', 'the staged file')
    .addHelpText(
      'after',
      `\nA held or approved file is given up by "rollcall discard".\n${examples('rollcall files --status staged', 'rollcall cancel 12')}`,
    );
  verb(cli, command, async (options, [text]) => {
    const id = parseId(text, 'a file');
    return withApp(cli.context, options, {}, async (app) => {
      const file = await app.cancel(id);
      if (options.json) cli.printer.json({ file: publicFile(file) });
      else cli.printer.line(`File ${file.id} (${file.name}) is ${file.status}.`);
      return exitCodes.done;
    });
  });
}
