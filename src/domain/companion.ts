/** When a roster in an inbox counts as complete; a key of each feed. */
export const completenesses = ['settled', 'marker', 'manifest'] as const;

export type Completeness = (typeof completenesses)[number];

/** A small file that a sender puts beside a roster, as the ledger remembers it. */
export interface Companion {
  name: string;
  /** As the inbox told: it goes along with its roster only while it is still this one. */
  fingerprint: string;
}

const companionNames = /^(.+)(\.done|\.manifest\.json)$/i;

/** What a name stands beside: `roster.csv.done` beside `roster.csv`. Null for names of another kind. */
export function companionOf(name: string): { roster: string; kind: 'marker' | 'manifest'; ending: string } | null {
  const [, roster, ending] = companionNames.exec(name) ?? [];
  if (roster === undefined || ending === undefined) return null;
  return { roster, kind: ending.toLowerCase() === '.done' ? 'marker' : 'manifest', ending };
}

export function companionName(roster: string, kind: 'marker' | 'manifest'): string {
  return `${roster}${kind === 'marker' ? '.done' : '.manifest.json'}`;
}
