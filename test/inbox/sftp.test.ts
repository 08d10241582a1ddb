import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Inbox, InboxEntry } from '../../src/inbox/contract.ts';
import { seenHostKeys } from '../../src/inbox/host-key.ts';
import { createSftpInbox, type SftpInboxOptions } from '../../src/inbox/sftp.ts';
import { createSftpLogins } from '../../src/inbox/sftp-logins.ts';
import { createLog } from '../../src/runtime/log.ts';
import { inboxConformance } from '../conformance/inbox.ts';
import { type HostileSftp, startHostileSftp } from '../services/hostile-sftp.ts';
import { type Sshd, startSshd } from '../services/sshd.ts';

const execFileAsync = promisify(execFile);
const log = createLog('silent');
const timeouts = { noProgressTimeoutMs: 5_000, operationTimeoutMs: 5_000 };
const newLogins = () => createSftpLogins({ startMs: 0, capMs: 0 });
let sshd: Sshd;

beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

const inboxOn = (server: Sshd, path: string, changes: Partial<SftpInboxOptions> = {}): Inbox => {
  const { host, port, username, privateKey, hostKey } = server;
  return createSftpInbox({
    host,
    port,
    username,
    privateKey,
    hostKeys: [hostKey],
    path,
    logins: newLogins(),
    log,
    ...timeouts,
    ...changes,
  });
};

inboxConformance('an SFTP inbox', async () => {
  const directory = await mkdtemp(join(sshd.root, 'in-'));
  return { inbox: inboxOn(sshd, directory), directory };
});

