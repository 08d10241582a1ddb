import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { daemonProject } from '../fixtures/daemon.ts';
import { onDatabase } from '../services/databases.ts';
import { startHostileSftp } from '../services/hostile-sftp.ts';

vi.setConfig({ testTimeout: 90_000 });

onDatabase('sqlite', 'a daemon whose SFTP login is refused', (databases) => {
  it('is not made to log in sooner by its schedule and files on their way, and stops at once', async () => {
    const server = await startHostileSftp();
    onTestFinished(() => server.stop());
    const { host, port, hostKey } = server;
    const inbox = { kind: 'sftp', host, port, username: 'tester', password: 'wrong', hostKey, path: '/in' };
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: { inbox: { ...inbox, settle: '100ms', poll: '200ms' }, schedule: '* * * * * *' } },
    });
    // On its way, and read on another host: found by every look for work, and of no use here.
    await project.sql(
      `INSERT INTO roster_files (feed, layout, name, size, sha256, source, status, received_at)
       VALUES ('acme', 'personnel-ticket', 'elsewhere.csv', 1, ?, 'command', 'received', '2025-11-22T06:00:00.000Z')`,
      ['0'.repeat(64)],
    );
    const daemon = await project.start();
    const { waitMs } = await daemon.until('feed has to wait', { code: 'inbox-login' });

    // The schedule rings three times.
    await delay(3_500);

    expect(server.logins).toHaveLength(1);
    expect(waitMs).toBeGreaterThanOrEqual(30_000);
    expect(daemon.seen('feed has to wait')).toHaveLength(1);
    const startedMs = performance.now();
    expect(await daemon.end('SIGTERM')).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });
});
