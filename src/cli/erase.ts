import { createInterface } from 'node:readline/promises';
import type { EraseReport } from '../app/contract.ts';
import { AppError } from '../domain/app-error.ts';
import type { CliContext } from './context.ts';
import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import type { Printer } from './printer.ts';
import { renderTable } from './render-table.ts';
import type { Cli } from './verb.ts';
import { examples, parseId, verb } from './verb.ts';

interface EraseOptions {
  employee: string;
  archives?: boolean;
  yes?: boolean;
}

/** `erase`: a person's request that nothing is kept of them. */
export function addErase(cli: Cli): void {
  const command = cli.program
    .command('erase')
    .description("remove a person's data for good; what was changed when, by whom and by which file stays")
    .requiredOption('--employee <id>', 'the register\'s id, as "rollcall employee" shows it')
    .option(
      '--archives',
      'also erase the keys of the encrypted rosters that hold the person: nobody can read those any more',
    )
    .option('--yes', "don't ask, also on a terminal")
    .addHelpText(
      'after',
      `\nNames the files in the inbox that may still hold the person. Refused (exit code 2) while the feed's last roster brings them:
the next one would bring them back.\n${examples('rollcall erase --employee 41', 'rollcall erase --employee 41 --archives --yes')}`,
    );
  verb<EraseOptions>(cli, command, async (options) => {
    const id = parseId(options.employee, 'an employee');
    if (options.yes !== true && options.json !== true) await confirm(cli.context, id);
    return withApp(cli.context, options, {}, async (app) => {
      const report = await app.erase(id, { archives: options.archives === true });
      if (options.json) cli.printer.json(report);
      else printErasure(cli.printer, report);
      return exitCodes.done;
    });
  });
}

/** A script means what it says; a person at a terminal is asked once. */
async function confirm({ stdin, stdout }: CliContext, id: number): Promise<void> {
  if (stdin.isTTY !== true || stdout.isTTY !== true) return;
  const prompt = createInterface({ input: stdin, output: stdout });
  try {
    const answer = await prompt.question(`This can't be undone. Type ${id} to erase employee ${id}: `);
    if (answer.trim() === String(id)) return;
  } finally {
    prompt.close();
  }
  throw new AppError('usage-not-confirmed', 'Nothing was erased.', {
    hint: `Type the employee's id when you are asked, or give --yes.`,
  });
}

function printErasure(printer: Printer, report: EraseReport): void {
  const { employeeId, feed, erasedAt, erasedBy, changed, archives, archivesErased } = report;
  printer.line(
    changed
      ? `Employee ${employeeId} of feed ${feed} is erased.`
      : `Employee ${employeeId} of feed ${feed} was erased by ${erasedBy} on ${erasedAt}.`,
  );
  if (archivesErased > 0) printer.line(`The keys of ${archivesErased} encrypted rosters are erased, too.`);
  const readable = archives.filter(({ state }) => state !== 'erased');
  if (readable.length === 0) {
    printer.line('No readable file in the inbox holds them.');
    return;
  }
  printer.line('These files in the inbox may still hold them:');
  const rows = readable.map(({ fileId, receivedAt, place, state }) => [fileId, receivedAt, place, state]);
  for (const line of renderTable(['file', 'received', 'place', 'state'], rows)) printer.line(line);
  if (readable.some(({ state }) => state === 'encrypted')) {
    printer.line(
      `encrypted: "rollcall erase --employee ${employeeId} --archives" makes them unreadable, for everybody in them.`,
    );
  }
  if (readable.some(({ state }) => state === 'plain')) printer.line('plain: remove them by hand, also from backups.');
}
