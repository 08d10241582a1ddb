import type { CustomColumns } from './custom-shape.ts';
import { cleanText } from './record-text.ts';

/** What the mapping keeps of a record beside the fields; null where there is nothing. */
export function readAttributes(
  values: readonly (string | undefined)[],
  { kept, rest }: Pick<CustomColumns, 'kept' | 'rest'>,
): Record<string, unknown> | null {
  const found: [string, unknown][] = [];
  for (const { name, place } of kept) {
    const text = cleanText(values[place]);
    if (text !== undefined) found.push([name, text]);
  }
  const others = rest < 0 ? undefined : values[rest];
  if (others !== undefined && others !== '') {
    for (const [name, value] of Object.entries(JSON.parse(others) as Record<string, unknown>)) {
      const kept = typeof value === 'string' ? cleanText(value) : (value ?? undefined);
      if (kept !== undefined) found.push([name, kept]);
    }
  }
  if (found.length === 0) return null;
  // Sorted, so that columns in another order are no change.
  return Object.fromEntries(found.sort(([one], [other]) => (one < other ? -1 : 1)));
}

export function withoutNames(
  attributes: Record<string, unknown> | null,
  names: readonly string[],
): Record<string, unknown> | null {
  if (attributes === null || names.length === 0) return attributes;
  const left = Object.entries(attributes).filter(([name]) => !names.includes(name));
  return left.length === 0 ? null : Object.fromEntries(left);
}
