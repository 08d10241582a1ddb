/** What time it is. Passed in, so that rules that depend on the date can be tried on any day. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** `yyyy-MM-dd` in the time zone, e.g. `Europe/Oslo`. */
export function dateIn(timeZone: string | undefined, at: Date): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
}
