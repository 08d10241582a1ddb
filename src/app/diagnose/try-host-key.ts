import type { FeedConfig } from '../../config/config.ts';
import { isPinned, seenHostKeys } from '../../inbox/host-key.ts';
import type { DoctorFinding } from '../contract.ts';
import { broken, failure, fine } from './finding.ts';

/** Null where the inbox has none. */
export async function tryHostKey({ id, inbox }: FeedConfig): Promise<DoctorFinding | null> {
  if (inbox.kind !== 'sftp') return null;
  const { host, port, hostKeys } = inbox;
  const subject = `inbox ${id} host key`;
  try {
    const seen = await seenHostKeys({ host, port, hostKeys });
    const pinned = seen.find((key) => hostKeys.some((pin) => isPinned(pin, key)));
    if (pinned !== undefined) return fine(subject, `${host} shows ${pinned}, as pinned.`);
    const shown = seen.join(' and ');
    const message =
      hostKeys.length === 0
        ? `${host} shows ${shown}; none is pinned, so the feed is disabled.`
        : `${host} shows ${shown}, but ${hostKeys.join(' or ')} is pinned.`;
    const same = seen.length > 1 ? 'If they are the same' : 'If it is the same';
    return broken(
      subject,
      message,
      `Ask the server's operator for its fingerprint. ${same}, set inbox.hostKey: "${seen[0]}".`,
    );
  } catch (error) {
    return failure(subject, error);
  }
}
