import { Cron } from 'croner';
import * as z from 'zod';
import { languageCodes } from '../notify/contract.ts';
import { durationPattern, parseDuration } from '../runtime/duration.ts';
import { nearestName } from './nearest-name.ts';

/** An object of the config: an unknown key is refused, one line of the message a key. */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => unknownKey(key, known)).join('\n') : undefined,
  });
}

/** A duration, read as milliseconds. */
export function duration(byDefault: string, description: string) {
  const message = 'must be a duration with its unit, like 500ms, 2s, 10m or 3d';
  return z
    .string(message)
    .regex(durationPattern, message)
    .transform((text) => parseDuration(text) ?? 0)
    .prefault(byDefault)
    .describe(description);
}

/** A number of whole days, read as milliseconds, or `forever`, read as null. */
export function daysKept(byDefault: string, description: string, leastDays = 1) {
  const message = `must be a number of days, ${leastDays}d or more, or "forever"`;
  return z
    .string(message)
    .regex(/^(\d+d|forever)$/, message)
    .refine((value) => value === 'forever' || Number.parseInt(value, 10) >= leastDays, message)
    .transform((value) => (value === 'forever' ? null : (parseDuration(value) ?? 0)))
    .prefault(byDefault)
    .describe(description);
}

/** The language of mails. */
export function language(description: string) {
  return z.enum(languageCodes).describe(description);
}

export function text(description: string) {
  return z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .refine(hasNoLineBreak, 'must be one line without control characters')
    .describe(description);
}

/** Text that may hold line breaks: keys and certificates. */
export function secret(description: string) {
  return z.string().min(1, 'must not be empty').describe(description);
}

export function email(description: string) {
  return text(description).regex(addressPattern, 'must be one mail address, like tech@example.org');
}

export function percent(byDefault: number, description: string) {
  return z.number().min(0).max(100).default(byDefault).describe(`${description} Percent.`);
}

export function schedule() {
  return text('When staged files are processed: "immediate", or a cron expression in the feed\'s time zone.')
    .refine(
      (value) => value === 'immediate' || isCron(value),
      'must be "immediate" or a cron expression, like "0 6 * * 1-5"',
    )
    .default('immediate');
}

export function expectBy() {
  return text(
    'When a roster is to have been processed, in the feed\'s time zone: a time of day like "06:00", or a cron expression. Who is told of "late" gets a mail when none was.',
  )
    .refine(
      (value) => timeOfDay.test(value) || isCron(value),
      'must be a time of day like "06:00", or a cron expression, like "0 6 * * 1-5"',
    )
    .optional();
}

/** A time of day, every day. */
const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$/;

export function timeZone() {
  return text("IANA name of the feed's time zone; the host's by default.")
    .refine(isTimeZone, 'must be a time zone like "Europe/Oslo"')
    .optional();
}

/** `a@b` or `Name <a@b>`. */
export function sender() {
  return text('Sender of the mails, like "Rollcall <rollcall@example.org>".')
    .refine(
      (value) => addressPattern.test(/^[^<>]*<([^<>]+)>$/.exec(value)?.[1] ?? value),
      'must be a sender like "Rollcall <rollcall@example.org>"',
    )
    .default('Rollcall <rollcall@localhost>');
}

const addressPattern = /^[^\s@<>",;:\\()[\]]+@[^\s@<>",;:\\()[\]]+$/;

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  return nearest === null
    ? `is not a known key; known here: ${known.join(', ')}`
    : `is not a known key; did you mean "${nearest}"?`;
}

function hasNoLineBreak(value: string): boolean {
  return !/\p{Cc}/u.test(value);
}

function isCron(expression: string): boolean {
  try {
    new Cron(expression, { paused: true }).stop();
    return true;
  } catch {
    return false;
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
