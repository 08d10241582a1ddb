import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { activeCount, type DaemonProject, daemonProject, eventually } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { startHostileSftp } from '../services/hostile-sftp.ts';
import { startSmtp } from '../services/smtp.ts';
import { killAt, seeded } from './moments.ts';

/** The reader asks for so much at a time. */
const chunkBytes = 128 * 1024;

vi.setConfig({ testTimeout: 90_000 });

onDatabase('sqlite', 'a daemon that is killed while it deals with its servers', (databases) => {
  it('in a listing, in a download and behind the 250 of a mail takes the file once, and sends the same mail again', async () => {
    const [sftp, smtp] = [await startHostileSftp(), await startSmtp()];
    onTestFinished(async () => void (await Promise.all([sftp.stop(), smtp.close()])));
    const { host, port, hostKey, password } = sftp;
    const inbox = { kind: 'sftp', host, port, hostKey, username: 'rollcall', password, path: '/in' };
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: { inbox: { ...inbox, settle: '100ms', poll: '100ms' }, maxCrashes: 10 } },
      config: { mail: { transport: 'smtp', url: `smtp://127.0.0.1:${smtp.port}`, allowInsecure: true } },
    });
    const roster = csvOf(syntheticEmployees(2000));
    sftp.files.set('roster.csv', Buffer.from(roster));

    sftp.faults.silent = true;
    const listing = await project.start({ ready: false });
    await eventually('a listing', async () => (sftp.requests.get('READDIR') ?? 0) > 0);
    expect(await listing.end('SIGKILL')).toBe('SIGKILL');
    expect(await project.files()).toEqual([]);

    Object.assign(sftp.faults, { silent: false, stallAfterBytes: chunkBytes });
    const downloading = await project.start({ ready: false });
    await eventually('half a copy', async () => (await spooled(project)).some((bytes) => bytes >= chunkBytes));
    expect(await downloading.end('SIGKILL')).toBe('SIGKILL');
    const [half = 0] = await spooled(project);
    expect(half).toBeLessThan(roster.length);
    expect(await project.files()).toEqual([]);

    sftp.faults.stallAfterBytes = undefined;
    expect(await killAt(project, { at: 'mail handed over' }, seeded(1), async () => false)).toBe(true);
    expect(smtp.mails).toHaveLength(1);
    const daemon = await project.start({ here: true });
    const files = await project.quiet(1);
    await daemon.end('SIGTERM');

    expect(files).toMatchObject([{ name: 'roster.csv', status: 'processed', rows: 2000 }]);
    expect(await activeCount(project)).toBe(2000);
    expect(await spooled(project)).toEqual([]);
    expect(smtp.mails.map(({ parsed }) => parsed.subject)).toEqual(Array(2).fill(expect.stringContaining('PROCESSED')));
    expect(new Set(smtp.mails.map(({ parsed }) => parsed.messageId)).size).toBe(1);
    expect([...sftp.files.keys()]).toEqual([]);
  });
});

/** Bytes of the copies in the spool, whole or not. */
async function spooled({ dir }: DaemonProject): Promise<number[]> {
  const spool = join(dir, 'data', 'spool');
  const entries = await readdir(spool, { withFileTypes: true });
  const copies = entries.filter((entry) => entry.isFile());
  return Promise.all(copies.map(async ({ name }) => (await stat(join(spool, name))).size));
}
