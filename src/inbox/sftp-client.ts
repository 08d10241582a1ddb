import type SftpClient from 'ssh2-sftp-client';

/**
 * A new client each time: one that ended keeps flags of its past.
 *
 * Loaded when the first feed needs it, because ssh2 takes 20 MB of memory that a daemon with local inboxes can save.
 */
export async function newSftpClient(): Promise<SftpClient> {
  const library = await import('ssh2-sftp-client');
  // Without callbacks of ours it prints to the console.
  return new library.default('rollcall', {});
}

/** The library keeps its connection to itself, in its types only. */
export function connectionOf(client: SftpClient): { setNoDelay(on: boolean): void; destroy(): void } {
  return (client as unknown as { client: { setNoDelay(on: boolean): void; destroy(): void } }).client;
}
