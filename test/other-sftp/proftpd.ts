import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { seenHostKeys } from '../../src/inbox/host-key.ts';
import { createSftpInbox } from '../../src/inbox/sftp.ts';
import { createSftpLogins, loginOnce } from '../../src/inbox/sftp-logins.ts';
import { createLog } from '../../src/runtime/log.ts';
import { inboxConformance } from '../conformance/inbox.ts';
import { openTestApp, startDaemon, untilStatus } from '../fixtures/app.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { startProftpd } from '../services/proftpd.ts';

vi.setConfig({ testTimeout: 90_000 });

let server: Awaited<ReturnType<typeof startProftpd>>;
beforeAll(async () => {
  server = await startProftpd();
});
afterAll(() => server.stop());

const openInbox = (path: string, login: { privateKey: string } | { password: string }) => {
  const { host, port, username, hostKeys } = server;
  return createSftpInbox({
    ...{ host, port, username, hostKeys, path, ...login },
    noProgressTimeoutMs: 5_000,
    operationTimeoutMs: 5_000,
    logins: createSftpLogins(loginOnce),
    log: createLog('silent'),
  });
};

inboxConformance(
  'an SFTP inbox on ProFTPD',
  async () => {
    const directory = await mkdtemp(join(server.root, 'in-'));
    return { inbox: openInbox(directory, server), directory };
  },
  // It follows links where the protocol has it not do so; its listing shows them, and they are left out.
  { tellsLinks: false },
);

describe('ProFTPD', () => {
  it('lets in with a key or a password, and shows each of its host keys', async () => {
    const { host, port, privateKey, password, hostKeys } = server;
    for (const login of [{ privateKey }, { password }]) {
      const inbox = openInbox(server.root, login);
      await inbox.list();
      expect(await inbox.isWritable()).toBe(true);
      await inbox.close();
    }
    const refused = openInbox(server.root, { password: 'wrong' });
    await expect(refused.list()).rejects.toMatchObject({ code: 'inbox-login' });
    await refused.close();

    expect(await seenHostKeys({ host, port })).toEqual(hostKeys);
  });

  it('sends 50 MB within half a minute', async () => {
    const directory = await mkdtemp(join(server.root, 'in-'));
    const content = randomBytes(50_000_000);
    await writeFile(join(directory, 'roster.csv'), content);
    const inbox = openInbox(directory, server);
    onTestFinished(() => inbox.close());
    const [entry] = (await inbox.list()).entries;
    if (entry === undefined) throw new Error('It is not listed.');

    const startedMs = performance.now();
    const chunks: Uint8Array[] = [];
    for await (const chunk of await inbox.read(entry)) chunks.push(chunk);
    const tookMs = Math.round(performance.now() - startedMs);

    process.stdout.write(`50 MB from ProFTPD: ${tookMs} ms\n`);
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
    expect(tookMs).toBeLessThan(30_000);
  });
});

onDatabase('sqlite', 'a daemon with an inbox on ProFTPD', (databases) => {
  it('takes files the whole way to processed, rejected and held, and outlives the server', async () => {
    const directory = await mkdtemp(join(server.root, 'in-'));
    const { host, port, username, privateKey, hostKey } = server;
    const inbox = { kind: 'sftp', host, port, username, privateKey, hostKey, path: directory };
    const log = keepLogLines();
    const test = await openTestApp({
      database: await databases.createConfig(),
      feed: { inbox: { ...inbox, settle: '50ms', poll: '100ms' } },
      config: { times: { backoff: { inbox: { start: '100ms', cap: '300ms' } } } },
      log: log.log,
    });
    const drop = async (name: string, content: string) => {
      await writeFile(join(directory, `${name}.part`), content);
      await rename(join(directory, `${name}.part`), join(directory, name));
    };
    const stop = await startDaemon(test);
    await drop('day-1.csv', csvOf(syntheticEmployees(40)));
    await untilStatus(test, 'day-1.csv', 'processed');
    await drop('day-2.csv', csvOf([syntheticEmployee(0, { dateOfBirth: '1979-02-30' })]));
    await untilStatus(test, 'day-2.csv', 'rejected');
    await drop('day-3.csv', csvOf(syntheticEmployees(5)));
    await untilStatus(test, 'day-3.csv', 'held');
    await log.until('file archived', { folder: 'held' });
    await server.kill();
    await log.until('feed has to wait', { code: 'inbox-unreachable' });
    await server.start();
    await log.until('feed works again');
    await drop('day-1.csv', csvOf(syntheticEmployees(41)));
    await vi.waitUntil(async () => (await names(directory, 'rejected')).length === 3, { timeout: 20_000 });
    await stop();

    expect(await names(directory, 'processed')).toEqual(['day-1.2.csv', 'day-1.csv']);
    expect(await names(directory, 'rejected')).toEqual(['day-2.csv', 'day-2.csv.errors.csv', 'day-3.csv']);
    expect(await names(directory, 'held')).toEqual([]);
    expect(await readFile(join(directory, 'rejected', 'day-2.csv.errors.csv'), 'utf8')).toContain('1979-02-30');
    expect((await stat(join(directory, 'processed', 'day-1.csv'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, 'processed'))).mode & 0o777).toBe(0o700);
  });
});

async function names(directory: string, folder: string): Promise<string[]> {
  await mkdir(join(directory, folder), { recursive: true });
  return (await readdir(join(directory, folder))).sort();
}
