import { exitCodes } from './exit-code.ts';
import { giveBackMemory } from './lean-loading.ts';
import { withApp } from './open-app.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

/** The first round of all feeds is done by then. */
const startIsOverMs = 3000;

/** `run`: the daemon, in the foreground. */
export function addRun(cli: Cli): void {
  const command = cli.program
    .command('run')
    .description('watch the inboxes and keep the register true to the rosters, until stopped')
    .addHelpText(
      'after',
      `\nLogs JSON lines on stderr. SIGTERM or Ctrl-C stops it cleanly: the file it applies is finished first.\n${examples('rollcall run', 'pm2 start ecosystem.config.cjs')}`,
    );
  verb(cli, command, (options) => {
    const stop = cli.context.onStop();
    return withApp(cli.context, options, { daemon: true }, async (app) => {
      await app.run(stop, () => {
        cli.context.onReady();
        setTimeout(giveBackMemory, startIsOverMs).unref();
      });
      return exitCodes.done;
    });
  });
}
