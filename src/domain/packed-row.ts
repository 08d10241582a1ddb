import type { PackedBytes } from './packed-bytes.ts';

/*
 * A row's values as one text, for digests and for rows that wait: joined by U+001F, a missing value as U+0000. No format
 * lets a value hold either character, so different rows have different texts.
 */

const separator = '\u001f';
const missing = '\u0000';

export function renderRow(values: readonly (string | undefined)[]): string {
  const present = values.includes(undefined) ? values.map((value) => value ?? missing) : values;
  return present.join(separator);
}

/** The values of the row numbered `index`. */
export function parseRow({ bytes, bounds }: PackedBytes, index: number): (string | undefined)[] {
  const text = decoder.decode(bytes.subarray(bounds[2 * index], bounds[2 * index + 1]));
  return text.split(separator).map((value) => (value === missing ? undefined : value));
}

/** A value may begin with U+FEFF. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
