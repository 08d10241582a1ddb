import type { AppContext } from './app-context.ts';
import { deliverNow } from './deliver-now.ts';
import { feedOf } from './feed-rules.ts';
import { openDeliverers } from './open-deliverers.ts';

/** Sends the mails of these files, delivers what the feed has changed, and mails what comes of that. */
export async function sendDue(
  { config, open, stop }: Pick<AppContext, 'config' | 'open' | 'stop'>,
  feedId: string,
  fileIds: readonly number[],
): Promise<void> {
  const { mails, parts } = await open();
  for (const id of fileIds) await mails.sendDue(stop, id);
  let hasMail = false;
  const deliverers = openDeliverers(config, parts, [feedOf(config, feedId)], () => {
    hasMail = true;
  });
  await deliverNow(deliverers, stop);
  if (hasMail) await mails.sendDue(stop);
}