describe('an SFTP inbox on OpenSSH', () => {
  // Against OpenSSH's own client, since a busy machine slows both: without setNoDelay it took 28 times as long.
  test("downloads 50 MB within five times what OpenSSH's own client takes", { timeout: 90_000 }, async () => {
    const { inbox, directory } = await newInbox();
    const path = join(directory, 'roster.csv');
    await writeFile(path, randomBytes(50_000_000));
    const entry = await entryOf(inbox, 'roster.csv');
    const beforeMs = await clientDownloadMs(path);

    const started = performance.now();
    let bytes = 0;
    for await (const chunk of await inbox.read(entry)) bytes += chunk.length;
    const tookMs = performance.now() - started;

    expect(bytes).toBe(50_000_000);
    expect(tookMs).toBeLessThan(5 * Math.max(beforeMs, await clientDownloadMs(path)));
  });

  test('keeps its connection from one look to the next, and opens a new one after it broke', async () => {
    const { inbox } = await newInbox();
    await inbox.list();

    await sshd.kill();
    await expect(inbox.list()).rejects.toMatchObject({ code: 'inbox-unreachable', retryable: true });
    await expect(inbox.list()).rejects.toMatchObject({ code: 'inbox-unreachable', retryable: true });
    await sshd.start();

    expect((await inbox.list()).entries).toEqual([]);
  });

  test('fails a download when the server dies in the middle of it', async () => {
    const { inbox, directory } = await newInbox();
    await writeFile(join(directory, 'roster.csv'), randomBytes(20_000_000));
    const stream = await inbox.read(await entryOf(inbox, 'roster.csv'));

    await sshd.kill();
    onTestFinished(() => sshd.start());

    await expect(buffer(stream)).rejects.toMatchObject({ code: 'inbox-unreachable', retryable: true });
  });

  test('tells of 10,000 files in moments', { timeout: 90_000 }, async () => {
    const { inbox, directory } = await newInbox();
    execFileSync('sh', ['-c', 'seq -f day-%g.csv 10000 | xargs touch'], { cwd: directory });

    const started = performance.now();
    const { entries } = await inbox.list();
    const tookMs = performance.now() - started;

    expect(entries).toHaveLength(10_000);
    expect(tookMs).toBeLessThan(10_000);
  });

  test('says which login is refused', async () => {
    const other = await startSshd();
    onTestFinished(() => other.stop());
    const { directory } = await newInbox();
    const inbox = inboxOn(sshd, directory, { privateKey: other.privateKey });

    await expect(inbox.list()).rejects.toMatchObject({
      code: 'inbox-login',
      message: `sftp://127.0.0.1:${sshd.port} refuses the login of ${sshd.username}.`,
    });
  });

  test('logs in with a key that has a passphrase, and only with the right one', async () => {
    const { directory } = await newInbox();
    const path = join(await mkdtemp(join(sshd.root, 'key-')), 'key');
    await writeFile(path, sshd.privateKey, { mode: 0o600 });
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', path]);
    const privateKey = await readFile(path, 'utf8');
    const [inbox, wrong] = ['open sesame', 'wrong'].map((passphrase) =>
      inboxOn(sshd, directory, { privateKey, passphrase }),
    );
    onTestFinished(async () => {
      await Promise.all([inbox?.close(), wrong?.close()]);
    });

    await expect(inbox?.list()).resolves.toMatchObject({ entries: [] });
    await expect(wrong?.list()).rejects.toMatchObject({
      code: 'inbox-login',
      hint: expect.stringContaining('passphrase'),
    });
  });

  test('works with any of the host keys of a server pinned, and with several of which one is right', async () => {
    const other = await startSshd({ hostKeyTypes: ['rsa', 'ecdsa', 'ed25519'] });
    onTestFinished(() => other.stop());
    const { host, port, hostKeys } = other;
    const strange = `SHA256:${'A'.repeat(43)}`;
    const listed = async (pins: string[]) => {
      const inbox = inboxOn(other, other.root, { hostKeys: pins });
      try {
        await inbox.list();
        return 'listed';
      } catch (error) {
        return (error as Error).message;
      } finally {
        await inbox.close();
      }
    };

    for (const pinned of hostKeys) {
      expect(await listed([pinned])).toBe('listed');
      expect((await seenHostKeys({ host, port, hostKeys: [pinned] })).at(-1)).toBe(pinned);
    }
    expect(await listed([strange, hostKeys[0] ?? ''])).toBe('listed');
    expect((await seenHostKeys({ host, port })).sort()).toEqual([...hostKeys].sort());
    const refused = await listed([strange]);
    for (const key of [strange, ...hostKeys]) expect(refused).toContain(key);
  });

  test('says that a private key can not be read, and does not show it', async () => {
    const inbox = inboxOn(sshd, sshd.root, { privateKey: 'no key at all' });

    const error: Error = await inbox.list().catch((caught) => caught);

    expect(error).toMatchObject({ code: 'inbox-login' });
    expect(`${error.message}${error.cause}`).not.toContain('no key at all');
  });

  test('says that it is unreachable when nothing listens, or nothing that speaks SSH', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const port = (silent.address() as { port: number }).port;

    const silentInbox = inboxOn(sshd, '/', { port, operationTimeoutMs: 300 });
    const closedInbox = inboxOn(sshd, '/', { port: 1 });

    await expect(silentInbox.list()).rejects.toMatchObject({ code: 'inbox-unreachable', retryable: true });
    await expect(closedInbox.list()).rejects.toMatchObject({ code: 'inbox-unreachable', retryable: true });
  });

  describe.runIf(userInfo().uid === 0)('where the account has few rights', () => {
    test('says that it is read-only when it may only be read', async () => {
      const { inbox, root } = await newInboxOfNobody();
      await chmod(root, 0o755);
      const entry = await entryOf(inbox, 'roster.csv');

      await expect(inbox.move(entry, 'processed')).rejects.toMatchObject({ code: 'inbox-read-only' });
      expect(await readdir(root)).toEqual(['roster.csv']);
    });

    test('moves a file whose mode it may not change', async () => {
      const { inbox, root } = await newInboxOfNobody();

      const result = await inbox.move(await entryOf(inbox, 'roster.csv'), 'processed');

      expect(result).toEqual({ moved: true, name: 'roster.csv' });
      expect((await stat(join(root, 'processed', 'roster.csv'))).mode & 0o777).toBe(0o644);
    });
  });
});

