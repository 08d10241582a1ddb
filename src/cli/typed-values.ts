import { text as readText } from 'node:stream/consumers';
import { AppError } from '../domain/app-error.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { CliContext } from './context.ts';

/** `field=value` as it was typed. */
export interface TypedValue {
  field: string;
  /** `-` where it comes on stdin. */
  text: string;
}

/** Null where the argument is none: it has no `=`, or nothing in front of it. */
export function parseTyped(argument: string): TypedValue | null {
  const at = argument.indexOf('=');
  return at < 1 ? null : { field: argument.slice(0, at), text: argument.slice(at + 1) };
}

/** @throws AppError `usage-value` */
export function parseTypedValues(args: readonly string[]): TypedValue[] {
  return args.map((argument) => {
    const typed = parseTyped(argument);
    if (typed !== null) return typed;
    throw new AppError('usage-value', 'Each value is written as field=value; one of the arguments is not.', {
      hint: 'For example surname=Nordmann; with blanks in it "addressLine=Storgata 1".',
    });
  });
}

/**
 * The values by field. Those that are `-` are lines of stdin, in the order of the arguments.
 *
 * @param secret fields that are never taken as an argument
 * @throws AppError `usage-national-id`, `usage-value`
 */
export async function readTypedValues(
  context: CliContext,
  typed: readonly TypedValue[],
  secret: readonly string[],
): Promise<Record<string, string>> {
  refuseSecrets(typed, secret);
  const repeated = typed.find(({ field }, index) => typed.findIndex((other) => other.field === field) < index);
  if (repeated !== undefined) throw wrongValue(`${shownField(repeated.field)} is given twice.`);
  const asked = typed.filter(({ text }) => text === '-').map(({ field }) => field);
  const lines = asked.length === 0 ? [] : await readLines(context, asked);
  const values = typed.map(({ field, text }) => [field, text === '-' ? (lines[asked.indexOf(field)] ?? '') : text]);
  return Object.fromEntries(values);
}

/** Nothing of what was given is repeated. */
function refuseSecrets(typed: readonly TypedValue[], secret: readonly string[]): void {
  const open = typed.find(
    ({ field, text }) =>
      maskNationalIds(`${field} ${text}`) !== `${field} ${text}` ||
      (secret.includes(field) && text !== '-' && text !== ''),
  );
  if (open === undefined) return;
  const field = secret.includes(open.field) ? open.field : (secret[0] ?? 'nationalId');
  throw new AppError(
    'usage-national-id',
    'A national identity number is never taken as an argument: it would stay in the shell history and show in the list of processes.',
    { hint: `Write ${field}=- and give the number on stdin.` },
  );
}

async function readLines(context: CliContext, asked: readonly string[]): Promise<string[]> {
  if (context.stdin.isTTY) {
    const what = asked.map(shownField).join(', ');
    context.stderr.write(
      `${asked.length === 1 ? `${what}, then` : `${what}, each on a line, then`} Enter and Ctrl-D:\n`,
    );
  }
  const lines = (await readText(context.stdin)).replace(/\r?\n$/, '').split(/\r?\n/);
  if (lines.length === asked.length && lines.every((line) => line.trim() !== '')) {
    return lines.map((line) => line.trim());
  }
  const expected = asked.length === 1 ? 'one line' : `${asked.length} lines`;
  throw wrongValue(`On stdin ${expected} should come, for ${asked.map(shownField).join(', ')}.`);
}

function shownField(field: string): string {
  return field.slice(0, 60);
}

function wrongValue(message: string): AppError {
  return new AppError('usage-value', message, { hint: 'Nothing was changed.' });
}
