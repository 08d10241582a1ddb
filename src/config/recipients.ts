import type { LanguageCode, MailEvent } from '../notify/contract.ts';
import type { Config } from './config.ts';

/** What the extra addresses of a feed are told of: they can't choose. */
const feedEvents: readonly MailEvent[] = ['rejected', 'held', 'warnings', 'late', 'refused', 'failed'];

export interface Recipient {
  email: string;
  events: readonly MailEvent[];
}

/** Who is told of what about a feed: each address once, with everything that any of its entries asks for. */
export function recipientsOf(config: Config, feedId: string): Recipient[] {
  const wanted = new Map<string, Set<MailEvent>>();
  const add = (email: string, events: readonly MailEvent[]) =>
    wanted.set(email, new Set([...(wanted.get(email) ?? []), ...events]));

  for (const user of config.technicalUsers) {
    if (user.feeds === null || user.feeds.includes(feedId)) add(user.email, user.notify);
  }
  for (const email of config.feeds.find((feed) => feed.id === feedId)?.notify ?? []) add(email, feedEvents);
  return [...wanted].map(([email, events]) => ({ email, events: [...events] }));
}

/**
 * What somebody's mails are written in: a technical user's own language, else the feed's.
 *
 * @param feedId '' for what is about the whole installation; a feed that is no longer in the config counts as that
 */
export function languageOf({ technicalUsers, feeds, language }: Config, feedId: string, email: string): LanguageCode {
  const entries = technicalUsers.filter((user) => user.email === email && user.language !== null);
  const own = entries.find((user) => user.feeds?.includes(feedId)) ?? entries[0];
  return own?.language ?? feeds.find(({ id }) => id === feedId)?.language ?? language;
}

/** Who is told of what concerns the whole installation: the technical users of no feed in particular; else everybody. */
export function installationRecipients({ technicalUsers, feeds }: Config): string[] {
  const ofAll = technicalUsers.filter((user) => user.feeds === null);
  const anybody = [...technicalUsers.map(({ email }) => email), ...feeds.flatMap((feed) => feed.notify)];
  return [...new Set(ofAll.length > 0 ? ofAll.map(({ email }) => email) : anybody)];
}
