import type { Clock } from '../runtime/clock.ts';
import type { Destination, WebhookSettings } from './contract.ts';
import { createWebhook } from './webhook.ts';

/** What the config says of a destination, by its kind. */
export type DestinationSettings = { kind: 'webhook' } & WebhookSettings;

export function createDestination(settings: DestinationSettings, clock: Clock): Destination {
  const create = { webhook: createWebhook }[settings.kind];
  return create(settings, clock);
}
