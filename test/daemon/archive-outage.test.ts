import { expect, it, onTestFinished, vi } from 'vitest';
import { openTestApp, startDaemon, untilStatus } from '../fixtures/app.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { startHostileSftp } from '../services/hostile-sftp.ts';

vi.setConfig({ testTimeout: 60_000 });

onDatabase('sqlite', 'an SFTP inbox that is lost before a file is archived', (databases) => {
  async function open() {
    const server = await startHostileSftp();
    onTestFinished(() => server.stop());
    const { host, port, password, hostKey } = server;
    const inbox = { kind: 'sftp', host, port, username: 'hr', password, hostKey, path: '/in' };
    const log = keepLogLines();
    const settings = { inbox: { ...inbox, settle: '50ms', poll: '100ms' } };
    const test = await openTestApp({
      database: await databases.createConfig(),
      feed: settings,
      log: log.log,
    });
    const refuse = () => {
      server.password = 'changed';
      server.logins.length = 0;
      server.cut();
    };
    return { server, test, log, refuse, settings };
  }

  it('has the daemon wait after one refused login, whatever else lies there; the verdict stands and its mail is sent', async () => {
    const { server, test, log, refuse } = await open();
    for (const [index, name] of ['a.csv', 'b.csv', 'c.csv'].entries())
      server.files.set(name, Buffer.from(csvOf(syntheticEmployees(30 + index))));
    log.onLine('copy ended', {}, refuse);
    const stop = await startDaemon(test);
    await log.until('feed has to wait');
    const isVerdict = ({ subject = '' }) => subject.includes('PROCESSED');
    await vi.waitUntil(async () => (await test.mails()).some(isVerdict), { timeout: 20_000 });
    // So many polls.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await stop();

    expect(server.logins).toHaveLength(1);
    expect(log.seen('feed has to wait')).toMatchObject([{ code: 'inbox-login' }]);
    expect(await test.app.files({})).toMatchObject([{ name: 'a.csv', status: 'processed' }]);
  });

  it('has a command log in once and tell what became of its file', async () => {
    const { server, test, log, refuse, settings } = await open();
    server.files.set('a.csv', Buffer.from(csvOf(syntheticEmployees(40))));
    const stop = await startDaemon(test);
    await untilStatus(test, 'a.csv', 'processed');
    server.files.set('b.csv', Buffer.from(csvOf(syntheticEmployees(5))));
    const id = await untilStatus(test, 'b.csv', 'held');
    await log.until('file archived', { folder: 'held' });
    await stop();
    await test.sql("UPDATE roster_files SET archive_from = '' WHERE name = 'a.csv'");
    await test.reopen(settings);
    refuse();

    const approved = await test.app.approve(id, { changes: 0, now: true });
    const loggedIn = server.logins.length;
    const { processed } = await test.app.process();

    expect(approved.status).toBe('processed');
    expect(loggedIn).toBe(1);
    expect(processed).toEqual([]);
    expect(server.logins).toHaveLength(1);
    expect([...server.archived.keys()].sort()).toEqual(['held/b.csv', 'processed/a.csv']);
  });
});
