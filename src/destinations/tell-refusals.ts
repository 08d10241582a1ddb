import { randomUUID } from 'node:crypto';
import type { MailEvent } from '../notify/contract.ts';
import type { DestinationName, Store } from '../store/contract.ts';

export interface Recipients {
  recipients: readonly { email: string; events: readonly MailEvent[] }[];
}

/**
 * Writes one mail per recipient and roster about the employees whom a destination has refused since it was last asked.
 *
 * @returns whether there is anything to mail
 */
export async function tellRefusals(
  store: Pick<Store, 'transaction'>,
  of: DestinationName,
  { recipients }: Recipients,
): Promise<boolean> {
  const wanted = recipients.filter(({ events }) => events.includes('refused'));
  return store.transaction(async ({ deliveries, outbox }) => {
    const fileIds = await deliveries.tellRefused(of);
    const mails = fileIds.flatMap((fileId) =>
      wanted.map(({ email }) => ({
        feed: of.feed,
        fileId,
        event: 'refused' as const,
        recipient: email,
        messageId: `<rollcall.${fileId}.refused.${randomUUID()}@rollcall>`,
      })),
    );
    await outbox.add(mails);
    return mails.length > 0;
  });
}
