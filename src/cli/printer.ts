import { styleText } from 'node:util';
import { AppError } from '../domain/app-error.ts';
import type { CliContext } from './context.ts';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green';

/** Everything that a command says goes through here: to stdout what was asked for, to stderr what went wrong. */
export interface Printer {
  line(text?: string): void;
  json(document: unknown): void;
  /** Colour only on a terminal, and not where NO_COLOR is set. */
  style(style: Style, text: string): string;
  error(error: unknown): void;
  note(text: string): void;
}

export function createPrinter(context: CliContext): Printer {
  const coloured = context.stdout.isTTY === true && !context.env.NO_COLOR;
  const colouredErrors = context.stderr.isTTY === true && !context.env.NO_COLOR;
  return {
    line: (text = '') => void context.stdout.write(`${text}\n`),
    json: (document) => void context.stdout.write(`${JSON.stringify(document, null, 2)}\n`),
    style: (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text),
    error(error) {
      const [what, ...rest] = renderError(error).split('\n');
      const first = colouredErrors ? styleText('red', what ?? '', { validateStream: false }) : what;
      context.stderr.write(`${[first, ...rest].join('\n')}\n`);
    },
    note: (text) => void context.stderr.write(`${text}\n`),
  };
}

/** What went wrong, where, and how to mend it. */
export function renderError(error: unknown): string {
  if (error instanceof AppError) {
    return `Error: ${error.message}\n  To mend it: ${error.hint}\n  (${error.code})`;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `Error: something unexpected happened; this is a fault of Rollcall.\n${stack}`;
}

/** The same for programs. */
export function errorDocument(error: unknown) {
  if (error instanceof AppError) {
    const { code, message, hint, retryable } = error;
    return { error: { code, message, hint, retryable } };
  }
  return { error: { code: 'unexpected', message: String(error), hint: null, retryable: false } };
}
