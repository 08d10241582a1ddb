import type { MailEvent } from '../notify/contract.ts';
import type { Config } from './config.ts';

/** What the extra addresses of a feed are told of: they can't choose. */
const feedEvents: readonly MailEvent[] = ['rejected', 'held', 'warnings', 'late', 'failed'];

/** Who is told of an event of a feed: each address once. */
export function recipientsOf(config: Config, feedId: string, event: MailEvent): string[] {
  const users = config.technicalUsers
    .filter((user) => user.notify.includes(event) && (user.feeds === null || user.feeds.includes(feedId)))
    .map((user) => user.email);
  const feed = config.feeds.find((candidate) => candidate.id === feedId);
  const extra = feedEvents.includes(event) ? (feed?.notify ?? []) : [];
  return [...new Set([...users, ...extra])];
}
