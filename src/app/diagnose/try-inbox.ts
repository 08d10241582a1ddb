import { existsSync } from 'node:fs';
import type { FeedConfig } from '../../config/config.ts';
import type { SftpLogins } from '../../inbox/sftp-logins.ts';
import type { DoctorFinding } from '../contract.ts';
import { openInbox } from '../open-inbox.ts';
import type { AppOptions } from '../open-parts.ts';
import { broken, failure, fine } from './finding.ts';
import { tryHostKey } from './try-host-key.ts';

export async function tryInbox(feed: FeedConfig, logins: SftpLogins, { log }: AppOptions): Promise<DoctorFinding[]> {
  const subject = `inbox ${feed.id}`;
  const hostKey = await tryHostKey(feed);
  if (hostKey !== null && !hostKey.ok) return [hostKey];
  const found = hostKey === null ? [] : [hostKey];
  const inbox = openInbox(feed, log, logins);
  if (inbox === null) return found;
  try {
    const { entries } = await inbox.list();
    const waiting = `${feed.inbox.path}: ${entries.length} file(s) waiting.`;
    if (await inbox.isWritable()) return [...found, fine(subject, waiting)];
    if (feed.archive !== 'keep') {
      const what = `${waiting} It is read-only: finished files can't be ${feed.archive === 'encrypt' ? 'encrypted' : 'deleted'} (archive: ${feed.archive}), and stay.`;
      return [
        ...found,
        broken(subject, what, 'Let Rollcall write to the inbox and its folders processed, rejected and held.'),
      ];
    }
    const message = `${waiting} It is read-only: files stay there, and the ledger alone tells which were taken.`;
    const mend =
      'If that is not meant so, let Rollcall write to the inbox and its folders processed, rejected and held.';
    return [...found, { subject, ok: true, message, mend }];
  } catch (error) {
    if (feed.inbox.kind === 'local' && !existsSync(feed.inbox.path)) {
      return [fine(subject, `${feed.inbox.path} does not exist yet; "rollcall run" makes it.`)];
    }
    return [...found, failure(subject, error)];
  } finally {
    await inbox.close();
  }
}
