import type { DeliveriesReport, DestinationReport } from '../app/contract.ts';
import { AppError } from '../domain/app-error.ts';
import type { DeliveryStatus, ListedDelivery } from '../store/contract.ts';
import { deliveryStatuses, deliverySummary } from './delivery-summary.ts';
import { exitCodes } from './exit-code.ts';
import { parseLimit } from './files.ts';
import { withApp } from './open-app.ts';
import type { Printer } from './printer.ts';
import { renderTable } from './render-table.ts';
import type { Cli } from './verb.ts';
import { examples, verb } from './verb.ts';

interface DeliveriesOptions {
  feed?: string;
  destination?: string;
  status?: string;
  limit: string;
}

/** `deliveries`: what the other systems were told, and what they said. */
export function addDeliveries(cli: Cli): void {
  const command = cli.program
    .command('deliveries')
    .description('list what waits for the destinations, was delivered, refused or cancelled, newest first')
    .option('--feed <id>', 'only of this feed')
    .option('--destination <name>', 'only to this destination')
    .option('--status <status>', `only these: ${deliveryStatuses.join(', ')}`)
    .option('--limit <n>', 'at most this many', '50')
    .addHelpText('after', examples('rollcall deliveries --status refused', 'rollcall deliveries --destination events'));
  verb<DeliveriesOptions>(cli, command, async ({ feed, destination, ...options }) => {
    const query = { feed, destination, status: parseStatus(options.status), limit: parseLimit(options.limit) };
    return withApp(cli.context, options, {}, async (app) => {
      const report = await app.deliveries(query);
      if (options.json) cli.printer.json({ ...report, deliveries: report.deliveries.map(publicDelivery) });
      else printDeliveries(cli.printer, report);
      return exitCodes.done;
    });
  });
}

function publicDelivery({ dryRun, ...delivery }: ListedDelivery) {
  return { ...delivery, dryRun: dryRun !== null, wouldSend: dryRun === null ? null : JSON.parse(dryRun) };
}

function printDeliveries(printer: Printer, { destinations, deliveries }: DeliveriesReport): void {
  if (destinations.length === 0) printer.line('There are no destinations.');
  printDestinations(printer, destinations);
  if (deliveries.length === 0) return;
  printer.line();
  const rows = deliveries.map((one) => [
    one.feed,
    one.destination,
    one.employeeNo ?? `id ${one.employeeId}`,
    one.kind,
    one.dryRun === null ? one.status : 'dry run',
    one.attempts,
    one.status === 'waiting' ? (one.nextAttempt ?? 'at once') : '',
    one.message ?? '',
  ]);
  const headers = ['feed', 'destination', 'employee', 'change', 'status', 'attempts', 'next attempt', 'what it said'];
  for (const line of renderTable(headers, rows)) printer.line(line);
}

export function printDestinations(printer: Printer, destinations: readonly DestinationReport[]): void {
  for (const one of destinations) {
    printer.line(`${printer.style('bold', one.destination)} of feed ${one.feed}: ${deliverySummary(one)}`);
    if (one.failures === 0) continue;
    const again = one.waitsUntil === null ? 'at once' : `at ${one.waitsUntil}`;
    printer.line(printer.style('yellow', `  It takes nothing now, and is tried again ${again}. ${one.message ?? ''}`));
  }
}

function parseStatus(text: string | undefined): DeliveryStatus | undefined {
  if (text === undefined) return undefined;
  const status = deliveryStatuses.find((known) => known === text);
  if (status !== undefined) return status;
  throw new AppError('usage-status', `"${text}" is no status of a delivery.`, {
    hint: `Use one of ${deliveryStatuses.join(', ')}.`,
  });
}
