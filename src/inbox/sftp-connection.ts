import type { Log } from '../runtime/log.ts';
import type { SftpLogins } from './sftp-logins.ts';
import { nameOf, openSftpSession, type SftpServer, type SftpSession, unreachable } from './sftp-session.ts';

/** Opens a session when it is needed, and keeps it between polls for as long as it is sound. */
export interface SftpConnection {
  session(): Promise<SftpSession>;
  /** For good: a connection that is just being opened is broken off, too. */
  close(): Promise<void>;
}

export function createSftpConnection(server: SftpServer, logins: SftpLogins, log: Log): SftpConnection {
  let opening: Promise<SftpSession> | null = null;
  let session: SftpSession | null = null;
  const closed = new AbortController();

  async function open(): Promise<SftpSession> {
    try {
      session = await logins.open(server, () => openSftpSession(server, closed.signal, session?.hostKeyType));
      log.debug('sftp-connected', { server: nameOf(server) });
      return session;
    } finally {
      opening = null;
    }
  }

  return {
    session() {
      if (session !== null && session.lost === null) return Promise.resolve(session);
      if (closed.signal.aborted) return Promise.reject(unreachable(server, 'the connection was closed'));
      opening ??= open();
      return opening;
    },
    async close() {
      closed.abort();
      // Whoever waits for the connection learns of its failure itself.
      await opening?.catch(() => undefined);
      await session?.end();
      session = null;
    },
  };
}
