/**
 * JSON text in which the keys of every object are sorted, so that equal data has equal text, whatever the order in which it
 * was sent.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sortKeys(value));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const sorted: Record<string, unknown> = Object.create(null);
  for (const [name, item] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) sorted[name] = sortKeys(item);
  return sorted;
}
