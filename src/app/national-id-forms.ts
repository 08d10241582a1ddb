import type { Config, FeedConfig } from '../config/config.ts';
import { AppError } from '../domain/app-error.ts';
import { manualFeed } from '../pipeline/edit-by-hand.ts';
import { canonicalNationalIds, type NationalIdCountry } from '../runtime/national-id-schemes.ts';
import { feedOf } from './feed-rules.ts';

/**
 * What a national identity number, as somebody types it, may be called in the register: in the country of the feed, or of
 * any feed: who was added by hand may belong to any.
 *
 * @throws AppError `usage-national-id`
 */
export function nationalIdForms(config: Config, feedId: string | undefined, text: string): string[] {
  const isAny = feedId === undefined || feedId === manualFeed;
  const feeds = isAny ? config.feeds : [feedOf(config, feedId)];
  const countries = countriesOf(feeds);
  const forms = canonicalNationalIds(text, countries);
  if (forms.length > 0) return forms;
  throw new AppError(
    'usage-national-id',
    'What was given is no national identity number of a country that the feeds name.',
    {
      hint: `Give the whole number, as it is written in ${countries.join(', ')}.`,
    },
  );
}

/** Each once. */
export function countriesOf(feeds: readonly FeedConfig[]): NationalIdCountry[] {
  return [...new Set(feeds.map(({ mapping }) => (mapping?.nationalIdScheme ?? 'NO') as NationalIdCountry))];
}
