import type { Command } from 'commander';
import { AppError } from '../domain/app-error.ts';
import type { CliContext, CommonOptions } from './context.ts';
import type { ExitCode } from './exit-code.ts';
import type { Printer } from './printer.ts';

/** What each verb's file gets to add itself to the program. */
export interface Cli {
  program: Command;
  context: CliContext;
  printer: Printer;
  finish(code: ExitCode): void;
}

/** Gives the verb the options of every command, and its work. */
export function verb<Options extends object>(
  cli: Cli,
  command: Command,
  work: (options: Options & CommonOptions, args: string[]) => Promise<ExitCode>,
): Command {
  return withCommonOptions(command).action(async () => {
    const options = { ...givenBefore(command), ...command.opts() } as Options & CommonOptions;
    cli.finish(await work(options, command.args));
  });
}

/** Options of every command that stand in front of this one's name, or of that of the command that it belongs to. */
function givenBefore({ parent }: Command): CommonOptions {
  if (parent === null) return {};
  const { config, json, verbose } = parent.opts<CommonOptions>();
  const given = Object.entries({ config, json, verbose }).filter(([, value]) => value !== undefined);
  return { ...givenBefore(parent), ...Object.fromEntries(given) };
}

export function withCommonOptions(command: Command): Command {
  return command
    .option('--config <path>', 'the config (default: ROLLCALL_CONFIG, else config/rollcall.yaml)')
    .option('--json', 'print one JSON document')
    .option('--verbose', 'log every step to stderr');
}

/** Help text below the options. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/** The id of a file or an employee. */
export function parseId(text: string | undefined, what: string): number {
  if (text !== undefined && /^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new AppError('usage-id', `The id of ${what} is a whole number, like 12.`, {
    hint: what === 'a file' ? '"rollcall files" lists the files with their ids.' : '"rollcall employee" tells the id.',
  });
}
