import { createHash } from 'node:crypto';
import { AppError } from '../domain/app-error.ts';
import { newSftpClient } from './sftp-client.ts';

/** As OpenSSH writes it: `SHA256:` and 43 characters. */
export function fingerprintOf(hostKey: Buffer): string {
  return `SHA256:${createHash('sha256').update(hostKey).digest('base64').replace(/=+$/, '')}`;
}

export function isPinned(pin: string, seen: string): boolean {
  return pin.trim().replace(/=+$/, '') === seen;
}

export function wrongHostKey(server: string, expected: string, seen: string): AppError {
  return new AppError(
    'inbox-host-key',
    `${server} shows the host key ${seen}, but ${expected.trim() || 'none'} is expected. No credentials were sent.`,
    {
      hint: 'Ask the people who run the server whether they changed its key. If they did, put the new one into hostKey of the feed; if not, somebody else answers under its name.',
    },
  );
}

/**
 * The host key that a server shows, for doctor. Nothing is sent to it.
 *
 * @throws AppError `inbox-unreachable`
 */
export async function seenHostKey(server: { host: string; port: number; timeoutMs?: number }): Promise<string> {
  const { host, port, timeoutMs = 10_000 } = server;
  const client = await newSftpClient();
  let seen: string | null = null;
  try {
    await client.connect({
      host,
      port,
      username: 'rollcall',
      readyTimeout: timeoutMs,
      hostVerifier: (key: Buffer) => {
        seen = fingerprintOf(key);
        return false;
      },
    });
  } catch (cause) {
    if (seen !== null) return seen;
    throw new AppError('inbox-unreachable', `No SSH server answers at ${host}:${port}.`, {
      hint: 'Check host and port, and that a firewall lets Rollcall through.',
      retryable: true,
      cause,
    });
  }
  throw new AppError('inbox-unreachable', `${host}:${port} answered without showing a host key.`, {
    hint: 'Check that host and port are those of an SSH server.',
  });
}