describe('an SFTP inbox on a server that misbehaves', () => {
  let server: HostileSftp;
  let inbox: Inbox;
  const open = (changes: Partial<SftpInboxOptions> = {}) => {
    const { host, port, hostKey, password } = server;
    const opened = createSftpInbox({
      host,
      port,
      hostKeys: [hostKey],
      username: 'hr',
      password,
      path: '/in',
      logins: newLogins(),
      log,
      noProgressTimeoutMs: 600,
      operationTimeoutMs: 1_500,
      ...changes,
    });
    onTestFinished(() => opened.close());
    return opened;
  };

  beforeEach(async () => {
    server = await startHostileSftp();
    onTestFinished(() => server.stop());
    server.files.set('roster.csv', randomBytes(2_000_000));
    inbox = open();
  });

  test('logs in with a password', async () => {
    expect((await inbox.list()).entries).toMatchObject([{ name: 'roster.csv', size: 2_000_000 }]);
    expect(server.logins).toEqual([{ method: 'password', username: 'hr' }]);
  });

  test('tries a wrong password once', async () => {
    await expect(open({ password: 'wrong' }).list()).rejects.toMatchObject({ code: 'inbox-login', retryable: false });

    expect(server.logins).toHaveLength(1);
  });

  test('takes it for a refused login when the server hangs up on it', async () => {
    server.faults.hangsUpWith = 14;

    await expect(open({ password: 'wrong' }).list()).rejects.toMatchObject({ code: 'inbox-login' });
  });

  test('sends nothing to a server that shows another host key', async () => {
    const expected = `SHA256:${'A'.repeat(43)}`;

    const error: Error = await open({ hostKeys: [expected] })
      .list()
      .catch((caught) => caught);

    expect(error).toMatchObject({ code: 'inbox-host-key' });
    expect(error.message).toContain(expected);
    expect(error.message).toContain(server.hostKey);
    expect(server.logins).toEqual([]);
  });

  test('sends nothing when no host key is pinned', async () => {
    await expect(open({ hostKeys: [] }).list()).rejects.toMatchObject({ code: 'inbox-host-key' });

    expect(server.logins).toEqual([]);
  });

  test('shows the host key to doctor, without a login', async () => {
    expect(await seenHostKeys({ host: server.host, port: server.port })).toEqual([server.hostKey]);
    expect(server.logins).toEqual([]);
    await expect(seenHostKeys({ host: '127.0.0.1', port: 1 })).rejects.toMatchObject({ code: 'inbox-unreachable' });
  });

  test('refuses names that lead elsewhere', async () => {
    server.files.set('../../evil.csv', Buffer.from('x'));
    server.files.set('/etc/passwd.csv', Buffer.from('x'));

    const { entries, refused } = await inbox.list();

    expect(entries.map((entry) => entry.name)).toEqual(['roster.csv']);
    expect(refused).toEqual([
      { name: '../../evil.csv', reason: 'its name holds a path' },
      { name: '/etc/passwd.csv', reason: 'its name holds a path' },
    ]);
  });

  test('knows regular files by their line where the server sends no mode', async () => {
    server.faults.bare = true;

    expect((await inbox.list()).entries).toHaveLength(1);
  });

  test('gives up a transfer that stalls, and starts anew', async () => {
    const entry = await entryOf(inbox, 'roster.csv');
    server.faults.stallAfterBytes = 500_000;

    const started = performance.now();
    await expect(inbox.read(entry).then(buffer)).rejects.toMatchObject({ code: 'inbox-unreachable', retryable: true });
    expect(performance.now() - started).toBeLessThan(2_500);

    server.faults.stallAfterBytes = undefined;
    expect(await buffer(await inbox.read(entry))).toEqual(server.files.get('roster.csv'));
    expect(server.connections).toBe(2);
  });

  test('gives up a transfer that hardly moves, as one that stalls', async () => {
    const entry = await entryOf(inbox, 'roster.csv');
    server.faults.trickleMs = 50;

    const started = performance.now();
    await expect(inbox.read(entry).then(buffer)).rejects.toMatchObject({ code: 'inbox-unreachable', retryable: true });
    expect(performance.now() - started).toBeLessThan(2_500);
  });

  test('does not take a slow reader for a stalled server', async () => {
    const stream = await inbox.read(await entryOf(inbox, 'roster.csv'));

    await new Promise((resolve) => setTimeout(resolve, 1_500));

    expect(await buffer(stream)).toHaveLength(2_000_000);
  });

  test('fails a transfer that is cut, with no end of file', async () => {
    const entry = await entryOf(inbox, 'roster.csv');
    server.faults.cutAfterBytes = 500_000;

    await expect(inbox.read(entry).then(buffer)).rejects.toMatchObject({ code: 'inbox-unreachable', retryable: true });
  });

  test('fails a transfer that ends early', async () => {
    server.faults.endAfterBytes = 500_000;
    const entry = await entryOf(inbox, 'roster.csv');

    await expect(inbox.read(entry).then(buffer)).rejects.toMatchObject({ code: 'file-changed', retryable: true });
  });

  test('fails a transfer of a file that was announced as empty', async () => {
    server.faults.announcedSize = 0;
    const entry = await entryOf(inbox, 'roster.csv');

    await expect(inbox.read(entry).then(buffer)).rejects.toMatchObject({ code: 'file-changed' });
  });

  test('gives up a listing that is never answered', async () => {
    server.faults.silent = true;

    await expect(inbox.list()).rejects.toMatchObject({ code: 'inbox-unreachable', retryable: true });
  });

  test('gives up a server that lets it in and says no more', async () => {
    server.faults.noSubsystem = true;

    await expect(inbox.list()).rejects.toMatchObject({ code: 'inbox-unreachable', retryable: true });
  });

  test('reads the other files when one is not to be read', async () => {
    server.files.set('secret.csv', Buffer.from('x'));
    server.faults.denied = ['secret.csv'];

    await expect(inbox.read(await entryOf(inbox, 'secret.csv'))).rejects.toMatchObject({ code: 'file-unreadable' });
    expect(await buffer(await inbox.read(await entryOf(inbox, 'roster.csv')))).toHaveLength(2_000_000);
    expect(server.connections).toBe(1);
  });

  test('tells doctor whether it may be written to', async () => {
    expect(await inbox.isWritable()).toBe(true);
    server.faults.readOnly = true;
    expect(await inbox.isWritable()).toBe(false);
  });

  test('says that it is read-only when nothing can be moved', async () => {
    server.faults.readOnly = true;

    const entry = await entryOf(inbox, 'roster.csv');

    await expect(inbox.move(entry, 'processed')).rejects.toMatchObject({ code: 'inbox-read-only' });
    await expect(inbox.move(entry, 'held')).rejects.toMatchObject({ code: 'inbox-read-only' });
  });

  test('gives back a file that was replaced in the moment of the move, and says so where that is refused', async () => {
    const newer = Buffer.from('newer');
    server.faults.onRename = () => {
      if (server.archived.size === 0) server.files.set('roster.csv', newer);
    };

    expect(await inbox.move(await entryOf(inbox, 'roster.csv'), 'processed')).toEqual({
      moved: false,
      reason: 'replaced',
    });
    expect(server.files.get('roster.csv')).toBe(newer);

    server.files.set('roster.csv', Buffer.from('as it was listed'));
    server.faults.stuck = ['processed/roster.csv'];
    await expect(inbox.move(await entryOf(inbox, 'roster.csv'), 'processed')).rejects.toMatchObject({
      code: 'inbox-read-only',
      message: expect.stringContaining('A newer roster.csv has come to /in/processed/roster.csv unread'),
    });
    expect(server.archived.get('processed/roster.csv')).toBe(newer);
  });

  test('closes while the server is silent', async () => {
    server.faults.silent = true;
    const listing = expect(inbox.list()).rejects.toMatchObject({ code: 'inbox-unreachable' });
    await new Promise((resolve) => setTimeout(resolve, 200));

    await inbox.close();
    await listing;
  });
});

