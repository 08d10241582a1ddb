import type { SFTPWrapper } from 'ssh2';
import type SftpClient from 'ssh2-sftp-client';
import { AppError } from '../domain/app-error.ts';
import { type HostKeySearch, hasNoSuchKey, searchHostKey, typeOf, wrongHostKey } from './host-key.ts';
import { connectionOf, newSftpClient } from './sftp-client.ts';

export interface SftpServer {
  host: string;
  port: number;
  username: string;
  /** The key's text, not its path. */
  privateKey?: string | undefined;
  /** Of the private key. */
  passphrase?: string | undefined;
  password?: string | undefined;
  /** `SHA256:...` each; nothing is sent to a server that shows none of them. */
  hostKeys: readonly string[];
  /** A transfer without a byte for so long is given up. */
  noProgressTimeoutMs: number;
  /** Any other operation, connecting included, is given up after so long. */
  operationTimeoutMs: number;
}

/** The server's answers that are not "done", of draft-ietf-secsh-filexfer-02. */
export const sftpStatus = { noSuchFile: 2, permissionDenied: 3, failure: 4, unsupported: 8 } as const;

/** The server answered, and the answer is no: the session is sound. */
export class SftpRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'SftpRefusal';
    this.status = status;
  }
}

/** One connection; once lost it stays lost. */
export interface SftpSession {
  /** The kind of the server's key, e.g. `ssh-ed25519`. */
  readonly hostKeyType: string;
  /** Why the connection is no more, or null while it stands. */
  readonly lost: AppError | null;
  /**
   * Runs one operation under the deadline.
   *
   * @param what for the message, e.g. `listing /in`
   * @throws SftpRefusal, or AppError `inbox-unreachable` when the connection broke or the deadline passed
   */
  run<T>(what: string, start: (sftp: SFTPWrapper, done: SftpCallback<T>) => void): Promise<T>;
  /** Ends the connection because of an error; whatever is under way fails with it. */
  abandon(error: AppError): void;
  /** Ends the connection politely, within a second or two. */
  end(): Promise<void>;
}

export type SftpCallback<T> = (error: Error | null | undefined, value?: T) => void;

const politeEndMs = 2_000;
const keepaliveMs = 10_000;

/**
 * @param signal breaks the attempt off
 * @param hostKeyType of the session before this one
 * @throws AppError `inbox-unreachable`, `inbox-host-key`, `inbox-login`
 */
export async function openSftpSession(
  server: SftpServer,
  signal?: AbortSignal,
  hostKeyType: string | null = null,
): Promise<SftpSession> {
  const connected = await connectToPinned(server, signal, searchHostKey(server.hostKeys, hostKeyType));
  const { client, sftp } = connected;

  let lost: AppError | null = null;
  const waiting = new Set<(error: AppError) => void>();
  const lose = (error: AppError) => {
    lost ??= error;
    for (const fail of waiting) fail(lost);
  };
  const abandon = (error: AppError) => {
    lose(error);
    connectionOf(client).destroy();
  };
  const onBroken = () => abandon(unreachable(server, 'the connection broke'));
  client.on('error', onBroken);
  client.on('close', onBroken);
  sftp.on('close', onBroken);

  return {
    hostKeyType: connected.hostKeyType,
    abandon,
    get lost() {
      return lost;
    },
    run: (what, start) =>
      new Promise((resolve, reject) => {
        if (lost !== null) return reject(lost);
        const settle = () => {
          clearTimeout(deadline);
          waiting.delete(fail);
        };
        const fail = (error: AppError) => {
          settle();
          reject(error);
        };
        const deadline = setTimeout(
          () => abandon(unreachable(server, `${what} took longer than ${server.operationTimeoutMs / 1000} s`)),
          server.operationTimeoutMs,
        );
        waiting.add(fail);
        start(sftp, (error, value) => {
          if (!error) {
            settle();
            return resolve(value as Parameters<typeof resolve>[0]);
          }
          const status = (error as { code?: unknown }).code;
          if (typeof status !== 'number') return abandon(unreachable(server, `${what} broke off`, error));
          settle();
          reject(new SftpRefusal(status, error.message));
        });
      }),
    async end() {
      lose(unreachable(server, 'the connection was closed'));
      // end() waits for a server that may never answer.
      await Promise.race([
        client.end().catch(() => undefined),
        new Promise((done) => setTimeout(done, politeEndMs).unref()),
      ]);
      connectionOf(client).destroy();
    },
  };
}

