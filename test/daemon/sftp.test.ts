import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { activeCount, type DaemonProject, daemonProject } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { type Sshd, startSshd } from '../services/sshd.ts';

vi.setConfig({ testTimeout: 90_000 });

const soon = { start: '100ms', cap: '300ms' };

onDatabase('sqlite', 'a daemon with an SFTP inbox', (databases) => {
  async function open(settings: Record<string, unknown> = {}): Promise<{ server: Sshd; project: DaemonProject }> {
    const server = await startSshd();
    onTestFinished(() => server.stop());
    await mkdir(join(server.root, 'in'));
    const { host, port, username, privateKey, hostKey } = server;
    const inbox = { kind: 'sftp', host, port, username, privateKey, hostKey, path: join(server.root, 'in') };
    const project = await daemonProject({
      here: true,
      database: await databases.createConfig(),
      feeds: { acme: { inbox: { ...inbox, settle: '100ms', poll: '200ms', ...settings } }, other: {} },
      config: { times: { backoff: { inbox: soon } } },
    });
    return { server, project };
  }

  async function upload({ root }: Sshd, name: string, content: string): Promise<void> {
    await writeFile(join(root, name), content);
    await rename(join(root, name), join(root, 'in', name));
  }

  const folder = async ({ root }: Sshd, name: string) => (await readdir(join(root, 'in', name))).sort();

  it('takes files the whole way to processed, rejected and held', async () => {
    const { server, project } = await open();
    await project.start();
    await upload(server, 'day-1.csv', csvOf(syntheticEmployees(40)));
    await project.quiet(1);
    await upload(server, 'day-2.csv', csvOf([syntheticEmployee(0, { dateOfBirth: '1979-02-30' })]));
    await project.quiet(2);
    await upload(server, 'day-3.csv', csvOf(syntheticEmployees(5)));

    const files = await project.quiet(3);

    expect(files.map(({ status }) => status)).toEqual(['processed', 'rejected', 'held']);
    expect(await folder(server, 'processed')).toEqual(['day-1.csv']);
    expect(await folder(server, 'rejected')).toEqual(['day-2.csv', 'day-2.csv.errors.csv']);
    expect(await folder(server, 'held')).toEqual(['day-3.csv']);
    expect(await activeCount(project)).toBe(40);
  });

  it('connects again after the server was killed in the middle of it all, and takes each file once', async () => {
    const { server, project } = await open();
    const daemon = await project.start();
    await upload(server, 'day-1.csv', csvOf(syntheticEmployees(40)));
    await project.quiet(1);
    await server.kill();
    await daemon.until('feed has to wait', { feed: 'acme' });
    await project.drop('other', 'meanwhile.csv', csvOf(syntheticEmployees(7)));
    await project.verdict('other', 'meanwhile.csv', 'processed');
    await server.start();
    await daemon.until('feed works again', { feed: 'acme' });

    const killed = new Promise((resolve) => daemon.once('copy ended', {}, () => resolve(server.kill())));
    // So many that the server is gone before the file is to be archived.
    await upload(server, 'day-2.csv', csvOf(syntheticEmployees(6000)));
    await killed;
    await daemon.until('file not archived yet');
    await server.start();
    const files = await project.quiet(3);

    expect(files).toHaveLength(3);
    expect(await folder(server, 'processed')).toEqual(['day-1.csv', 'day-2.csv']);
    expect(await activeCount(project)).toBe(6007);
  });

  it('sends nothing to a server that shows another host key, and goes on with the other feeds', async () => {
    const { server, project } = await open({ hostKey: `SHA256:${'A'.repeat(43)}` });
    await upload(server, 'day-1.csv', csvOf(syntheticEmployees(40)));
    const daemon = await project.start();
    const warning = await daemon.until('feed has to wait', { feed: 'acme' });
    await project.drop('other', 'meanwhile.csv', csvOf(syntheticEmployees(7)));
    await project.verdict('other', 'meanwhile.csv', 'processed');

    expect(warning.code).toBe('inbox-host-key');
    expect(await project.files('acme')).toEqual([]);
    expect((await readdir(join(server.root, 'in'))).sort()).toEqual(['day-1.csv']);
  });

  it('works without a feed whose host key is not pinned', async () => {
    const { project } = await open({ hostKey: undefined });
    const daemon = await project.start();
    await project.drop('other', 'roster.csv', csvOf(syntheticEmployees(7)));
    await project.verdict('other', 'roster.csv', 'processed');

    expect(daemon.seen('feed is disabled: its SFTP server has no pinned host key')).toMatchObject([
      { level: 'error', feed: 'acme' },
    ]);
  });
});
