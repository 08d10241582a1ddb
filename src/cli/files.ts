import { AppError } from '../domain/app-error.ts';
import type { FileStatus } from '../domain/file-status.ts';
import { fileStatuses } from '../domain/file-status.ts';
import { systemStatus } from '../domain/system-status.ts';
import type { RosterFile } from '../store/contract.ts';
import { describePause } from './describe-pause.ts';
import { exitCodes } from './exit-code.ts';
import { withApp } from './open-app.ts';
import { publicFile } from './public-file.ts';
import { planSummary } from './render-report.ts';
import { renderTable } from './render-table.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

/** `files`: the ledger. */
export function addFiles(cli: Cli): void {
  const command = cli.program
    .command('files')
    .description('list the roster files and their verdicts, newest first')
    .option('--feed <id>', 'only this feed')
    .option('--status <status>', `only files of this status: ${fileStatuses.join(', ')}`)
    .option('--limit <n>', 'at most this many', '50')
    .addHelpText('after', examples('rollcall files --feed acme', 'rollcall files --status held'));
  verb<{ feed?: string; status?: string; limit: string }>(cli, command, async (options) => {
    const status = parseStatus(options.status);
    const limit = parseLimit(options.limit);
    return withApp(cli.context, options, {}, async (app) => {
      const files = await app.files({ feed: options.feed, status, limit });
      const pauses = (await app.pauses()).filter(({ feed }) => options.feed === undefined || feed === options.feed);
      if (options.json) cli.printer.json({ files: files.map(publicFile), paused: pauses });
      else {
        if (files.length === 0) cli.printer.line('No files.');
        else for (const line of renderFiles(files)) cli.printer.line(line);
        for (const pause of pauses) cli.printer.line(cli.printer.style('yellow', describePause(pause)));
      }
      return exitCodes.done;
    });
  });
}

/** What only some feeds have, positions and words of their own for a status, has a column only where it is among the files. */
function renderFiles(files: readonly RosterFile[]): string[] {
  const hasPositions = files.some(({ kind }) => kind === 'positions');
  const hasSystem = files.some(({ layout, status }) => systemStatus(layout, status) !== null);
  const rows = files.map((file) => [
    file.id,
    file.feed,
    ...(hasPositions ? [file.kind] : []),
    file.name,
    file.status,
    ...(hasSystem ? [systemStatus(file.layout, file.status)] : []),
    file.receivedAt,
    file.rows,
    file.issueCounts.total,
    planSummary(file.plan),
  ]);
  const kind = hasPositions ? ['kind'] : [];
  const system = hasSystem ? ['its system says'] : [];
  const headers = ['id', 'feed', ...kind, 'name', 'status', ...system, 'received', 'rows', 'issues', 'changes'];
  return renderTable(headers, rows);
}

function parseStatus(text: string | undefined): FileStatus | undefined {
  if (text === undefined) return undefined;
  const status = fileStatuses.find((known) => known === text);
  if (status !== undefined) return status;
  throw new AppError('usage-status', `"${text}" is no status of a file.`, {
    hint: `Use one of ${fileStatuses.join(', ')}.`,
  });
}

export function parseLimit(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new AppError('usage-limit', '--limit is a whole number from 1.', { hint: 'For example --limit 100.' });
}
