import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { FileStatus } from '../../src/domain/file-status.ts';
import { openTestApp, startDaemon, type TestApp } from '../fixtures/app.ts';
import { keepLogLines, type LogLines } from '../fixtures/log-lines.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { type HostileSftp, startHostileSftp } from '../services/hostile-sftp.ts';

vi.setConfig({ testTimeout: 90_000 });

const rosterOf = (count: number, surname = 'Hagen') =>
  Buffer.from(csvOf([syntheticEmployee(0, { surname }), ...syntheticEmployees(count - 1, 1)]));
const day = 86_400;

onDatabase('sqlite', 'a daemon whose SFTP server', (databases) => {
  it('cuts, stalls or ends a transfer early shows no half file, and takes each whole one once', async () => {
    const { servers, test, log, file, registered } = await open('cut', 'silent', 'early', 'unsized');
    for (const server of Object.values(servers)) server.files.set('roster.csv', rosterOf(600));
    servers.cut.faults.cutAfterBytes = 40_000;
    servers.silent.faults.stallAfterBytes = 40_000;
    servers.early.faults.endAfterBytes = 40_000;
    servers.unsized.faults.announcedSize = 0;
    const stop = await startDaemon(test);
    for (const feed of ['cut', 'silent']) await times(log, 2, 'feed has to wait', { feed, code: 'inbox-unreachable' });
    for (const feed of ['early', 'unsized']) await times(log, 2, changed, { feed });

    expect(await test.app.files({})).toEqual([]);
    // The next attempt may be under way.
    expect((await copies(test)).filter((name) => !name.endsWith('.tmp'))).toEqual([]);
    for (const server of Object.values(servers)) expect([...server.files.keys()]).toEqual(['roster.csv']);

    for (const { faults } of Object.values(servers)) {
      faults.cutAfterBytes = undefined;
      faults.stallAfterBytes = undefined;
      faults.endAfterBytes = undefined;
      faults.announcedSize = undefined;
    }
    for (const feed of Object.keys(servers)) {
      await file(feed, 'roster.csv', 'processed');
      expect(await registered(feed)).toBe(600);
      expect(log.seen('file received', { feed })).toHaveLength(1);
    }
    await stop();
  });

  it('has a file that grows, shrinks, is replaced or removed while it is read: it is taken as it stands at last', async () => {
    const { servers, test, log, file, registered } = await open('grows', 'shrinks', 'replaced', 'removed');
    const atFirstRead = (server: HostileSftp, act: () => void) => {
      server.files.set('roster.csv', rosterOf(600));
      server.faults.onRead = (_name, offset) => {
        if (offset === 0) return;
        server.faults.onRead = undefined;
        act();
      };
    };
    const { grows, shrinks, replaced, removed } = servers;
    atFirstRead(grows, () => grows.files.set('roster.csv', rosterOf(620)));
    atFirstRead(shrinks, () => shrinks.files.set('roster.csv', rosterOf(600).subarray(0, 40_000)));
    atFirstRead(replaced, () => {
      replaced.files.set('roster.csv', rosterOf(600, 'Sagen'));
      replaced.mtimes.set('roster.csv', 1_750_000_001);
    });
    // It is listed, and gone when it is asked for.
    removed.files.set('gone.csv', rosterOf(600));
    removed.faults.vanished = ['gone.csv'];
    removed.files.set('roster.csv', rosterOf(600));
    log.onLine(changed, { feed: 'shrinks' }, () => shrinks.files.set('roster.csv', rosterOf(610)));
    const stop = await startDaemon(test);
    for (const feed of Object.keys(servers)) await file(feed, 'roster.csv', 'processed');
    await stop();

    expect(await Promise.all(Object.keys(servers).map(registered))).toEqual([620, 610, 600, 600]);
    expect(await test.sql("SELECT surname FROM employees WHERE feed = 'replaced' AND employee_no = '100000'")).toEqual([
      { surname: 'Sagen' },
    ]);
    for (const feed of ['grows', 'shrinks', 'replaced']) expect(log.seen(changed, { feed })).toHaveLength(1);
    const { level } = await log.until('file was removed before it was read', { feed: 'removed', file: 'gone.csv' });
    expect(level).toBe('info');
    expect(log.seen('feed has to wait')).toEqual([]);
    expect(await test.app.files({})).toHaveLength(4);
    expect(await copies(test)).toEqual([]);
  });

  it('shows a file that is not to be read, names that could do harm, and what is no file: the others are taken, each is told of once', async () => {
    const { servers, test, log, file } = await open('acme');
    const { acme } = servers;
    acme.files.set('secret.csv', rosterOf(20));
    acme.faults.denied = ['secret.csv'];
    const harmful = [
      '../../evil.csv',
      '/etc/evil.csv',
      'back\\slash.csv',
      'new\nline.csv',
      'nul\0.csv',
      `${'n'.repeat(300)}.csv`,
      '\uFFFD.csv',
    ];
    for (const name of harmful) acme.files.set(name, rosterOf(20));
    acme.faults.modes = new Map([
      ['link.csv', 0o120777],
      ['pipe.csv', 0o010644],
      ['folder.csv', 0o040755],
    ]);
    for (const name of acme.faults.modes.keys()) acme.files.set(name, rosterOf(20));
    acme.files.set('roster.csv', rosterOf(25));
    const stop = await startDaemon(test);
    await file('acme', 'roster.csv', 'processed');
    await log.until('file is not taken', { file: 'secret.csv' });
    const polls = acme.requests.get('OPENDIR') ?? 0;
    await vi.waitUntil(() => (acme.requests.get('OPENDIR') ?? 0) > polls + 5, { timeout: 20_000 });

    const told = log.seen('file is not taken').map(({ file: name }) => String(name));
    expect(told).toHaveLength(harmful.length + 1);
    for (const name of told) expect(name).toMatch(/^[\x20-\x7e]{1,210}$/);
    expect(log.seen('file can not be read yet')).toHaveLength(1);
    expect(log.seen('feed has to wait')).toEqual([]);
    expect(await test.app.files({})).toHaveLength(1);
    expect(acme.files.size).toBe(harmful.length + 4);

    acme.faults.denied = [];
    await file('acme', 'secret.csv', 'held');
    await stop();
  });

  it('gets files in pieces, empty, under one name or from a clock that is a day off: none is skipped or lost', async () => {
    const { servers, test, file, registered } = await open('pauses', 'empty', 'header', 'clock');
    const { pauses, empty, header, clock } = servers;
    for (const server of [pauses, empty, header]) server.files.set('roster.csv', rosterOf(60));
    const nowSeconds = Math.round(Date.now() / 1000);
    clock.mtimes.set('roster.csv', nowSeconds + day);
    clock.files.set('roster.csv', rosterOf(60));
    const stop = await startDaemon(test);
    for (const feed of Object.keys(servers)) await file(feed, 'roster.csv', 'processed');

    // Its writer paused in the middle of it for longer than a file has to stand still.
    pauses.files.set('roster.csv', rosterOf(62).subarray(0, rosterOf(30).length));
    empty.files.set('empty.csv', Buffer.alloc(0));
    header.files.set('header.csv', Buffer.from(csvOf([])));
    // Put right, as far back as the hour of summer time.
    clock.mtimes.set('winter.csv', nowSeconds - 3_600);
    clock.files.set('winter.csv', rosterOf(61));
    await file('pauses', 'roster.csv', 'held');
    await file('empty', 'empty.csv', 'rejected');
    await file('header', 'header.csv', 'held');
    await file('clock', 'winter.csv', 'processed');
    expect(await registered('pauses')).toBe(60);
    pauses.files.set('roster.csv', rosterOf(62));
    await file('pauses', 'roster.csv', 'processed', 3);
    await vi.waitUntil(() => pauses.archived.has('rejected/roster.csv'), { timeout: 20_000 });
    await stop();

    expect([...pauses.archived.keys()].sort()).toEqual([
      'processed/roster.2.csv',
      'processed/roster.csv',
      'rejected/roster.csv',
    ]);
    expect(await Promise.all(['pauses', 'empty', 'header', 'clock'].map(registered))).toEqual([62, 60, 60, 61]);
    expect([...empty.archived.keys()].filter((name) => name.startsWith('rejected/'))).toContain('rejected/empty.csv');
    expect([...header.archived.keys()]).toContain('held/header.csv');
  });

  async function open<Feed extends string>(...ids: Feed[]) {
    const log = keepLogLines();
    const servers = Object.fromEntries(
      await Promise.all(
        ids.map(async (id) => {
          const server = await startHostileSftp();
          onTestFinished(() => server.stop());
          return [id, server] as const;
        }),
      ),
    ) as Record<Feed, HostileSftp>;
    const test = await openTestApp({
      database: await databases.createConfig(),
      feeds: Object.fromEntries(ids.map((id) => [id, { inbox: inboxOn(servers[id]) }])),
      config: { times: { backoff: { inbox: { start: '100ms', cap: '200ms' } }, strayFileAfter: '200ms' } },
      log: log.log,
      now: new Date().toISOString(),
    });
    /** Waits until the feed's newest file of that name stands so. */
    const file = async (feed: string, name: string, status: FileStatus, count = 1) => {
      const found = async () => (await test.app.files({ feed })).filter((each) => each.name === name);
      await vi
        .waitUntil(async () => (await found()).length >= count && (await found())[0]?.status === status, {
          timeout: 30_000,
        })
        .catch(async (cause) => {
          throw new Error(`${name} of ${feed}: ${JSON.stringify(await found())}`, { cause });
        });
    };
    const registered = async (feed: string) =>
      (await test.sql('SELECT id FROM employees WHERE active = 1 AND feed = ?', [feed])).length;
    return { servers, test, log, file, registered };
  }
});

const changed = 'file changed while it was read, waiting for it to settle';

function inboxOn({ host, port, password, hostKey }: HostileSftp) {
  const account = { kind: 'sftp', host, port, username: 'hr', password, hostKey, path: '/in' };
  return { ...account, settle: '60ms', poll: '100ms', noProgressTimeout: '400ms' };
}

async function times(log: LogLines, count: number, message: string, fields: Record<string, unknown>): Promise<void> {
  await vi.waitUntil(() => log.seen(message, fields).length >= count, { timeout: 30_000 });
}

/** What lies in the spool, reports aside. */
async function copies({ dir }: TestApp): Promise<string[]> {
  const names = await readdir(join(dir, 'data', 'spool')).catch(() => []);
  return names.filter((name) => name !== 'reports');
}
