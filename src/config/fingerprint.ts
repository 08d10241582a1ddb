import { createHash } from 'node:crypto';
import type { FeedConfig } from './config.ts';
import { layoutOptions } from './layout-options.ts';

/** Changes whenever the digests of rows are made in another way: all of them are then made anew. */
const digestRevision = 2;

/**
 * Changes whenever the same file could be judged or merged differently: an unchanged file is then taken again.
 *
 * Secrets, the guard and the schedule are not in it: they decide when a plan is applied, not what it says.
 */
export function feedFingerprint(feed: FeedConfig, layoutRevision: string): string {
  const decisive = [
    digestRevision,
    feed.layout,
    layoutRevision,
    layoutOptions(feed),
    feed.companies === null ? null : [...feed.companies].sort(),
    feed.rejectOn,
    [...feed.manualFields].sort(),
    feed.reactivate,
    feed.allowSyntheticIds,
    feed.decrypt?.signedBy ?? null,
    [feed.csv.delimiter ?? null, feed.csv.charset ?? null, feed.csv.header ?? null],
    // Left out where it is off, so that other feeds keep the fingerprint that they have.
    ...(feed.deactivateOnEndDate === null ? [] : [[...feed.deactivateOnEndDate.exceptCauses].sort()]),
  ];
  return createHash('sha256').update(JSON.stringify(decisive, sortKeys)).digest('hex');
}

/** In which order the keys of what a layout is told are written decides nothing. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
