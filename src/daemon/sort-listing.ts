import { companionOf } from '../domain/companion.ts';
import type { DroppedRoster, InboxEntry } from '../inbox/contract.ts';
import { matchesFilePattern } from '../inbox/file-pattern.ts';

export interface SortedListing {
  rosters: DroppedRoster[];
  /** Markers and manifests whose roster is not there. */
  alone: InboxEntry[];
  /** What no pattern names. */
  others: InboxEntry[];
}

/**
 * Tells rosters from what lies beside them. `roster.csv.manifest.json` matches `*.json`, but a file that stands beside a name
 * which the feed takes is never a roster itself.
 */
export function sortListing(entries: readonly InboxEntry[], pattern: string): SortedListing {
  const companions = new Map<string, InboxEntry[]>();
  const rosters = new Map<string, DroppedRoster>();
  const others: InboxEntry[] = [];
  for (const entry of entries) {
    const roster = companionOf(entry.name)?.roster;
    if (roster !== undefined && matchesFilePattern(pattern, roster)) {
      companions.set(roster, [...(companions.get(roster) ?? []), entry]);
    } else if (matchesFilePattern(pattern, entry.name)) rosters.set(entry.name, { entry, companions: [] });
    else others.push(entry);
  }
  const alone: InboxEntry[] = [];
  for (const [name, found] of companions) (rosters.get(name)?.companions ?? alone).push(...found);
  return { rosters: [...rosters.values()], alone, others };
}
