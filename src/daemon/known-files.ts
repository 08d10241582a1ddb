import type { InboxEntry } from '../inbox/contract.ts';

/** Files that lie in the inbox and of which something is known, until they go or change. */
export interface KnownFiles<T> {
  get(entry: InboxEntry): T | undefined;
  set(entry: InboxEntry, value: T): void;
  delete(entry: InboxEntry): void;
  keepOnly(entries: readonly InboxEntry[]): void;
  values(): T[];
}

export function createKnownFiles<T>(): KnownFiles<T> {
  let known = new Map<string, T>();
  return {
    get: (entry) => known.get(keyOf(entry)),
    set: (entry, value) => void known.set(keyOf(entry), value),
    delete: (entry) => void known.delete(keyOf(entry)),
    keepOnly(entries) {
      const listed = new Set(entries.map(keyOf));
      known = new Map([...known].filter(([key]) => listed.has(key)));
    },
    values: () => [...known.values()],
  };
}

/** Differs whenever the file of that name is another one. */
export function keyOf({ name, fingerprint }: Pick<InboxEntry, 'name' | 'fingerprint'>): string {
  return `${name}\u0000${fingerprint}`;
}
