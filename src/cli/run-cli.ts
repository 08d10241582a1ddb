import { readFile } from 'node:fs/promises';
import { Command, CommanderError } from 'commander';
import { addApprove, addDiscard } from './approve.ts';
import { addCancel } from './cancel.ts';
import { addCheck } from './check.ts';
import type { CliContext } from './context.ts';
import { addDeliveries } from './deliveries.ts';
import { addDemo } from './demo.ts';
import { addDoctor } from './doctor.ts';
import { addEmployee } from './employee.ts';
import { addErase } from './erase.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCodeOfError, exitCodes } from './exit-code.ts';
import { addExport } from './export.ts';
import { addFeed } from './feed.ts';
import { addFile } from './file.ts';
import { addFiles } from './files.ts';
import { addHistory } from './history.ts';
import { addImport } from './import.ts';
import { addImports } from './imports.ts';
import { addInit } from './init.ts';
import { addKey } from './key.ts';
import { addMap } from './map.ts';
import { addMigrate } from './migrate.ts';
import { addPause, addResume } from './pause.ts';
import { addPlan } from './plan.ts';
import { addPosition, addPositions } from './positions.ts';
import type { Printer } from './printer.ts';
import { createPrinter, errorDocument } from './printer.ts';
import { addProcess } from './process.ts';
import { addRedeliver } from './redeliver.ts';
import { addRetry } from './retry.ts';
import { addRun } from './run.ts';
import { addUndo } from './undo.ts';
import type { Cli } from './verb.ts';
import { withCommonOptions } from './verb.ts';

const verbs = [
  addDemo,
  addInit,
  addRun,
  addCheck,
  addPlan,
  addImport,
  addProcess,
  addFiles,
  addFile,
  addImports,
  addApprove,
  addDiscard,
  addCancel,
  addRetry,
  addUndo,
  addPause,
  addResume,
  addFeed,
  addEmployee,
  addHistory,
  addErase,
  addExport,
  addPositions,
  addPosition,
  addDeliveries,
  addRedeliver,
  addMap,
  addMigrate,
  addDoctor,
  addKey,
];

/** Runs one command. @returns the exit code; never throws */
export async function runCli(args: readonly string[], context: CliContext): Promise<ExitCode> {
  const printer = createPrinter(context);
  let exitCode: ExitCode = exitCodes.done;
  try {
    const program = await createProgram(context);
    const finish = (code: ExitCode) => {
      exitCode = code;
    };
    const cli: Cli = { program, context, printer, finish };
    for (const addVerb of verbs) addVerb(cli);
    await program.parseAsync(args, { from: 'user' });
    import.meta.keepCompiled?.();
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    return tellError(printer, args, error);
  }
}

async function createProgram(context: CliContext): Promise<Command> {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  const program = withCommonOptions(new Command('rollcall'))
    .description('Takes full employee rosters from an inbox and keeps an employee register true to them.')
    .version(version)
    .exitOverride()
    // What stands behind a command's name is for that command: "employee" has an --id, and "employee set" one of its own.
    .enablePositionalOptions()
    .showHelpAfterError('(add --help for the options)')
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      getOutHelpWidth: () => context.stdout.columns ?? 100,
      getErrHelpWidth: () => 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      'after',
      `
New here? "rollcall demo" shows everything in a few seconds; "rollcall init" starts a project of your own.

Exit codes: 0 done, 1 rejected, 2 wrong usage or config, 3 held, 4 infrastructure failed (worth a retry).`,
    );
  return program;
}

function tellError(printer: Printer, args: readonly string[], error: unknown): ExitCode {
  printer.error(error);
  if (args.includes('--json')) printer.json(errorDocument(error));
  return exitCodeOfError(error);
}
