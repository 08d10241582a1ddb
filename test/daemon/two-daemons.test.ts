import { expect, it, vi } from 'vitest';
import { dieAtOptions } from '../crash/moments.ts';
import { activeCount, type DaemonProject, daemonProject } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import type { Daemon } from '../fixtures/watch-daemon.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 90_000 });

onDatabase('mysql', 'two daemons on one inbox and one database', (databases) => {
  const open = async (leaseExpiry: string) => {
    const soon = { start: '100ms', cap: '300ms' };
    return daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: {} },
      config: { times: { leaseExpiry, backoff: { inbox: soon, database: soon } } },
    });
  };

  it('go on at once with what a killed one had in work, and wait until a lease of another host has run out', async () => {
    const project = await open('10m');
    const other = await project.start();
    await other.until('work looked for');
    other.signal('SIGSTOP');
    const dying = await project.start(signalled('SIGSTOP', { message: 'stage began', stage: 'apply' }));
    await project.drop('acme', 'first.csv', csvOf(syntheticEmployees(3000)));
    await dying.until('stage began', { stage: 'apply' });
    other.signal('SIGCONT');
    await other.until('feed waits for another process');
    expect(await dying.end('SIGKILL')).toBe('SIGKILL');
    const diedAtMs = performance.now();
    await other.until('file found in the middle of its way');
    // Not when it next looks for work, which it does every half minute.
    expect(performance.now() - diedAtMs).toBeLessThan(8_000);
    await project.quiet(1);

    await project.sql(
      `UPDATE feed_leases SET host = 'another-host', boot_id = 'another-boot', token = token + 1,
         expires_at_ms = UNIX_TIMESTAMP(NOW(3)) * 1000 + 1500`,
    );
    const [lease] = await project.sql<{ expires_at_ms: number }>('SELECT expires_at_ms FROM feed_leases');
    await project.drop('acme', 'second.csv', csvOf(syntheticEmployees(2990)));
    const files = await project.quiet(2);

    const [, second] = await project.sql<{ received_at: string }>('SELECT received_at FROM roster_files ORDER BY id');
    expect(Date.parse(second?.received_at ?? '')).toBeGreaterThanOrEqual(Number(lease?.expires_at_ms) - 50);
    expect(files).toMatchObject([
      { name: 'first.csv', status: 'processed', rows: 3000, crashes: 1 },
      { name: 'second.csv', status: 'processed', rows: 2990, crashes: 0 },
    ]);
    expect(await registered(project)).toEqual({ employees: 3000, active: 2990 });
    expect(await project.mails()).toHaveLength(2);
    expect(errorsOf(other)).toEqual([]);
  });

  it('apply a file once although one of them stood still before COMMIT until its lease had run out', async () => {
    const project = await open('1s');
    const stopped = await project.start(signalled('SIGSTOP', { message: 'commit began' }));
    await project.drop('acme', 'first.csv', csvOf(syntheticEmployees(3000)));
    await stopped.until('commit began');
    const other = await project.start();
    await project.verdict('acme', 'first.csv', 'processed');

    stopped.signal('SIGCONT');
    await stopped.until('stage ended', { stage: 'apply' });
    await project.drop('acme', 'second.csv', csvOf(syntheticEmployees(2990)));
    const files = await project.quiet(2);

    expect(files).toMatchObject([
      { name: 'first.csv', status: 'processed' },
      { name: 'second.csv', status: 'processed' },
    ]);
    expect(other.seen('file processed', { fileId: files[0]?.id })).toHaveLength(1);
    expect(await registered(project)).toEqual({ employees: 3000, active: 2990 });
    expect(await project.mails()).toHaveLength(2);
    expect([stopped, other].flatMap(errorsOf)).toEqual([]);
    for (const daemon of [stopped, other]) expect(await daemon.end('SIGTERM')).toBe(0);
  });
});

/** By itself, in the very moment in which it has logged the line. */
function signalled(signal: NodeJS.Signals, line: Record<string, unknown>) {
  return { node: dieAtOptions, env: { DIE_AT: JSON.stringify({ afterMs: 0, signal, line }) } };
}

async function registered(project: DaemonProject): Promise<{ employees: number; active: number }> {
  const [row] = await project.sql<{ n: number }>('SELECT COUNT(*) AS n FROM employees');
  return { employees: Number(row?.n), active: await activeCount(project) };
}

function errorsOf({ lines }: Daemon) {
  return lines.filter(({ level }) => level === 'error');
}
