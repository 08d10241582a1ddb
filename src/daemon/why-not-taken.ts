import { type Completeness, companionName, companionOf } from '../domain/companion.ts';
import type { DroppedRoster, InboxEntry } from '../inbox/contract.ts';
import { vouchingCompanion } from '../pipeline/sender-word.ts';
import type { SortedListing } from './sort-listing.ts';

/** A file that stays where it is, and why: a whole sentence or two for the log. */
export interface NotTaken {
  name: string;
  reason: string;
}

/** @param isSpent whether a marker or manifest belongs to an earlier file of the same name */
export function whyNotTaken(
  { rosters, alone, others }: SortedListing,
  complete: Completeness,
  isSpent: (companion: InboxEntry) => boolean,
): NotTaken[] {
  return [
    ...rosters.flatMap((roster) => whyWaiting(roster, complete, isSpent)),
    ...alone.map(({ name }) => ({ name, reason: whyAlone(name) })),
    ...others.map(({ name }) => ({ name, reason: adviceFor(name) })),
  ];
}

/** Its sender may still be about to open it for Rollcall, so that it is tried again with every look. */
export function whyUnreadable({ name }: InboxEntry): NotTaken {
  return { name, reason: "It can't be opened: permission denied. Let Rollcall's user read it." };
}

function whyWaiting(
  roster: DroppedRoster,
  complete: Completeness,
  isSpent: (companion: InboxEntry) => boolean,
): NotTaken[] {
  if (complete === 'settled') return [];
  const { name } = roster.entry;
  const vouching = vouchingCompanion(complete, roster);
  if (vouching === null) {
    const missing = companionName(name, complete);
    return [{ name, reason: `It waits for its ${complete} ${missing}, which is not there (complete: ${complete}).` }];
  }
  if (!isSpent(vouching)) return [];
  return [
    { name, reason: `It waits for a new ${complete}: ${vouching.name} is that of an earlier file of this name.` },
  ];
}

function whyAlone(name: string): string {
  const { roster = '', kind = 'marker' } = companionOf(name) ?? {};
  return `It is the ${kind} of ${roster}, which is not there.`;
}

function adviceFor(name: string): string {
  if (/\.xlsx?$/i.test(name)) return 'A spreadsheet can not be read as a roster: save it as "CSV UTF-8".';
  return "The name matches no pattern of the feed's inbox (inbox.files).";
}