export function unreachable(server: SftpServer, why: string, cause?: unknown): AppError {
  return new AppError('inbox-unreachable', `The inbox on ${nameOf(server)} can't be reached: ${why}.`, {
    hint: 'Check the server, the network and the firewall; Rollcall goes on by itself.',
    retryable: true,
    cause,
  });
}

export function nameOf(server: { host: string; port: number }): string {
  return `sftp://${server.host}:${server.port}`;
}

interface Connected {
  client: SftpClient;
  sftp: SFTPWrapper;
  hostKeyType: string;
}

/** A login is tried only where a pinned key was shown. */
async function connectToPinned(
  server: SftpServer,
  signal: AbortSignal | undefined,
  search: HostKeySearch,
): Promise<Connected> {
  for (;;) {
    const before = search.others.length;
    try {
      return await connect(server, signal, search);
    } catch (error) {
      const isAnother = search.others.length > before;
      if (isAnother && search.algorithms().length > 0 && signal?.aborted !== true) continue;
      if (isAnother || (before > 0 && hasNoSuchKey((error as Error).cause)))
        throw wrongHostKey(nameOf(server), server.hostKeys, search.others);
      throw error;
    }
  }
}

async function connect(server: SftpServer, signal: AbortSignal | undefined, search: HostKeySearch): Promise<Connected> {
  const client = await newSftpClient();
  // 50 MB came in 33.9 s without, in 0.6 s with it.
  client.on('connect', () => connectionOf(client).setNoDelay(true));
  let hostKeyType = '';
  let first: (Error & { level?: string }) | null = null;
  client.on('error', (error) => {
    first ??= error;
  });
  const methods: ('publickey' | 'password')[] = [];
  if (server.privateKey !== undefined) methods.push('publickey');
  if (server.password !== undefined) methods.push('password');
  // readyTimeout ends with the login; a server can still be silent when it is asked for SFTP.
  let deadline: NodeJS.Timeout | undefined;
  let breakOff = () => {};
  const late = new Promise<never>((_, reject) => {
    breakOff = () => reject(new Error('the attempt was broken off'));
    const message = `no SFTP session after ${server.operationTimeoutMs / 1000} s`;
    deadline = setTimeout(() => reject(new Error(message)), server.operationTimeoutMs);
  });
  signal?.addEventListener('abort', breakOff, { once: true });
  // It may have come while the client was loaded.
  if (signal?.aborted) breakOff();
  const connected = client.connect({
    host: server.host,
    port: server.port,
    username: server.username,
    privateKey: server.privateKey,
    passphrase: server.passphrase,
    password: server.password,
    // Only what the feed has: each attempt more counts towards the server's lock-out.
    authHandler: methods,
    algorithms: { serverHostKey: search.algorithms() },
    hostVerifier: (key: Buffer) => {
      hostKeyType = typeOf(key);
      return search.saw(key);
    },
    readyTimeout: server.operationTimeoutMs,
    keepaliveInterval: keepaliveMs,
    keepaliveCountMax: 3,
  });
  try {
    return { client, sftp: await Promise.race([connected, late]), hostKeyType };
  } catch (error) {
    connected.catch(() => undefined);
    connectionOf(client).destroy();
    throw connectFailure(server, first ?? error);
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', breakOff);
  }
}

function connectFailure(server: SftpServer, cause: unknown): AppError {
  const { level, message } = cause as { level?: string; message?: string };
  if (level === 'client-authentication' || isThrownOut(cause)) {
    return new AppError('inbox-login', `${nameOf(server)} refuses the login of ${server.username}.`, {
      hint: 'Check username and key or password of the feed, and whether the account is locked or has expired.',
      cause,
    });
  }
  if (message?.includes('privateKey')) {
    return new AppError('inbox-login', `The private key for ${nameOf(server)} can't be read.`, {
      hint: 'privateKey takes the text of an OpenSSH or PEM key: let the config read it from its file. Check passphrase, too, if the key has one.',
    });
  }
  return unreachable(server, message ?? 'unknown error', cause);
}

/** No more auth methods available, of RFC 4253, section 11.1. */
const noMoreMethods = 14;

/** OpenSSH hangs up instead of refusing where the attempt was the last one that it allows (MaxAuthTries). */
function isThrownOut(cause: unknown): boolean {
  const { code, message } = cause as { code?: unknown; message?: string };
  return code === noMoreMethods || /too many authentication failures/i.test(message ?? '');
}
