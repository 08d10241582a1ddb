import { createHash } from 'node:crypto';
import { AppError } from '../domain/app-error.ts';
import { type BackoffLimits, backoffMs } from '../runtime/backoff.ts';
import type { SftpServer, SftpSession } from './sftp-session.ts';

/**
 * The logins of one process. A server counts refused ones for an account, whichever feed they come from: several feeds of one
 * account try no more often than one of them would.
 */
export interface SftpLogins {
  /**
   * @param attempt logs in
   * @throws AppError `inbox-login` without an attempt when the same login was refused a moment ago; what the one that was under
   *   way failed with
   */
  open(server: SftpServer, attempt: () => Promise<SftpSession>): Promise<SftpSession>;
}

interface Account {
  underWay: Promise<SftpSession> | null;
  refusals: number;
  refusal: AppError | null;
  closedUntilMs: number;
}

/** For a command: one that was refused is not tried again. */
export const loginOnce: BackoffLimits = { startMs: Number.MAX_SAFE_INTEGER, capMs: Number.MAX_SAFE_INTEGER };

/** @param limits of the waits after refused logins, as the feeds keep them */
export function createSftpLogins(limits: BackoffLimits): SftpLogins {
  const accounts = new Map<string, Account>();

  function accountOf(server: SftpServer): Account {
    const { host, port, username, privateKey, passphrase, password, hostKeys } = server;
    const login = JSON.stringify([host, port, username, privateKey, passphrase, password, hostKeys]);
    const key = createHash('sha256').update(login).digest('hex');
    const account = accounts.get(key) ?? { underWay: null, refusals: 0, refusal: null, closedUntilMs: 0 };
    accounts.set(key, account);
    return account;
  }

  return {
    async open(server, attempt) {
      const account = accountOf(server);
      // Whoever waits for a login fares as it does: where it got no answer, all of them would else try theirs at once, and be
      // refused as often. No tick may pass where there is none.
      if (account.underWay !== null) await account.underWay;
      if (account.refusal !== null && performance.now() < account.closedUntilMs) throw account.refusal;
      const opening = attempt();
      account.underWay ??= opening;
      try {
        const session = await opening;
        account.refusals = 0;
        account.refusal = null;
        return session;
      } catch (error) {
        if (error instanceof AppError && error.code === 'inbox-login') {
          account.refusals += 1;
          account.refusal = error;
          // The shortest wait that a feed keeps after so many, so that a feed alone is never stopped here.
          account.closedUntilMs = performance.now() + backoffMs(limits, account.refusals, () => 0);
        }
        throw error;
      } finally {
        if (account.underWay === opening) account.underWay = null;
      }
    },
  };
}
