import { Cron } from 'croner';
import type { Config, FeedConfig } from '../config/config.ts';
import { feedFingerprint } from '../config/fingerprint.ts';
import { layoutOptions } from '../config/layout-options.ts';
import { recipientsOf } from '../config/recipients.ts';
import { AppError } from '../domain/app-error.ts';
import type { LayoutChoice } from '../layouts/contract.ts';
import { createLayout, createPositionsLayout } from '../layouts/index.ts';
import type { FeedRules } from '../pipeline/context.ts';

/** What the pipeline has to know of a feed, out of the config. */
export function feedRules(config: Config, feed: FeedConfig): FeedRules {
  const layoutChoice: LayoutChoice = { name: feed.layout, options: layoutOptions(feed) };
  const layout = createLayout(layoutChoice);
  const positions = createPositionsLayout(layoutChoice);
  return {
    id: feed.id,
    layout,
    layoutChoice,
    companies: feed.companies,
    allowSyntheticIds: feed.allowSyntheticIds,
    timeZone: feed.timeZone,
    rejectOn: feed.rejectOn,
    guard: feed.guard,
    manualFields: feed.manualFields,
    reactivate: feed.reactivate,
    deactivateAfterMissing: feed.deactivateAfterMissing,
    endDates: feed.deactivateOnEndDate,
    immediate: feed.schedule === 'immediate',
    lastTick: (at) => lastTick(feed, at),
    maxCrashes: feed.maxCrashes,
    archive: feed.archive,
    personalDataAfterDays: feed.retention?.personalDataAfterDays ?? null,
    csv: feed.csv,
    decrypt: feed.decrypt,
    complete: feed.complete,
    positions: positions === null ? null : { csvFiles: feed.positions },
    recipients: recipientsOf(config, feed.id),
    digestAfterMs: config.times.digestAfterMs,
    destinations: feed.destinations.map(({ name, only }) => ({ destination: name, ...only })),
    fingerprint: feedFingerprint(
      feed,
      positions === null ? layout.revision : `${layout.revision}+${positions.revision}`,
    ),
  };
}

function lastTick({ schedule, timeZone }: FeedConfig, at: Date): Date | null {
  if (schedule === 'immediate') return null;
  const cron = new Cron(schedule, { timezone: timeZone, paused: true });
  return cron.previousRuns(1, at)[0] ?? null;
}

/** @throws AppError `feed-unknown` */
export function feedOf(config: Config, feedId: string): FeedConfig {
  const feed = config.feeds.find(({ id }) => id === feedId);
  if (feed !== undefined) return feed;
  throw new AppError('feed-unknown', `There is no feed ${feedId} in ${config.path}.`, {
    hint: `The feeds are: ${config.feeds.map(({ id }) => id).join(', ')}.`,
  });
}
