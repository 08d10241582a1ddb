import { createHmac } from 'node:crypto';

/**
 * The headers of Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks.
 *
 * @param secret `whsec_` with base64 behind it, or any text
 */
export function webhookHeaders(secret: string, id: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

function keyOf(secret: string): Buffer {
  const [, base64] = /^whsec_(.*)$/s.exec(secret) ?? [];
  return base64 === undefined ? Buffer.from(secret) : Buffer.from(base64, 'base64');
}
