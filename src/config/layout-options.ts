import type { FeedConfig, ManualField } from './config.ts';

/** What a feed's config tells its layout: plain data, see `createLayout`. */
export function layoutOptions(feed: FeedConfig): Readonly<Record<string, unknown>> {
  if (feed.layout === 'hr-data-sync') return { ...feed.hrDataSync };
  if (feed.layout === 'orquest') return { ...feed.orquest };
  if (feed.layout === 'custom') return { mapping: feed.mapping };
  return {};
}

/**
 * What files never overwrite where the config doesn't say. HR Data Sync: "some data must always be updated manually (i.e.
 * Start date and Birthday)".
 */
export function defaultManualFields(layout: FeedConfig['layout']): readonly ManualField[] {
  return layout === 'hr-data-sync' ? ['hireStartDate', 'dateOfBirth'] : [];
}
