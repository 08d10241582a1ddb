/** What time it is. Passed in, so that rules that depend on the date can be tried on any day. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/**
 * `yyyy-MM-dd` in the time zone, e.g. `Europe/Oslo`.
 *
 * @param timeZone undefined is the host's; Intl would take 15 ms to find out which that is
 */
export function dateIn(timeZone: string | undefined, at: Date): string {
  if (timeZone === undefined) return localDate(at);
  return formatIn(timeZone).format(at);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** One for each time zone: to make one takes far longer than to use it, and every file asks for its day. */
function formatIn(timeZone: string): Intl.DateTimeFormat {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, format);
  return format;
}

function localDate(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
