import { expect, it, onTestFinished, vi } from 'vitest';
import { daemonProject, eventually } from '../fixtures/daemon.ts';
import { onDatabase } from '../services/databases.ts';
import { startHostileSftp } from '../services/hostile-sftp.ts';

vi.setConfig({ testTimeout: 90_000 });

onDatabase('sqlite', 'a daemon whose SFTP server falls silent', (databases) => {
  it.each([
    { when: 'in the middle of a login', fault: { noSubsystem: true }, line: 'daemon started' },
    { when: 'in the middle of a listing', fault: { silent: true }, line: 'sftp-connected' },
    { when: 'in the middle of a transfer', fault: { stallAfterBytes: 1000 }, line: 'copy began' },
  ])('stops soon $when', async ({ fault, line }) => {
    const server = await startHostileSftp();
    onTestFinished(() => server.stop());
    server.files.set('roster.csv', Buffer.alloc(100_000, 'x'));
    Object.assign(server.faults, fault);
    const { host, port, password, hostKey } = server;
    const inbox = { kind: 'sftp', host, port, username: 'tester', password, hostKey, path: '/in' };
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: { inbox: { ...inbox, settle: '100ms', poll: '200ms' } } },
    });
    const daemon = await project.start();
    await daemon.until(line);
    await eventually('login', async () => server.logins.length > 0);

    const startedMs = performance.now();
    const code = await daemon.end('SIGTERM');

    expect(code).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });
});
