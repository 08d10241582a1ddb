import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { killAt, seeded } from '../crash/moments.ts';
import { activeCount, type DaemonProject, daemonProject } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { startSshd } from '../services/sshd.ts';

vi.setConfig({ testTimeout: 90_000 });

type Complete = 'settled' | 'marker' | 'manifest';

interface Place {
  project: DaemonProject;
  /** The inbox, on this machine's disk. */
  directory: string;
  /** As a careful sender does: under another name first. */
  drop(name: string, content: string): Promise<void>;
  /** Files in a folder of the inbox, sorted. */
  names(folder?: string): Promise<string[]>;
}

const roster = csvOf(syntheticEmployees(40));
const strayFileAfter = '300ms';

onDatabase('sqlite', 'completeness of a feed', (databases) => {
  async function open(complete: Complete, kind: 'local' | 'sftp' = 'local', here = true): Promise<Place> {
    const { settings, path } = kind === 'sftp' ? await sftpInbox() : { settings: { kind, path: 'data/inbox/acme' } };
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: { complete, inbox: { ...settings, settle: '100ms', poll: '150ms' } } },
      config: { times: { strayFileAfter } },
      here,
    });
    const directory = path ?? project.inbox('acme');
    await mkdir(directory, { recursive: true });
    return {
      project,
      directory,
      async drop(name, content) {
        await writeFile(join(directory, `${name}.part`), content);
        await rename(join(directory, `${name}.part`), join(directory, name));
      },
      async names(folder = '') {
        const entries = await readdir(join(directory, folder), { withFileTypes: true }).catch(() => []);
        return entries
          .filter((entry) => entry.isFile())
          .map(({ name }) => name)
          .sort();
      },
    };
  }

  describe.each(['local', 'sftp'] as const)('in an inbox of kind %s', (kind) => {
    it('takes a roster once its marker lies beside it, and archives the two together', async () => {
      const { project, drop, names } = await open('marker', kind);
      const daemon = await project.start();
      await drop('roster.csv', roster);
      const told = await daemon.until('file is not taken', { file: 'roster.csv' });
      const before = await project.files();
      await drop('roster.csv.done', '');

      const files = await project.quiet(1);

      expect(told).toMatchObject({
        level: 'warn',
        reason: expect.stringContaining('roster.csv.done, which is not there'),
      });
      expect(before).toEqual([]);
      expect(files).toMatchObject([{ name: 'roster.csv', status: 'processed', rows: 40 }]);
      expect(await names()).toEqual([]);
      expect(await names('processed')).toEqual(['roster.csv', 'roster.csv.done']);
      expect(daemon.seen('file is not taken')).toHaveLength(1);
    });

    it('checks a roster against its manifest', async () => {
      const { project, drop, names } = await open('manifest', kind);
      await project.start();
      await drop('good.csv', roster);
      await drop('good.csv.manifest.json', manifestOf(roster, 40));
      await project.quiet(1);
      await drop('bad.csv.manifest.json', manifestOf(roster, 41));
      await drop('bad.csv', roster);

      const files = await project.quiet(2);

      expect(files.map(({ name, status }) => [name, status])).toEqual([
        ['good.csv', 'processed'],
        ['bad.csv', 'rejected'],
      ]);
      expect(await names()).toEqual([]);
      expect(await names('processed')).toEqual(['good.csv', 'good.csv.manifest.json']);
      expect(await names('rejected')).toEqual(['bad.csv', 'bad.csv.errors.csv', 'bad.csv.manifest.json']);
    });
  });

  it('tells once of a marker without its roster, and takes the roster when it comes', async () => {
    const { project, drop } = await open('marker');
    const daemon = await project.start();
    await drop('roster.csv.done', '');
    const told = await daemon.until('file is not taken', { file: 'roster.csv.done' });
    await delay(500);
    await drop('roster.csv', roster);
    await project.verdict('acme', 'roster.csv', 'processed');

    expect(told).toMatchObject({ level: 'warn', reason: 'It is the marker of roster.csv, which is not there.' });
    expect(daemon.seen('file is not taken')).toHaveLength(1);
  });

  it.each([
    ['manifest-rows', manifestOf(roster, 1_041), ['1,041', '40 were read']],
    ['manifest-sha256', manifestOf(`${roster} `, 40), [sha256Of(`${roster} `), sha256Of(roster)]],
    ['manifest-invalid', '{"rows": 40', ['It is no JSON.']],
    ['manifest-invalid', '{"employees": 40}', ['neither "rows" nor "sha256"']],
  ])('rejects a roster as %s, with the register unchanged and a mail that says why', async (code, manifest, said) => {
    const { project, drop } = await open('manifest');
    await project.start();
    await drop('roster.csv.manifest.json', manifest);
    await drop('roster.csv', roster);

    const files = await project.quiet(1);

    expect(files).toMatchObject([{ status: 'rejected', rows: 40 }]);
    expect(await activeCount(project)).toBe(0);
    expect(await project.sql('SELECT code FROM file_issues')).toEqual([{ code }]);
    const [mail] = await project.mails();
    expect(mail?.subject).toMatch(/REJECTED acme: roster.csv \((not the manifest's|unusable manifest)/);
    for (const words of said) expect(mail?.text?.replace(/\s+/g, ' ')).toContain(words);
  });

  it('takes a new roster of the same name with a new marker, and overwrites neither in the archive', async () => {
    const { project, drop, names } = await open('marker');
    await project.start();
    for (const count of [40, 39]) {
      await drop('roster.csv', csvOf(syntheticEmployees(count)));
      await drop('roster.csv.done', '');
      await project.quiet(41 - count);
    }

    expect(await activeCount(project)).toBe(39);
    expect(await names('processed')).toEqual(['roster.2.csv', 'roster.2.csv.done', 'roster.csv', 'roster.csv.done']);
  });

  it('takes what lies beside a held roster to where the roster goes', async () => {
    const { project, drop, names } = await open('manifest');
    await project.start();
    await drop('first.csv', roster);
    await drop('first.csv.manifest.json', manifestOf(roster, 40));
    await project.quiet(1);
    const few = csvOf(syntheticEmployees(5));
    await drop('few.csv', few);
    await drop('few.csv.manifest.json', manifestOf(few, 5));
    const [, held] = await project.quiet(2);
    const heldNames = await names('held');
    await project.command('discard', String(held?.id));
    await project.quiet(2);

    expect(held?.status).toBe('held');
    expect(heldNames).toEqual(['few.csv', 'few.csv.manifest.json']);
    expect(await names('held')).toEqual([]);
    expect(await names('rejected')).toEqual(['few.csv', 'few.csv.manifest.json']);
  });

  it('lets a marker that can not be moved speak for one roster only', async () => {
    const { project, directory, drop, names } = await open('marker');
    // Another file system: nothing can be renamed into it.
    await symlink('/proc/self', join(directory, 'processed'));
    const daemon = await project.start();
    await drop('roster.csv.done', '');
    await drop('roster.csv', roster);
    await daemon.until('inbox is read-only: the ledger alone tells what was taken');
    await drop('roster.csv', csvOf(syntheticEmployees(39)));
    const told = await daemon.until('file is not taken', { file: 'roster.csv' });
    const before = await project.files();
    await drop('roster.csv.done', '');
    await daemon.until('file received', { fileId: 2 });
    await daemon.until('file processed', { fileId: 2 });

    expect(told.reason).toBe('It waits for a new marker: roster.csv.done is that of an earlier file of this name.');
    expect(before).toMatchObject([{ status: 'processed', rows: 40 }]);
    expect(await activeCount(project)).toBe(39);
    expect(await names()).toEqual(['roster.csv', 'roster.csv.done']);
  });

  it('checks a manifest that it read before it was killed, whatever lies in the inbox now', async () => {
    const { project, directory, drop, names } = await open('manifest', 'local', false);
    await drop('roster.csv', roster);
    await drop('roster.csv.manifest.json', manifestOf(roster, 41));
    expect(await killAt(project, { at: 'file received' }, seeded(1), async () => false)).toBe(true);
    await rm(join(directory, 'roster.csv.manifest.json'));
    await project.start();

    const files = await project.quiet(1);

    expect(files).toMatchObject([{ status: 'rejected' }]);
    expect(await project.sql('SELECT code FROM file_issues')).toEqual([{ code: 'manifest-rows' }]);
    expect(await names('rejected')).toEqual(['roster.csv', 'roster.csv.errors.csv']);
  });

  it('brings a marker to its roster when it was killed between the two moves', async () => {
    const { project, drop, names } = await open('marker', 'local', false);
    await drop('roster.csv', roster);
    await drop('roster.csv.done', '');
    expect(await killAt(project, { at: 'file moved' }, seeded(1), async () => false)).toBe(true);
    const between = [await names(), await names('processed')];
    await project.start();
    await project.quiet(1);

    expect(between).toEqual([['roster.csv.done'], ['roster.csv']]);
    expect(await names()).toEqual([]);
    expect(await names('processed')).toEqual(['roster.csv', 'roster.csv.done']);
    expect(await project.files()).toHaveLength(1);
  });

  it('neither reads nor takes a manifest in a feed that wants none, but moves it along', async () => {
    const { project, drop, names } = await open('settled');
    const daemon = await project.start();
    await drop('late.csv.manifest.json', '{"rows": 1}');
    await daemon.until('file is not taken', { file: 'late.csv.manifest.json' });
    await drop('roster.csv.manifest.json', manifestOf('another', 7));
    await drop('roster.csv', roster);

    const files = await project.quiet(1);

    expect(files).toMatchObject([{ name: 'roster.csv', status: 'processed' }]);
    expect(await names()).toEqual(['late.csv.manifest.json']);
    expect(await names('processed')).toEqual(['roster.csv', 'roster.csv.manifest.json']);
  });
});

async function sftpInbox() {
  const server = await startSshd();
  onTestFinished(() => server.stop());
  const path = join(server.root, 'in');
  const { host, port, username, privateKey, hostKey } = server;
  return { settings: { kind: 'sftp', host, port, username, privateKey, hostKey, path }, path };
}

function manifestOf(content: string, rows: number): string {
  return JSON.stringify({ rows, sha256: sha256Of(content) });
}

function sha256Of(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
