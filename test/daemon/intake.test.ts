import { execFileSync, spawnSync } from 'node:child_process';
import { appendFile, chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { activeCount, daemonProject } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 90_000 });

onDatabase('sqlite', 'the intake of the daemon', (databases) => {
  const inboxOf = (feed: string, settings: Record<string, unknown> = {}) => ({
    inbox: { kind: 'local', path: `data/inbox/${feed}`, settle: '100ms', poll: '100ms', ...settings },
  });
  const open = async (settings: Record<string, unknown>, times: Record<string, unknown> = {}) =>
    daemonProject({
      here: true,
      database: await databases.createConfig(),
      feeds: { acme: inboxOf('acme', settings), other: inboxOf('other') },
      config: { times },
    });

  it('leaves the half file of a writer alone until it stands still', async () => {
    const project = await open({ settle: '1500ms' });
    const path = join(project.inbox('acme'), 'roster.csv');
    const rows = csvOf(syntheticEmployees(60)).split(/(?<=\n)/);
    const daemon = await project.start();
    await writeFile(path, rows.shift() ?? '');
    for (const row of rows) {
      await delay(40);
      await appendFile(path, row);
    }
    expect(daemon.seen('file received')).toEqual([]);

    const file = await project.verdict('acme', 'roster.csv');

    expect(file).toMatchObject({ status: 'processed', rows: 60 });
    expect(await project.files()).toHaveLength(1);
  });

  it('leaves unfinished uploads and files that no pattern names alone, and tells of the latter once', async () => {
    const project = await open({}, { strayFileAfter: '200ms' });
    const daemon = await project.start();
    for (const name of ['a.csv.tmp', 'b.csv.part', 'c.csv.filepart', '.d.csv', 'e.xlsx']) {
      await project.drop('acme', name, csvOf(syntheticEmployees(5)));
    }
    const stray = await daemon.until('file is not taken', { file: 'e.xlsx' });
    await project.drop('acme', 'roster.csv', csvOf(syntheticEmployees(5)));
    await project.quiet(1);

    expect(stray.reason).toMatch(/CSV UTF-8/);
    expect(await project.names('acme')).toEqual(['.d.csv', 'a.csv.tmp', 'b.csv.part', 'c.csv.filepart', 'e.xlsx']);
    expect(daemon.seen('file is not taken')).toHaveLength(1);
  });

  it('takes an upload once it has its final name', async () => {
    const project = await open({});
    await project.start();
    await project.drop('acme', 'roster.csv.part', csvOf(syntheticEmployees(5)));
    await rename(join(project.inbox('acme'), 'roster.csv.part'), join(project.inbox('acme'), 'roster.csv'));

    expect(await project.verdict('acme', 'roster.csv')).toMatchObject({ status: 'processed', rows: 5 });
  });

  it('takes a file of a read-only inbox once, also after a restart', async ({ skip }) => {
    const project = await open({});
    await project.drop('acme', 'roster.csv', csvOf(syntheticEmployees(20)));
    if (!(await makeReadOnly(project.inbox('acme')))) skip('root needs the right to mount');
    const daemon = await project.start();
    await project.verdict('acme', 'roster.csv', 'processed');
    await daemon.until('inbox is read-only: the ledger alone tells what was taken');
    await daemon.end('SIGTERM');

    const second = await project.start({ here: false });
    await second.until('inbox is read-only: the ledger alone tells what was taken');
    await project.drop('other', 'later.csv', csvOf(syntheticEmployees(20)));
    await project.verdict('other', 'later.csv', 'processed');

    expect(await project.files('acme')).toHaveLength(1);
    expect(await project.names('acme')).toEqual(['roster.csv']);
    expect(second.seen('file received', { feed: 'acme' })).toEqual([]);
  });

  it('is told of a new file instead of waiting for the next look', async () => {
    const project = await open({ poll: '1h' });
    await project.start();
    await project.drop('acme', 'roster.csv', csvOf(syntheticEmployees(5)));

    expect(await project.verdict('acme', 'roster.csv')).toMatchObject({ status: 'processed' });
  });

  it('warns when an inbox is gone, goes on with the others, and resumes when it is back', async () => {
    const project = await open({}, { backoff: { inbox: { start: '100ms', cap: '200ms' } } });
    const daemon = await project.start();
    await project.drop('acme', 'first.csv', csvOf(syntheticEmployees(20)));
    await project.quiet(1);

    await rm(project.inbox('acme'), { recursive: true });
    const warning = await daemon.until('feed has to wait', { feed: 'acme' });
    await project.drop('other', 'meanwhile.csv', csvOf(syntheticEmployees(20)));
    await project.verdict('other', 'meanwhile.csv', 'processed');
    expect(await activeCount(project)).toBe(40);

    await mkdir(project.inbox('acme'));
    await daemon.until('feed works again', { feed: 'acme' });
    await project.drop('acme', 'second.csv', csvOf(syntheticEmployees(19)));
    await project.verdict('acme', 'second.csv', 'processed');

    expect(warning).toMatchObject({ level: 'warn', code: 'inbox-unreachable' });
    expect(await activeCount(project)).toBe(39);
  });

  it('gives a verdict on 200 rows within moments', async () => {
    const project = await open({});
    const daemon = await project.start();
    const startedMs = performance.now();
    await project.drop('acme', 'roster.csv', csvOf(syntheticEmployees(200)));
    await daemon.until('file processed');
    const tookMs = Math.round(performance.now() - startedMs);

    process.stdout.write(`200 rows: ${tookMs} ms from drop to verdict, 100 of them settling\n`);
    expect(tookMs).toBeLessThan(5_000);
  });
});

/** Root may write to what is read-only for others, but not to a read-only mount. */
async function makeReadOnly(directory: string): Promise<boolean> {
  if (process.getuid?.() !== 0) {
    await chmod(directory, 0o555);
    onTestFinished(() => chmod(directory, 0o755));
    return true;
  }
  if (spawnSync('mount', ['--bind', directory, directory]).status !== 0) return false;
  onTestFinished(() => void execFileSync('umount', ['--lazy', directory]));
  return spawnSync('mount', ['-o', 'remount,ro,bind', directory]).status === 0;
}
