import type { HistoryEntry, PrunedBefore } from '../store/contract.ts';
import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import type { Printer } from './printer.ts';
import { renderTable } from './render-table.ts';
import type { Cli } from './verb.ts';
import { examples, parseId, verb } from './verb.ts';

/** `history`: every change of one employee. */
export function addHistory(cli: Cli): void {
  const command = cli.program
    .command('history')
    .description('show every change of one employee: when, which file and line, before and after')
    .argument('<id>', 'the register\'s id, as "rollcall employee" shows it')
    .addHelpText('after', examples('rollcall history 41'));
  verb(cli, command, async (options, [text]) => {
    const id = parseId(text, 'an employee');
    return withApp(cli.context, options, {}, async (app) => {
      printHistory(cli.printer, options, await app.history(id), await app.pruned());
      return exitCodes.done;
    });
  });
}

/** The changes of an employee or a position, and that older ones have been removed where there were such. */
export function printHistory(
  printer: Printer,
  options: { json?: boolean },
  changes: readonly HistoryEntry[],
  pruned: PrunedBefore,
): void {
  const [created] = changes;
  const prunedBefore = created !== undefined && created.at < (pruned.history ?? '') ? pruned.history : null;
  if (options.json) {
    printer.json({ changes, prunedBefore });
    return;
  }
  for (const line of renderHistory(changes)) printer.line(line);
  if (prunedBefore === null) return;
  printer.line(
    `Changes from before ${prunedBefore}, but for the first, have been removed (keep.history in the config).`,
  );
}

function renderHistory(changes: readonly HistoryEntry[]): string[] {
  const rows = changes.flatMap((change) => {
    const source = sourceOf(change);
    const first = [change.at, change.kind, change.reason === undefined ? source : `${source}: ${change.reason}`];
    if (change.fields.length === 0) return [[...first, '', '', '']];
    return change.fields.map((field, index) => [
      ...(index === 0 ? first : ['', '', '']),
      field.field,
      valueText(field.before),
      valueText(field.after),
    ]);
  });
  return renderTable(['when', 'change', 'by', 'field', 'before', 'after'], rows);
}

function sourceOf({ fileId, fileName, line, actor }: HistoryEntry): string {
  if (fileName !== null) return `${fileName}:${line ?? '-'}`;
  return fileId === null ? actor : `file ${fileId}, removed`;
}

export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
