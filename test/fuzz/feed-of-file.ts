import { type WrittenLayout, writtenLayouts } from '../fixtures/rosters/layouts.ts';
import type { FuzzFile } from './make-file.ts';

export interface FuzzFeed {
  id: string;
  layout: WrittenLayout;
  keys: FuzzFile['keys'];
  /** Further settings in the config. */
  settings: { csv?: FuzzFile['csv']; companies?: readonly string[]; positions?: string };
}

/** The feeds of the daemon: of each layout one with every kind of key, and one that is told a charset. */
export const feeds: readonly FuzzFeed[] = writtenLayouts.flatMap((layout) => {
  const { name } = layout.choice;
  const positions = layout.positionFiles === null ? {} : { positions: layout.positionFiles };
  return [
    { id: `${name}-plain`, layout, keys: 'none', settings: { ...positions, companies: ['1', '2'] } },
    { id: `${name}-key`, layout, keys: 'private key', settings: positions },
    { id: `${name}-signer`, layout, keys: 'private key and signer', settings: positions },
    {
      id: `${name}-charset`,
      layout,
      keys: 'private key',
      settings: { ...positions, csv: { charset: 'windows-1252' } },
    },
  ] satisfies FuzzFeed[];
});

/** The feed that reads a file most nearly as it is read in one process. */
export function feedOf({ layout, keys, csv }: FuzzFile): FuzzFeed {
  const ofLayout = feeds.filter((feed) => feed.layout === layout && feed.keys === keys);
  const charset = csv.charset === 'windows-1252' ? csv.charset : undefined;
  const feed = ofLayout.find(({ settings }) => settings.csv?.charset === charset) ?? ofLayout[0];
  if (feed === undefined) throw new Error(`There is no feed for ${layout.choice.name}.`);
  return feed;
}
