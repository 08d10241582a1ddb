import type { Config, DestinationConfig, FeedConfig } from '../config/config.ts';
import { recipientsOf } from '../config/recipients.ts';
import type { Deliverer } from '../destinations/contract.ts';
import { createDeliverer, type DelivererParts } from '../destinations/deliver.ts';
import { createDestination } from '../destinations/index.ts';
import { AppError } from '../domain/app-error.ts';
import type { Parts } from '../pipeline/context.ts';
import { withLease } from '../pipeline/with-lease.ts';

/** Makes what delivers to the destinations of these feeds. @param onMail called when a mail about refusals was written */
export function openDeliverers(
  config: Config,
  parts: Parts,
  feeds: readonly FeedConfig[],
  onMail: () => void = () => {},
): Deliverer[] {
  return feeds.flatMap((feed) => feed.destinations.map((settings) => openOne(config, parts, feed, settings, onMail)));
}

function openOne(
  config: Config,
  parts: Parts,
  feed: FeedConfig,
  settings: DestinationConfig,
  onMail: () => void,
): Deliverer {
  const { store, clock, log } = parts;
  const { name, only, dryRun, paceMs, concurrency } = settings;
  const lease = `${feed.id}/deliver/${name}`;
  const times = { renewMs: config.times.leaseExpiryMs / 3, waitMs: 0 };
  const alone: DelivererParts['alone'] = (stop, work) =>
    unlessBusy(withLease(parts, lease, times, stop, (_lease, signal) => work(signal)));
  return createDeliverer({
    store,
    name: { feed: feed.id, destination: name },
    destination: createDestination(settings, clock),
    companies: only.companies,
    recipients: recipientsOf(config, feed.id),
    dryRun,
    paceMs,
    concurrency,
    alone,
    clock,
    log,
    backoff: config.times.backoff.delivery,
    onMail,
  });
}

async function unlessBusy<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AppError && error.code === 'feed-busy') return null;
    throw error;
  }
}