async function newInbox(): Promise<{ inbox: Inbox; directory: string }> {
  const directory = await mkdtemp(join(sshd.root, 'in-'));
  const inbox = inboxOn(sshd, directory);
  onTestFinished(async () => {
    await inbox.close();
    await rm(directory, { recursive: true, force: true });
  });
  return { inbox, directory };
}

/** With its login, which takes a small part of it. */
async function clientDownloadMs(path: string): Promise<number> {
  const { host, port, username, privateKey, root } = sshd;
  const keyFile = join(root, 'client-key');
  await writeFile(keyFile, privateKey, { mode: 0o600 });
  const started = performance.now();
  const login = ['-F', 'none', '-i', keyFile, '-P', String(port), '-o', 'BatchMode=yes'];
  const anyHostKey = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  await execFileAsync('sftp', [...login, ...anyHostKey, `${username}@${host}:${path}`, `${path}.copy`]);
  return performance.now() - started;
}

/** Files are root's, the account is that of nobody. */
async function newInboxOfNobody(): Promise<{ inbox: Inbox; root: string }> {
  const server = await startSshd({ username: 'nobody' });
  onTestFinished(() => server.stop());
  await writeFile(join(server.root, 'roster.csv'), 'x', { mode: 0o644 });
  const inbox = inboxOn(server, server.root);
  onTestFinished(() => inbox.close());
  return { inbox, root: server.root };
}

async function entryOf(inbox: Inbox, name: string): Promise<InboxEntry> {
  const entry = (await inbox.list()).entries.find((each) => each.name === name);
  if (entry === undefined) throw new Error(`${name} is not in the inbox`);
  return entry;
}
