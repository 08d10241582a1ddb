import { randomUUID } from 'node:crypto';
import type { MailEvent } from '../notify/contract.ts';
import type { DestinationName, Store } from '../store/contract.ts';

export interface Recipients {
  recipients: readonly { email: string; events: readonly MailEvent[] }[];
}

export interface TellerParts extends Recipients {
  store: Pick<Store, 'transaction'>;
  name: DestinationName;
  /** Called when a mail was written to the outbox. */
  onMail(): void;
}

/** Mails about refusals: the first at once, those that follow together and ever more rarely, so that nobody gets a hundred. */
export interface RefusalTeller {
  /** Somebody was refused. */
  noted(): void;
  /** How soon there may be something to tell. */
  waitMs(): number;
  /** Tells of refusals, if it is time. @throws AppError of the store */
  tell(): Promise<void>;
}

const firstRestMs = 5_000;
const longestRestMs = 4 * 3_600_000;
/** After so long without a mail the next ones come in quick succession again. */
const quietMs = 3_600_000;
/** What another process has refused, it may not have lived to tell. */
const lookEveryMs = 600_000;

export function createRefusalTeller({ store, name, recipients, onMail }: TellerParts): RefusalTeller {
  let isUntold = true;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let restMs = 0;
  const waitMs = () => {
    const dueMs = isUntold ? 0 : lookedAtMs + lookEveryMs;
    return Math.max(0, Math.max(dueMs, toldAtMs + restMs) - performance.now());
  };
  const noteMail = () => {
    const nowMs = performance.now();
    const wasQuiet = nowMs - toldAtMs > Math.max(quietMs, 2 * restMs);
    restMs = wasQuiet ? firstRestMs : Math.min(4 * restMs, longestRestMs);
    toldAtMs = nowMs;
    onMail();
  };
  return {
    noted() {
      isUntold = true;
    },
    waitMs,
    async tell() {
      if (waitMs() > 0) return;
      isUntold = false;
      lookedAtMs = performance.now();
      try {
        if (await tellRefusals(store, name, { recipients })) noteMail();
      } catch (error) {
        isUntold = true;
        throw error;
      }
    },
  };
}

/**
 * Writes one mail per recipient and roster about the employees whom a destination has refused since it was last asked.
 *
 * @returns whether there is anything to mail
 */
async function tellRefusals(
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
