import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { AppError } from '../domain/app-error.ts';
import { connectionOf, newSftpClient } from './sftp-client.ts';

/**
 * A server has a key of several kinds and shows one, of the first kind that it is asked for. Any of them may be pinned, so that
 * a kind after the other is asked for, until one is; sessions and doctor ask in the same order.
 */
const kinds: readonly { type: string; algorithms: readonly ServerHostKeyAlgorithm[] }[] = [
  { type: 'ssh-ed25519', algorithms: ['ssh-ed25519'] },
  { type: 'ecdsa-sha2-nistp256', algorithms: ['ecdsa-sha2-nistp256'] },
  { type: 'ecdsa-sha2-nistp384', algorithms: ['ecdsa-sha2-nistp384'] },
  { type: 'ecdsa-sha2-nistp521', algorithms: ['ecdsa-sha2-nistp521'] },
  { type: 'ssh-rsa', algorithms: ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] },
];

/** Which keys a server shows; kept by the connection, so that a new session asks for the right kind at once. */
export interface HostKeySearch {
  /** What to ask for next; empty when every kind was seen. */
  algorithms(): ServerHostKeyAlgorithm[];
  /** @returns whether it is a pinned one */
  saw(hostKey: Buffer): boolean;
  /** Fingerprints of the keys that are not pinned. */
  readonly others: readonly string[];
}

/** @param pins `SHA256:...` each */
export function searchHostKey(pins: readonly string[], firstType: string | null = null): HostKeySearch {
  const types = new Set<string>();
  const others: string[] = [];
  const inOrder = [...kinds].sort((a, b) => Number(b.type === firstType) - Number(a.type === firstType));
  return {
    others,
    algorithms() {
      // Whatever it says that its keys are, it has none of further kinds.
      if (others.length >= kinds.length) return [];
      return inOrder.filter(({ type }) => !types.has(type)).flatMap(({ algorithms }) => algorithms);
    },
    saw(hostKey) {
      const fingerprint = fingerprintOf(hostKey);
      if (pins.some((pin) => isPinned(pin, fingerprint))) return true;
      types.add(typeOf(hostKey));
      others.push(fingerprint);
      return false;
    },
  };
}

/** As OpenSSH writes it: `SHA256:` and 43 characters. */
export function fingerprintOf(hostKey: Buffer): string {
  return `SHA256:${createHash('sha256').update(hostKey).digest('base64').replace(/=+$/, '')}`;
}

/** Its bytes begin with the length and the text of its kind. */
export function typeOf(hostKey: Buffer): string {
  const length = hostKey.length < 4 ? 0 : hostKey.readUInt32BE(0);
  return hostKey.subarray(4, 4 + length).toString('latin1');
}

export function isPinned(pin: string, seen: string): boolean {
  return pin.trim().replace(/=+$/, '') === seen;
}

/** Whether the handshake failed because the server has no key of the kinds that were asked for. */
export function hasNoSuchKey(error: unknown): boolean {
  return error instanceof Error && error.message.includes('no matching host key format');
}

export function wrongHostKey(server: string, pins: readonly string[], seen: readonly string[]): AppError {
  const expected = pins.length === 0 ? 'none' : pins.map((pin) => pin.trim()).join(' or ');
  return new AppError(
    'inbox-host-key',
    `${server} shows the host key ${seen.join(' and ')}, but ${expected} is expected. No credentials were sent.`,
    {
      hint: 'Ask the people who run the server whether they changed its key. If they did, put the new one into hostKey of the feed; if not, somebody else answers under its name.',
    },
  );
}

/**
 * The host keys that a server shows, for doctor: up to a pinned one, which is the last, or all of them. Nothing is sent to it.
 *
 * @throws AppError `inbox-unreachable`
 */
export async function seenHostKeys(server: {
  host: string;
  port: number;
  hostKeys?: readonly string[];
  timeoutMs?: number;
}): Promise<string[]> {
  const { host, port, hostKeys = [], timeoutMs = 10_000 } = server;
  const search = searchHostKey(hostKeys);
  let pinned: string | null = null;
  while (pinned === null && search.algorithms().length > 0) {
    const before = search.others.length;
    const client = await newSftpClient();
    const error = await client
      .connect({
        host,
        port,
        username: 'rollcall',
        readyTimeout: timeoutMs,
        algorithms: { serverHostKey: search.algorithms() },
        hostVerifier: (key: Buffer) => {
          if (search.saw(key)) pinned = fingerprintOf(key);
          return false;
        },
      })
      .catch((cause: unknown) => cause);
    connectionOf(client).destroy();
    if (pinned !== null || search.others.length > before) continue;
    if (before > 0 && hasNoSuchKey(error)) break;
    throw new AppError('inbox-unreachable', `No SSH server answers at ${host}:${port}.`, {
      hint: 'Check host and port, and that a firewall lets Rollcall through.',
      retryable: true,
      cause: error,
    });
  }
  return pinned === null ? [...search.others] : [...search.others, pinned];
}
