import type { Outcome } from './contract.ts';
import { meaningOf } from './http-status.ts';
import { messageOf, shortened } from './system-message.ts';

interface EventStatus {
  id?: unknown;
  status: number;
}

/**
 * Reads the answer to an array of events where it is an array, too, with a status for each:
 * `[{ "id": "msg_...", "status": 422, "message": "..." }]`, matched by `id`, or by position where none has one.
 *
 * @returns null where the answer is no such array: its HTTP status then counts for all events
 */
export function readEventStatuses(body: string, keys: readonly string[]): Outcome[] | null {
  const statuses = parseStatuses(body);
  if (statuses === null) return null;
  const isById = statuses.some(({ id }) => id !== undefined);
  if (!isById && statuses.length !== keys.length) return null;
  const byId = new Map(statuses.map((one) => [one.id, one]));
  return keys.map((key, index) => outcomeOf(isById ? byId.get(key) : statuses[index]));
}

function parseStatuses(body: string): EventStatus[] | null {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return null;
  }
  return Array.isArray(answer) && answer.length > 0 && answer.every(isStatus) ? answer : null;
}

function isStatus(value: unknown): value is EventStatus {
  return typeof value === 'object' && value !== null && Number.isInteger((value as { status?: unknown }).status);
}

function outcomeOf(one: EventStatus | undefined): Outcome {
  if (one === undefined) {
    return { status: 'retry', message: 'The answer has no status for this event.', afterMs: null };
  }
  const meaning = meaningOf(one.status);
  if (meaning === 'ok') return { status: 'delivered' };
  const words = messageOf(one);
  const message = shortened(`HTTP ${one.status}${words === null ? '' : `: ${words}`}`);
  return meaning === 'refused' ? { status: 'refused', message } : { status: 'retry', message, afterMs: null };
}
