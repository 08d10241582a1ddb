import { createHash } from 'node:crypto';
import type { Clock } from '../runtime/clock.ts';
import type { Delivery, Destination, Outcome, WebhookSettings } from './contract.ts';
import { DestinationDown } from './destination-down.ts';
import { meaningOf, retryAfterMs } from './http-status.ts';
import { type HttpAnswer, post } from './post.ts';
import { systemMessage } from './system-message.ts';
import { readEventStatuses } from './webhook-answer.ts';
import { renderWebhookEvent } from './webhook-event.ts';
import { createSigner } from './webhook-signature.ts';

/** Signed JSON events, one in a request or, with `batch`, an array of them; README.md has the contract. */
export function createWebhook(settings: WebhookSettings, clock: Clock): Destination {
  const sign = createSigner(settings.secret);
  const send = async (deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> => {
    const events = deliveries.map(renderWebhookEvent);
    const keys = deliveries.map(({ key }) => key);
    const body = JSON.stringify(settings.batch === 1 ? events[0] : events);
    const answer = await post({
      url: settings.url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Rollcall',
        ...sign(requestId(settings, keys), clock(), body),
      },
      body,
      timeoutMs: settings.timeoutMs,
      signal,
    });
    const single = outcomeOf(settings, answer, clock);
    if (settings.batch === 1) return [single];
    if (!answer.isWhole) return deliveries.map(() => tooLong);
    const each = readEventStatuses(answer.body, keys);
    if (each !== null) return each;
    if (deliveries.length === 1 || !isAboutSome(answer.status)) return deliveries.map(() => single);
    return sendInHalves(deliveries, signal);
  };

  /** It refuses the array for what one of them says: in halves the others get through. */
  const sendInHalves = async (deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> => {
    const half = Math.ceil(deliveries.length / 2);
    const first = await send(deliveries.slice(0, half), signal);
    const rest = deliveries.slice(half);
    try {
      return [...first, ...(await send(rest, signal))];
    } catch (error) {
      if (!(error instanceof DestinationDown)) throw error;
      // What became of the first half is known, and must not be lost.
      const { message, afterMs, reached } = error;
      return [...first, ...rest.map((): Outcome => ({ status: 'retry', message, afterMs, reached }))];
    }
  };

  return {
    batchSize: settings.batch,
    send,
    preview: (delivery) => JSON.stringify(renderWebhookEvent(delivery)),
  };
}

const tooLong: Outcome = { status: 'retry', message: 'The answer is longer than 1 MB.', afterMs: null };

/** That of an array says no more than which events are in it. */
function requestId({ batch }: WebhookSettings, keys: readonly string[]): string {
  const [only = ''] = keys;
  if (batch === 1) return only;
  return `batch_${createHash('sha256').update(keys.join()).digest('base64url').slice(0, 32)}`;
}

/** @throws DestinationDown */
function outcomeOf({ url }: WebhookSettings, answer: HttpAnswer, clock: Clock): Outcome {
  const { status, body } = answer;
  const meaning = meaningOf(status);
  if (meaning === 'ok') return { status: 'delivered' };
  const afterMs = retryAfterMs(answer, clock());
  if (meaning === 'down') {
    throw new DestinationDown(`${new URL(url).host} answered ${status}.`, { wantsRest: true, afterMs });
  }
  const message = systemMessage(status, body);
  return meaning === 'refused' ? { status: 'refused', message } : { status: 'retry', message, afterMs };
}

/** Bad Request, Content Too Large and Unprocessable Content; 401 or 404 would be the same for each. */
function isAboutSome(status: number): boolean {
  return status === 400 || status === 413 || status === 422;
}
