import { expect, it, vi } from 'vitest';
import { activeCount, type Daemon, type DaemonProject, daemonProject } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 90_000 });

onDatabase('mysql', 'two daemons on one inbox and one database', (databases) => {
  const open = async (leaseExpiry: string) => {
    const soon = { start: '100ms', cap: '300ms' };
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: {} },
      config: { times: { leaseExpiry, backoff: { inbox: soon, database: soon } } },
    });
    const daemons = await Promise.all([project.start({ ready: false }), project.start({ ready: false })]);
    await Promise.all(daemons.map((daemon) => daemon.until('daemon started')));
    return { project, daemons };
  };

  it('go on at once with what a killed one had in work, and wait for a lease of another host', async () => {
    const { project, daemons } = await open('10m');
    const dying = whoSays(daemons, 'stage began', { stage: 'apply' }, (daemon) => daemon.signal('SIGKILL'));
    await project.drop('acme', 'first.csv', csvOf(syntheticEmployees(3000)));
    const dead = await dying;
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
    expect(daemons.filter((daemon) => daemon !== dead).flatMap(errorsOf)).toEqual([]);
  });

  it('apply a file once although one of them stood still in the middle of COMMIT until its lease had run out', async () => {
    const { project, daemons } = await open('1s');
    const stopping = whoSays(daemons, 'commit began', {}, (daemon) => daemon.signal('SIGSTOP'));
    await project.drop('acme', 'first.csv', csvOf(syntheticEmployees(3000)));
    const stopped = await stopping;
    await project.verdict('acme', 'first.csv', 'processed');

    stopped.signal('SIGCONT');
    await stopped.until('feed has to wait');
    await project.drop('acme', 'second.csv', csvOf(syntheticEmployees(2990)));
    const files = await project.quiet(2);

    expect(files).toMatchObject([
      { name: 'first.csv', status: 'processed' },
      { name: 'second.csv', status: 'processed' },
    ]);
    expect(await registered(project)).toEqual({ employees: 3000, active: 2990 });
    expect(await project.mails()).toHaveLength(2);
    expect(daemons.flatMap(errorsOf)).toEqual([]);
    for (const daemon of daemons) expect(await daemon.end('SIGTERM')).toBe(0);
  });
});

/** The daemon that says it first, and has been dealt with. */
function whoSays(
  daemons: readonly Daemon[],
  message: string,
  fields: Record<string, unknown>,
  act: (daemon: Daemon) => void,
): Promise<Daemon> {
  return new Promise((resolve) => {
    let isSaid = false;
    for (const daemon of daemons) {
      daemon.once(message, fields, () => {
        if (isSaid) return;
        isSaid = true;
        act(daemon);
        resolve(daemon);
      });
    }
  });
}

async function registered(project: DaemonProject): Promise<{ employees: number; active: number }> {
  const [row] = await project.sql<{ n: number }>('SELECT COUNT(*) AS n FROM employees');
  return { employees: Number(row?.n), active: await activeCount(project) };
}

function errorsOf({ lines }: Daemon) {
  return lines.filter(({ level }) => level === 'error');
}
