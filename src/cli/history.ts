import type { HistoryEntry } from '../store/contract.ts';
import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
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
      const changes = await app.history(id);
      if (options.json) cli.printer.json({ changes });
      else for (const line of renderHistory(changes)) cli.printer.line(line);
      return exitCodes.done;
    });
  });
}

export function renderHistory(changes: readonly HistoryEntry[]): string[] {
  const rows = changes.flatMap((change) => {
    const source = change.fileName === null ? change.actor : `${change.fileName}:${change.line ?? '-'}`;
    const first = [change.at, change.kind, source];
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

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
