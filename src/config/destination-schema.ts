import * as z from 'zod';
import { parseRate, ratePattern } from '../runtime/rate.ts';
import { duration, secret, section, text } from './fields.ts';

const changeKinds = ['created', 'updated', 'reactivated', 'deactivated', 'renumbered'] as const;

/** What every destination has, whatever its kind. */
const anyDestination = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'must be 1 to 32 of a-z, 0-9, "_" and "-", beginning with a letter or digit')
    .describe('Name of the destination, its own within the feed. What waits for it waits under this name.'),
  only: section({
    companies: z
      .array(text('A company id.'))
      .min(1, 'must name a company, or be left out')
      .optional()
      .describe('Only employees of these companies, and those who leave them.'),
    kinds: z
      .array(z.enum(changeKinds))
      .min(1, 'must name a kind of change, or be left out')
      .optional()
      .describe('Only these kinds of change.'),
  })
    .prefault({})
    .describe('What the destination is told of; everything by default.'),
  dryRun: z
    .boolean()
    .default(false)
    .describe('Send nothing: keep what would be sent, for "rollcall deliveries --json".'),
  rate: z
    .string(rateMessage())
    .regex(ratePattern, rateMessage())
    .transform((written) => parseRate(written))
    .optional()
    .describe('Most requests in a time, like "10/s" or "600/m"; unlimited by default.'),
  concurrency: z.int().min(1).max(64).default(4).describe('Requests at once. Changes of one employee go one by one.'),
  timeout: duration('30s', 'A request that has no answer after this time is tried again.'),
};

const webhook = section({
  ...anyDestination,
  kind: z.literal('webhook'),
  url: secret('Where the events are posted; https://, or http:// on this machine.').refine(
    isHttpUrl,
    'must be an address like "https://example.org/hooks/rollcall", without a user name in it',
  ),
  secret: secret(
    `Signs the events (Standard Webhooks): "whsec_" with base64 behind it, or any text. The secret itself, so normally "\${file:...}".`,
  ).refine(isWebhookSecret, 'must have base64 behind "whsec_"'),
  batch: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('Events in one request; with 2 or more it is an array of events.'),
  allowInsecure: z
    .boolean()
    .default(false)
    .describe('Whether http:// to another host is accepted. Personal data then travels in the clear.'),
});

/** A system that is told of the feed's changes. */
export const destinationSchema = z.discriminatedUnion('kind', [webhook], {
  error: (issue) => (issue.code === 'invalid_union' ? 'must be "webhook"' : undefined),
});

function rateMessage(): string {
  return 'must be a number of requests in a second, minute or hour, like "10/s" or "600/m"';
}

function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}

function isWebhookSecret(value: string): boolean {
  return (
    !value.startsWith('whsec_') || /^whsec_(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)
  );
}
