import { type Completeness, companionName, companionOf } from '../domain/companion.ts';
import { type Told, type ToldMessage, tell } from '../domain/told.ts';
import type { DroppedRoster, InboxEntry } from '../inbox/contract.ts';
import { vouchingCompanion } from '../pipeline/sender-word.ts';
import type { SortedListing } from './sort-listing.ts';

/** A file that stays where it is, and why: a whole sentence or two for the log. */
export interface NotTaken {
  name: string;
  reason: string;
  told?: Told;
}

/** @param isSpent whether a marker or manifest belongs to an earlier file of the same name */
export function whyNotTaken(
  { rosters, alone, others }: SortedListing,
  complete: Completeness,
  isSpent: (companion: InboxEntry) => boolean,
): NotTaken[] {
  return [
    ...rosters.flatMap((roster) => whyWaiting(roster, complete, isSpent)),
    ...alone.map(({ name }) => notTaken(name, whyAlone(name))),
    ...others.map(({ name }) => notTaken(name, adviceFor(name))),
  ];
}

/** Its sender may still be about to open it for Rollcall, so that it is tried again with every look. */
export function whyUnreadable({ name }: InboxEntry): NotTaken {
  return notTaken(name, tell('stray-unreadable', {}));
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
    return [notTaken(name, tell('stray-waits', { kind: complete, missing }))];
  }
  if (!isSpent(vouching)) return [];
  return [notTaken(name, tell('stray-spent', { kind: complete, name: vouching.name }))];
}

function whyAlone(name: string): ToldMessage {
  const { roster = '', kind = 'marker' } = companionOf(name) ?? {};
  return tell('stray-alone', { kind, roster });
}

function adviceFor(name: string): ToldMessage {
  return /\.xlsx?$/i.test(name) ? tell('stray-spreadsheet', {}) : tell('stray-pattern', {});
}

function notTaken(name: string, { message, told }: ToldMessage): NotTaken {
  return { name, reason: message, told };
}
