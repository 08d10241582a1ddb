import type { JsonCursor } from './json-cursor.ts';

/** Keys of all objects in a parsed value. Of two equal ones in an object, JSON.parse keeps the last and says nothing. */
export function countKeys(value: unknown): number {
  let count = 0;
  if (Array.isArray(value)) for (const item of value) count += typeof item === 'object' ? countKeys(item) : 0;
  else if (typeof value === 'object' && value !== null) {
    // Plain objects, which inherit nothing that would be enumerated; Object.values took twice as long.
    for (const key in value) {
      const inner: unknown = (value as Record<string, unknown>)[key];
      count += typeof inner === 'object' ? 1 + countKeys(inner) : 1;
    }
  }
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
