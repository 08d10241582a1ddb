import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open as openFile, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { alertMails, mailLike } from '../fixtures/alert-mails.ts';
import { openTestApp, startDaemon, untilStatus } from '../fixtures/app.ts';
import { daemonProject, eventually } from '../fixtures/daemon.ts';
import { dropIntoInbox } from '../fixtures/drop-into-inbox.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { mountSmallDisk } from '../fixtures/small-disk.ts';
import { onDatabase } from '../services/databases.ts';
import { writeMigrated } from '../services/migrated.ts';

vi.setConfig({ testTimeout: 60_000 });

const soon = { start: '50ms', cap: '150ms' };
const times = { alertAfter: '200ms', backoff: { inbox: soon, database: soon, mail: soon } };

onDatabase('sqlite', 'a daemon whose disk is full', (databases) => {
  it('takes no files while its spool is full, tells once, and goes on when there is room', async ({ skip }) => {
    const { log, seen } = keepLogLines();
    const test = await openTestApp({
      database: await databases.createConfig(),
      clock: () => new Date(),
      log,
      config: { times },
    });
    const spool = join(test.dir, 'data', 'spool');
    await mkdir(spool, { recursive: true });
    if (!mountSmallDisk(spool, 3)) skip('only root can mount a small disk');
    const stop = await startDaemon(test);
    // Its start clears the spool.
    await eventually('start', async () => seen('work looked for')[0]);
    await fill(spool);
    await dropIntoInbox(test, 'roster.csv', csvOf(syntheticEmployees(400)));
    const alert = await mailLike(test, /ALERT/);
    await eventually('more attempts', async () => seen('feed has to wait', { code: 'spool-full' }).length > 6);
    const before = await test.app.files({});
    await rm(join(spool, 'filling'));
    await untilStatus(test, 'roster.csv', 'processed');
    await mailLike(test, /SOLVED.*there is room again/);
    await stop();

    expect(alert.subject).toBe(`[Rollcall] ALERT ${test.feed}: Rollcall's disk for files in work is full`);
    expect(before).toEqual([]);
    expect(await alertMails(test)).toHaveLength(2);
  });

  it('tells past its full database, keeps no half of a file, and goes on when there is room', async ({ skip }) => {
    const { log, seen } = keepLogLines();
    const disk = await mkdtemp(join(tmpdir(), 'rollcall-full-'));
    onTestFinished(() => rm(disk, { recursive: true, force: true }));
    if (!mountSmallDisk(disk, 3)) skip('only root can mount a small disk');
    const file = join(disk, 'rollcall.db');
    await writeMigrated(file);
    const test = await openTestApp({
      database: { client: 'sqlite', file },
      clock: () => new Date(),
      log,
      config: { times },
    });
    const stop = await startDaemon(test);
    await eventually('start', async () => seen('work looked for')[0]);
    // Enough for a lease and the ledger, and too little for the rows.
    await fill(disk, 250_000);
    await dropIntoInbox(test, 'roster.csv', csvOf(syntheticEmployees(3000)));
    const alert = await mailLike(test, /ALERT/);
    await eventually('more attempts', async () => seen('feed has to wait').length > 8);
    const told = await alertMails(test);
    const before = await test.app.files({});
    await rm(join(disk, 'filling'));
    const id = await untilStatus(test, 'roster.csv', 'processed');
    await mailLike(test, /SOLVED.*the database has room again/);
    await stop();

    expect(alert.subject).toBe('[Rollcall] ALERT: the database has no room left');
    expect(told).toHaveLength(1);
    expect(before).toMatchObject([{ name: 'roster.csv', processedAt: null }]);
    expect(await alertMails(test)).toHaveLength(2);
    expect(await test.sql('SELECT COUNT(*) AS n FROM employees WHERE active = 1')).toEqual([{ n: 3000 }]);
    expect(await test.app.file(id)).toMatchObject({ file: { crashes: 0, rows: 3000 } });
  });
});

onDatabase('sqlite', 'a daemon whose log is on a full disk', (databases) => {
  it('takes files all the same, tells once, and logs again when there is room', async ({ skip }) => {
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: {} },
      config: { log: { level: 'info' } },
    });
    const disk = join(project.dir, 'log');
    await mkdir(disk);
    if (!mountSmallDisk(disk, 3)) skip('only root can mount a small disk');
    await fill(disk);
    const output = await openFile(join(disk, 'rollcall.log'), 'a');
    const config = join(project.dir, 'config', 'rollcall.yaml');
    const daemon = spawn(process.execPath, [inject('builtMain'), 'run', '--config', config], {
      cwd: project.dir,
      stdio: ['ignore', 'ignore', output.fd],
    });
    await output.close();
    const ended = once(daemon, 'exit');
    onTestFinished(() => void daemon.kill('SIGKILL'));
    await eventually('inbox', async () => readdir(project.inbox('acme')));
    await project.drop('acme', 'first.csv', csvOf(syntheticEmployees(20)));
    await project.verdict('acme', 'first.csv', 'processed');
    const subjects = async () => (await project.mails()).map(({ subject }) => subject);
    await eventually('alert', async () => (await subjects()).includes("[Rollcall] ALERT: the log can't be written"));
    const empty = await readFile(join(disk, 'rollcall.log'), 'utf8');
    await rm(join(disk, 'filling'));
    await project.drop('acme', 'second.csv', csvOf(syntheticEmployees(21)));
    await project.verdict('acme', 'second.csv', 'processed');
    await eventually('end', async () => (await subjects()).includes('[Rollcall] SOLVED: the log is written again'));
    daemon.kill('SIGTERM');
    const [code] = await ended;

    const lines = (await readFile(join(disk, 'rollcall.log'), 'utf8')).trim().split('\n');
    expect(code).toBe(0);
    expect(empty).toBe('');
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(
      expect.arrayContaining(['file processed', 'log lines were lost', 'alert ended', 'daemon stopped']),
    );
  });
});

async function fill(directory: string, leaveBytes = 0): Promise<void> {
  const file = await openFile(join(directory, 'filling'), 'w');
  try {
    for (let size = 1024 * 1024; size >= 1; ) {
      const written = await file.write(Buffer.alloc(size)).catch(() => null);
      if (written === null || written.bytesWritten === 0) size = Math.floor(size / 4);
    }
    await file.truncate((await file.stat()).size - leaveBytes);
  } finally {
    await file.close();
  }
}
