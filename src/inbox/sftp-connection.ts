import type { Log } from '../runtime/log.ts';
import { nameOf, openSftpSession, type SftpServer, type SftpSession } from './sftp-session.ts';

/** Opens a session when it is needed, and keeps it between polls for as long as it is sound. */
export interface SftpConnection {
  session(): Promise<SftpSession>;
  close(): Promise<void>;
}

export function createSftpConnection(server: SftpServer, log: Log): SftpConnection {
  let opening: Promise<SftpSession> | null = null;
  let session: SftpSession | null = null;

  async function open(): Promise<SftpSession> {
    try {
      session = await openSftpSession(server);
      log.debug('sftp-connected', { server: nameOf(server) });
      return session;
    } finally {
      opening = null;
    }
  }

  return {
    session() {
      if (session !== null && session.lost === null) return Promise.resolve(session);
      opening ??= open();
      return opening;
    },
    async close() {
      // Whoever waits for the connection learns of its failure itself.
      await opening?.catch(() => undefined);
      await session?.end();
      session = null;
    },
  };
}
