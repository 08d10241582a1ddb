import type { Config, FeedConfig } from '../config/config.ts';
import { AppError } from '../domain/app-error.ts';
import type { Deliveries, DestinationName, ListedDelivery } from '../store/contract.ts';
import type { DeliveriesReport, DeliveryQuery, DestinationReport } from './contract.ts';
import { feedOf } from './feed-rules.ts';

/**
 * What waits, was delivered and was refused, and how the destinations are.
 *
 * @throws AppError `feed-unknown`, `usage-destination`
 */
export async function listDeliveries(
  config: Config,
  store: Deliveries,
  { limit, ...filter }: DeliveryQuery,
): Promise<DeliveriesReport> {
  const destinations = await reportDestinations(config, store, filter);
  if (filter.destination !== undefined && destinations.length === 0) {
    destinationsNamed(config, filter.destination, filter.feed);
  }
  const waits = new Map(destinations.map((one) => [keyOf(one), one.waitsUntil]));
  const listed = await store.list(filter, limit);
  return { destinations, deliveries: listed.map((one) => ({ ...one, nextAttempt: nextAttempt(one, waits) })) };
}

/** Those of the config, and those that are no longer in it while something is left of them. */
async function reportDestinations(
  config: Config,
  store: Deliveries,
  { feed, destination, fileId }: Omit<DeliveryQuery, 'limit'>,
): Promise<DestinationReport[]> {
  const counts = await store.counts({ feed, destination, fileId });
  const named = destinationsOf(config, feed).filter(
    (one) =>
      (destination === undefined || one.destination === destination) && !counts.some((it) => keyOf(it) === keyOf(one)),
  );
  const all = [
    ...counts,
    ...named.map((one) => ({ ...one, waiting: 0, delivered: 0, refused: 0, cancelled: 0, dryRuns: 0 })),
  ];
  return Promise.all(
    all.map(async (one) => ({ ...one, ...(await store.state({ feed: one.feed, destination: one.destination })) })),
  );
}

/** The last attempt of a destination that takes nothing may say less than when it is tried again. */
function nextAttempt(delivery: ListedDelivery, waits: ReadonlyMap<string, string | null>): string | null {
  if (delivery.status !== 'waiting') return null;
  const times = [delivery.nextAttempt, waits.get(keyOf(delivery)) ?? null].filter((time) => time !== null);
  return times.sort().at(-1) ?? null;
}

function keyOf({ feed, destination }: DestinationName): string {
  return `${feed}/${destination}`;
}

/**
 * The destinations of this name, in one feed or in all.
 *
 * @throws AppError `feed-unknown`, `usage-destination`
 */
export function destinationsNamed(config: Config, destination: string, feed?: string): DestinationName[] {
  const all = destinationsOf(config, feed);
  const named = all.filter((one) => one.destination === destination);
  if (named.length > 0) return named;
  const known = [...new Set(all.map((one) => one.destination))];
  throw new AppError('usage-destination', `There is no destination ${destination} in ${config.path}.`, {
    hint: known.length === 0 ? 'Its feeds have no destinations.' : `The destinations are: ${known.join(', ')}.`,
  });
}

function destinationsOf(config: Config, feed: string | undefined): DestinationName[] {
  const feeds: readonly FeedConfig[] = feed === undefined ? config.feeds : [feedOf(config, feed)];
  return feeds.flatMap(({ id, destinations }) => destinations.map(({ name }) => ({ feed: id, destination: name })));
}
