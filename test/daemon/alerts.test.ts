import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { alertMails, mailLike } from '../fixtures/alert-mails.ts';
import { openTestApp, startDaemon, type TestApp, type TestAppOptions, untilStatus } from '../fixtures/app.ts';
import { eventually } from '../fixtures/daemon.ts';
import { dropIntoInbox } from '../fixtures/drop-into-inbox.ts';
import { leaseElsewhere } from '../fixtures/lease-elsewhere.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { mountSmallDisk } from '../fixtures/small-disk.ts';
import { onDatabase } from '../services/databases.ts';
import { startHostileSftp } from '../services/hostile-sftp.ts';
import { startSmtp } from '../services/smtp.ts';
import { startSshd } from '../services/sshd.ts';

vi.setConfig({ testTimeout: 60_000 });

const soon = { start: '50ms', cap: '150ms' };
const times = {
  alertAfter: '150ms',
  strayFileAfter: '250ms',
  backoff: { inbox: soon, database: soon, mail: soon, login: { start: '400ms', cap: '800ms' } },
};
/** After a refused login. */
const patient = { ...times, backoff: { ...times.backoff, login: { start: '1h', cap: '1h' } } };
const roster = csvOf(syntheticEmployees(40));

onDatabase('sqlite', 'a daemon that tells of a feed', (databases) => {
  const open = async (options: Partial<TestAppOptions> = {}) => {
    const kept = keepLogLines();
    const test = await openTestApp({
      database: await databases.createConfig(),
      clock: () => new Date(),
      log: kept.log,
      ...options,
      config: { times, ...options.config },
    });
    return { ...kept, test, inbox: join(test.dir, 'data', 'inbox', test.feed) };
  };

  it('tells once of an inbox that was deleted, deactivates nobody, and goes on when it is back', async () => {
    const { test, inbox, seen } = await open();
    const stop = await startDaemon(test);
    await dropIntoInbox(test, 'first.csv', roster);
    await untilStatus(test, 'first.csv', 'processed');
    await rename(inbox, `${inbox}.gone`);
    await mailLike(test, /ALERT/);
    await eventually('more looks', async () => seen('feed has to wait').length > 6);
    const [before] = await active(test);
    await mkdir(inbox, { recursive: true });
    const solved = await mailLike(test, /SOLVED/);
    await dropIntoInbox(test, 'second.csv', csvOf(syntheticEmployees(39)));
    await untilStatus(test, 'second.csv', 'processed');
    await stop();

    const alerts = await alertMails(test);
    expect(alerts.map(({ subject }) => subject)).toEqual([
      `[Rollcall] ALERT ${test.feed}: the inbox can't be reached`,
      `[Rollcall] SOLVED ${test.feed}: the inbox works again`,
    ]);
    expect(oneLine(alerts[0]?.text)).toContain('Nobody is deactivated because of it.');
    expect(oneLine(alerts[0]?.text)).toContain('Create the directory, or mount the share');
    expect(oneLine(solved.text)).toMatch(/It lasted \d+ seconds?\./);
    expect(before).toMatchObject({ n: 40 });
    expect(seen('alert', { feed: test.feed, code: 'inbox-unreachable' })).toHaveLength(1);
    expect(seen('alert ended', { feed: test.feed, code: 'inbox-unreachable' })).toHaveLength(1);
    expect(await test.sql('SELECT * FROM feed_alerts')).toEqual([]);
  });

  it('tells once of files that it does not take, once more when they come again, and takes what becomes complete', async () => {
    const settings = { complete: 'marker' };
    const { test, inbox, seen } = await open({ feed: settings });
    await mkdir(inbox, { recursive: true });
    await writeFile(join(inbox, 'roster.csv.done'), '');
    await writeFile(join(inbox, 'report.xlsx'), 'x');
    await writeFile(join(inbox, 'waits.csv'), roster);
    const stop = await startDaemon(test);
    const first = await mailLike(test, /ALERT.*3 files are not taken/);
    await writeFile(join(inbox, 'a\nb.csv'), roster);
    const refused = await mailLike(test, /ALERT.*b\.csv is not taken/);
    await stop();
    await test.reopen(settings);
    const again = await startDaemon(test);
    // Longer than a file lies there before it is told of.
    await delay(500);
    const told = await alertMails(test);
    await rm(join(inbox, 'report.xlsx'));
    await eventually('end', async () => seen('alert ended', { file: 'report.xlsx' })[0]);
    await writeFile(join(inbox, 'report.xlsx'), 'y');
    await mailLike(test, /report\.xlsx is not taken/);
    await dropIntoInbox(test, 'roster.csv', roster);
    await untilStatus(test, 'roster.csv', 'processed');
    await eventually('end', async () => seen('alert ended', { file: 'roster.csv.done' })[0]);
    await again();

    expect(oneLine(first.text)).toContain('roster.csv.done It is the marker of roster.csv, which is not there.');
    expect(oneLine(first.text)).toContain('waits.csv It waits for its marker waits.csv.done, which is not there');
    expect(oneLine(first.text)).toContain('save it as "CSV UTF-8"');
    expect(refused.subject).toBe(`[Rollcall] ALERT ${test.feed}: a\\x0ab.csv is not taken`);
    expect(told).toHaveLength(2);
    expect(await alertMails(test)).toHaveLength(3);
    expect(await test.sql('SELECT subject FROM feed_alerts ORDER BY subject')).toEqual([
      { subject: 'a\\x0ab.csv' },
      { subject: 'report.xlsx' },
      { subject: 'waits.csv' },
    ]);
  });

  it('tells of a share that is away, not of an empty roster, and goes on when it is mounted', async ({ skip }) => {
    const { test, inbox } = await open();
    await mkdir(inbox, { recursive: true });
    if (!mountSmallDisk(inbox, 4)) skip('only root can mount a disk');
    const stop = await startDaemon(test);
    await dropIntoInbox(test, 'first.csv', roster);
    await untilStatus(test, 'first.csv', 'processed');
    execFileSync('umount', ['--lazy', inbox]);
    // The mount point, which is empty.
    const alert = await mailLike(test, /ALERT.*can't be reached/);
    mountSmallDisk(inbox, 4);
    await mkdir(join(inbox, 'processed'));
    await mailLike(test, /SOLVED.*works again/);
    await dropIntoInbox(test, 'second.csv', csvOf(syntheticEmployees(41)));
    await untilStatus(test, 'second.csv', 'processed');
    await stop();

    expect(oneLine(alert.text)).toContain('its share is probably not mounted');
    expect((await test.app.files({})).map(({ status }) => status)).toEqual(['processed', 'processed']);
    expect(await active(test)).toEqual([{ n: 41 }]);
  });
});

onDatabase('sqlite', 'a daemon that tells of an SFTP server', (databases) => {
  const open = async (inbox: Record<string, unknown>, options: Partial<TestAppOptions> = {}) => {
    const kept = keepLogLines();
    const settings = { inbox: { kind: 'sftp', settle: '50ms', poll: '100ms', ...inbox } };
    const database = await databases.createConfig();
    const test = await openTestApp({
      database,
      clock: () => new Date(),
      log: kept.log,
      feed: settings,
      ...options,
      config: { times, ...options.config },
    });
    return { ...kept, test, settings, database };
  };

  it('tries a refused login ever more rarely, through restarts, tells once, and goes on when it works', async () => {
    const server = await startHostileSftp();
    onTestFinished(() => server.stop());
    const right = server.password;
    server.password = 'expired';
    server.files.set('roster.csv', Buffer.from(roster));
    const { host, port, hostKey } = server;
    const account = { host, port, hostKey, username: 'tester', password: right, path: '/in' };
    const { test, settings, seen } = await open(account);
    const startedMs = performance.now();
    for (let restart = 0; restart < 8; restart += 1) {
      const stop = await startDaemon(test);
      await delay(100);
      await stop();
      await test.reopen(settings);
    }
    const lastedMs = performance.now() - startedMs;
    const tried = server.logins.length;
    const stop = await startDaemon(test);
    await eventually('more logins', async () => server.logins.length > tried + 1);
    server.password = right;
    await untilStatus(test, 'roster.csv', 'processed');
    const solved = await mailLike(test, /SOLVED/);
    await stop();

    // The first, one after 400 ms, and one each 800 ms.
    expect(tried).toBeLessThanOrEqual(2 + (lastedMs - 400) / 800);
    expect(tried).toBeGreaterThan(0);
    expect((await alertMails(test)).map(({ subject }) => subject)).toEqual([
      `[Rollcall] ALERT ${test.feed}: the server refuses the login`,
      solved.subject,
    ]);
    expect(solved.subject).toBe(`[Rollcall] SOLVED ${test.feed}: the login works again`);
    expect(seen('alert', { code: 'inbox-login' })).toHaveLength(1);
  });

  it('gives no password and no token away in mails and log lines', async () => {
    const sftp = await startHostileSftp();
    onTestFinished(() => sftp.stop());
    const smtp = await startSmtp({ auth: { user: 'rollcall', password: 'smtp-right' } });
    onTestFinished(() => smtp.close());
    const { host, port, hostKey } = sftp;
    const account = { host, port, hostKey, username: 'tester', password: 'sftp-secret', path: '/in' };
    const mailTo = (password: string) => ({
      transport: 'smtp',
      url: `smtp://rollcall:${password}@127.0.0.1:${smtp.port}`,
      allowInsecure: true,
    });
    const pingUrl = 'http://127.0.0.1:1/token-secret';
    const kept = keepLogLines();
    const open = async (password: string) =>
      openTestApp({
        database: { client: 'sqlite', file: join(database, 'rollcall.db') },
        clock: () => new Date(),
        log: kept.log,
        feed: { inbox: { kind: 'sftp', settle: '50ms', poll: '100ms', ...account } },
        feeds: { other: {} },
        config: { times: { ...times, ping: '100ms' }, pingUrl, mail: mailTo(password) },
      });
    const database = await mkdtemp(join(tmpdir(), 'rollcall-secrets-'));
    onTestFinished(() => rm(database, { recursive: true, force: true }));
    const stop = await startDaemon(await open('smtp-secret'));
    await kept.until('mail waits');
    await stop();
    const again = await startDaemon(await open('smtp-right'));
    await eventually('mail', async () => smtp.mails.length > 0);
    await again();

    const said = JSON.stringify([kept.lines, smtp.mails.map(({ raw }) => raw.toString())]);
    expect(said).toContain('the server refuses the login');
    expect(said).not.toMatch(/sftp-secret|smtp-secret|smtp-right|token-secret/);
    for (const secret of ['sftp-secret', 'smtp-secret', 'smtp-right']) {
      expect(said).not.toContain(Buffer.from(secret).toString('base64'));
    }
  });

  it('counts a login that is refused while it stops', async () => {
    const server = await startHostileSftp();
    onTestFinished(() => server.stop());
    server.faults.refusesAfterMs = 300;
    const { host, port, hostKey } = server;
    const account = { host, port, hostKey, username: 'tester', password: 'wrong', path: '/in' };
    const { test, settings } = await open(account, { config: { times: patient } });
    const stop = await startDaemon(test);
    await eventually('a login', async () => server.logins.length > 0);
    await stop();
    await test.reopen(settings);
    const again = await startDaemon(test);
    await mailLike(test, /ALERT/);
    await again();

    expect(server.logins).toHaveLength(1);
  });

  it('does not count the logins that it never tries because another host works on the feed', async () => {
    const server = await startHostileSftp();
    onTestFinished(() => server.stop());
    const { host, port, hostKey } = server;
    const account = { host, port, hostKey, username: 'tester', password: 'wrong', path: '/in' };
    const { test, database, until } = await open(account);
    const stop = await startDaemon(test);
    await until('feed has to wait', { code: 'inbox-login' });
    const elsewhere = await leaseElsewhere(database, test.feed);
    // On its way, and read on the other host.
    await test.sql(
      `INSERT INTO roster_files (feed, layout, name, size, sha256, source, status, received_at)
       VALUES (?, 'personnel-ticket', 'elsewhere.csv', 1, ?, 'command', 'received', '2025-11-22T06:00:00.000Z')`,
      [test.feed, '0'.repeat(64)],
    );
    await until('feed waits for another process');
    const tried = server.logins.length;
    // It asks for the feed each second.
    await delay(2_500);
    const [alert] = await test.sql('SELECT times FROM feed_alerts');
    await elsewhere.release();
    await eventually('a login', async () => server.logins.length > tried);
    await stop();

    expect(alert?.times).toBeLessThanOrEqual(tried + 1);
  });

  it('tries a login that was corrected in the config at once', async () => {
    const server = await startHostileSftp();
    onTestFinished(() => server.stop());
    server.files.set('roster.csv', Buffer.from(roster));
    const { host, port, hostKey } = server;
    const account = { host, port, hostKey, username: 'tester', path: '/in' };
    const { test, settings } = await open({ ...account, password: 'wrong' }, { config: { times: patient } });
    const stop = await startDaemon(test);
    await mailLike(test, /ALERT/);
    await stop();
    await test.reopen({ inbox: { ...settings.inbox, password: server.password } });
    const again = await startDaemon(test);
    await untilStatus(test, 'roster.csv', 'processed');
    await again();

    expect(server.logins).toHaveLength(2);
  });

  it('sends no login to a server with another host key, tells once, and goes on when the right one is back', async () => {
    const server = await startSshd();
    onTestFinished(() => server.stop());
    await mkdir(join(server.root, 'in'));
    await writeFile(join(server.root, 'in', 'roster.csv'), roster);
    const { host, port, hostKey, username, privateKey } = server;
    const { test, seen } = await open({ host, port, hostKey, username, privateKey, path: join(server.root, 'in') });
    const ownKey = join(server.root, '..', 'host_key_ed25519');
    await server.kill();
    await rename(ownKey, `${ownKey}.aside`);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', ownKey]);
    await server.start();
    const stop = await startDaemon(test);
    const alert = await mailLike(test, /ALERT/);
    await eventually('more attempts', async () => seen('feed has to wait', { code: 'inbox-host-key' }).length > 3);
    const before = await test.app.files({});
    const found = await test.app.doctor();
    await server.kill();
    await rename(`${ownKey}.aside`, ownKey);
    await server.start();
    await untilStatus(test, 'roster.csv', 'processed');
    await mailLike(test, /SOLVED.*shows the right host key again/);
    await stop();

    expect(alert.subject).toBe(`[Rollcall] ALERT ${test.feed}: the server shows another host key`);
    expect(oneLine(alert.text)).toContain('No credentials were sent.');
    expect(before).toEqual([]);
    expect(found.filter(({ subject }) => subject.startsWith('alert'))).toMatchObject([
      { subject: `alert ${test.feed}`, ok: false, message: expect.stringContaining('shows the host key SHA256:') },
    ]);
    expect((await alertMails(test)).filter(({ subject }) => subject?.includes('host key'))).toHaveLength(2);
  });

  it('tells once of a feed without a pinned host key, and of its being switched on', async () => {
    const server = await startHostileSftp();
    onTestFinished(() => server.stop());
    const { host, port, password, hostKey } = server;
    const { test, settings } = await open({ host, port, password, username: 'tester', path: '/in' });
    for (let start = 0; start < 2; start += 1) {
      const stop = await startDaemon(test);
      await mailLike(test, /ALERT/);
      await stop();
      await test.reopen(settings);
    }
    const connections = server.connections;
    await test.reopen({ inbox: { ...settings.inbox, hostKey } });
    const stop = await startDaemon(test);
    await mailLike(test, /SOLVED/);
    await stop();

    expect(connections).toBe(0);
    expect((await alertMails(test)).map(({ subject }) => subject)).toEqual([
      `[Rollcall] ALERT ${test.feed}: the feed is switched off: its server's host key is not pinned`,
      `[Rollcall] SOLVED ${test.feed}: the feed is switched on`,
    ]);
  });
});

async function active({ sql }: TestApp) {
  return sql<{ n: number }>('SELECT COUNT(*) AS n FROM employees WHERE active = 1');
}

function oneLine(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ');
}
