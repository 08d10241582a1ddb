import { maskNationalIds } from '../domain/mask.ts';

/** What is kept of a system's message; the whole answer may be a page. */
const longest = 500;

/**
 * The system's own words in one line, without national identity numbers.
 *
 * @param body its answer: JSON with a `message`, `detail`, `error` or the like, or text
 */
export function systemMessage(status: number, body: string): string {
  const words = wordsOf(body);
  return words === '' ? `HTTP ${status}` : shortened(`HTTP ${status}: ${words}`);
}

/** A text from outside as one short line. */
export function shortened(text: string): string {
  const line = maskNationalIds(text.replace(unprintable, ' ').replace(/ {2,}/g, ' ').trim());
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]+/gu;

function wordsOf(body: string): string {
  // A masked number must not be cut in two: far more is read than is kept.
  const start = body.slice(0, 20 * longest);
  if (/^\s*[[{]/.test(body)) return messageIn(body) ?? start;
  return /^\s*</.test(body) ? start.replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ').trim() : start.trim();
}

function messageIn(json: string): string | null {
  try {
    return messageOf(JSON.parse(json));
  } catch {
    return null;
  }
}

const names = ['message', 'detail', 'error_description', 'error', 'errors', 'title'];

/** The first of the usual names that says something, however deep. */
export function messageOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (Array.isArray(value)) {
    const found = value.map(messageOf).filter((message) => message !== null);
    return found.length === 0 ? null : found.join('; ');
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const name of names) {
    const found = messageOf((value as Record<string, unknown>)[name]);
    if (found !== null) return found;
  }
  return null;
}
