import type { JsonCursor } from './json-cursor.ts';

/** Keys of all objects in a parsed value. Of two equal ones in an object, JSON.parse keeps the last and says nothing. */
export function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value);
  let count = Array.isArray(value) ? 0 : inner.length;
  for (let i = 0; i < inner.length; i += 1) if (typeof inner[i] === 'object') count += countKeys(inner[i]);
  return count;
}

/** The first key that its object already has. */
export function findDuplicateKey(text: string, cursor: JsonCursor): { key: string; at: number } | null {
  let found: { key: string; at: number } | null = null;
  const value = (): void => {
    if (cursor.kind() === '{') object();
    else if (cursor.kind() === '[') cursor.items(value);
    else cursor.skip();
  };
  const object = (): void => {
    const seen = new Set<string>();
    cursor.members((key, at) => {
      if (seen.has(key)) found ??= { key, at };
      seen.add(key);
      value();
    });
  };
  cursor.enter(text);
  value();
  return found;
}
