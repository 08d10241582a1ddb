import { type PlacedPosition, placePositions } from '../domain/position-tree.ts';
import type { RegisteredPosition } from '../store/contract.ts';
import { exitCodes } from './exit-code.ts';
import { printHistory } from './history.ts';
import { withApp } from './open-app.ts';
import { type Cell, renderTable } from './render-table.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

/** `positions`: the hierarchy of a feed. */
export function addPositions(cli: Cli): void {
  const command = cli.program
    .command('positions')
    .description('list the hierarchy of positions of a feed, each below its parent')
    .requiredOption('--feed <id>', 'whose hierarchy')
    .option('--all', 'also those that are not active any more')
    .addHelpText('after', examples('rollcall positions --feed acme', 'rollcall positions --feed acme --json'));
  verb<{ feed: string; all?: boolean }>(cli, command, (options) =>
    withApp(cli.context, options, {}, async (app) => {
      const placed = placePositions(await app.positions(options.feed, { inactive: options.all === true }));
      if (options.json) {
        cli.printer.json({ positions: placed.map(({ position, level }) => ({ ...position, level })) });
      } else if (placed.length === 0) cli.printer.line('No positions.');
      else for (const line of renderHierarchy(placed)) cli.printer.line(line);
      return exitCodes.done;
    }),
  );
}

/** `position`: every change of one position. */
export function addPosition(cli: Cli): void {
  const command = cli.program
    .command('position')
    .description('show every change of one position: when, which file and line, before and after')
    .argument('<id>', 'the position id, as "rollcall positions" lists it')
    .requiredOption('--feed <id>', 'the feed that it belongs to')
    .addHelpText('after', examples('rollcall position cto1 --feed acme'));
  verb<{ feed: string }>(cli, command, (options, [id = '']) =>
    withApp(cli.context, options, {}, async (app) => {
      printHistory(cli.printer, options, await app.positionHistory(options.feed, id), await app.pruned());
      return exitCodes.done;
    }),
  );
}

function renderHierarchy(placed: readonly PlacedPosition<RegisteredPosition>[]): string[] {
  const rows = placed.map(({ position, level }): Cell[] => [
    `${'  '.repeat(Math.min(level, deepest))}${position.title}`,
    position.positionId,
    position.employeeNo ?? 'vacant',
    holderName(position),
    position.active ? '' : 'not active',
  ]);
  return renderTable(['position', 'id', 'employee', 'name', ''], rows);
}

/** A hierarchy that is one long line would be wider than any screen. */
const deepest = 30;

function holderName({ employeeNo, employeeId, firstName, surname }: RegisteredPosition): string {
  if (employeeNo === null) return '';
  if (employeeId === null) return '(no active employee)';
  return [firstName, surname].filter((name) => name !== null).join(' ');
}
