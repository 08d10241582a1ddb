import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Inbox } from '../../src/inbox/contract.ts';
import { createSftpInbox } from '../../src/inbox/sftp.ts';
import { createSftpLogins, loginOnce, type SftpLogins } from '../../src/inbox/sftp-logins.ts';
import { createLog } from '../../src/runtime/log.ts';
import { type HostileSftp, startHostileSftp } from '../services/hostile-sftp.ts';

describe('several inboxes of one account', () => {
  const open = (server: HostileSftp, logins: SftpLogins, password: string): Inbox => {
    const { host, port, hostKey } = server;
    const inbox = createSftpInbox({
      ...{ host, port, hostKeys: [hostKey], username: 'hr', password, path: '/in', logins },
      noProgressTimeoutMs: 5_000,
      operationTimeoutMs: 5_000,
      log: createLog('silent'),
    });
    onTestFinished(() => inbox.close());
    return inbox;
  };
  const start = async () => {
    const server = await startHostileSftp();
    onTestFinished(() => server.stop());
    return server;
  };
  const codes = async (inboxes: Inbox[]) =>
    (await Promise.allSettled(inboxes.map((inbox) => inbox.list()))).map((result) =>
      result.status === 'fulfilled' ? 'listed' : result.reason.code,
    );

  test('try a refused login once in all, and not again before a feed alone would', async () => {
    const server = await start();
    const logins = createSftpLogins({ startMs: 400, capMs: 400 });
    const inboxes = [1, 2, 3, 4].map(() => open(server, logins, 'wrong'));

    expect(await codes(inboxes)).toEqual(Array(4).fill('inbox-login'));
    expect(await codes(inboxes)).toEqual(Array(4).fill('inbox-login'));
    expect(server.logins).toHaveLength(1);

    await new Promise((resolve) => setTimeout(resolve, 250));

    expect(await codes(inboxes)).toEqual(Array(4).fill('inbox-login'));
    expect(server.logins).toHaveLength(2);
  });

  test('do not keep another password of the account from its login', async () => {
    const server = await start();
    const logins = createSftpLogins(loginOnce);

    expect(await codes([open(server, logins, 'wrong'), open(server, logins, server.password)])).toEqual([
      'inbox-login',
      'listed',
    ]);
  });

  test('log in each by itself where the login is right', async () => {
    const server = await start();
    const logins = createSftpLogins(loginOnce);
    const inboxes = [1, 2, 3].map(() => open(server, logins, server.password));

    expect(await codes(inboxes)).toEqual(['listed', 'listed', 'listed']);
    expect(server.logins).toHaveLength(3);
  });

  test('try once in all while the server lets nobody come as far as the login', async () => {
    let connections = 0;
    const deaf = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((listening) => deaf.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void deaf.close());
    const server = { ...(await start()), port: (deaf.address() as AddressInfo).port };
    const logins = createSftpLogins(loginOnce);
    const inboxes = [1, 2, 3, 4].map(() => open(server, logins, server.password));

    expect(await codes(inboxes)).toEqual(Array(4).fill('inbox-unreachable'));
    expect(connections).toBe(1);
  });
});
