import { expect, it, vi } from 'vitest';
import { activeCount, type DaemonProject, daemonProject } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 90_000 });

const stops = [
  { signal: 'SIGTERM', stage: 'validate', roster: 'first' },
  { signal: 'SIGINT', stage: 'stage', roster: 'first' },
  { signal: 'SIGTERM', stage: 'apply', roster: 'first' },
  { signal: 'SIGINT', stage: 'stage', roster: 'second' },
  { signal: 'SIGTERM', stage: 'plan', roster: 'second' },
  { signal: 'SIGTERM', stage: 'apply', roster: 'second' },
] as const;
/** Validating alone writes nothing. */
const ofDatabase = stops.filter(({ stage }) => stage !== 'validate');

eachDatabase('a daemon that is stopped', (databases) => {
  const open = async () => daemonProject({ database: await databases.createConfig(), feeds: { acme: {}, other: {} } });

  it.each(databases.client === 'sqlite' ? stops : ofDatabase)(
    'ends well by $signal in the middle of $stage of its $roster roster, and finishes the file after its restart',
    async (stop) => {
      const project = await open();
      const daemon = await project.start();
      const isSecond = stop.roster === 'second';
      if (isSecond) {
        await project.drop('acme', 'before.csv', csvOf(syntheticEmployees(2500)));
        await project.quiet(1);
      }
      daemon.once('stage began', { stage: stop.stage }, () => daemon.signal(stop.signal));
      await project.drop('acme', 'roster.csv', csvOf(syntheticEmployees(3000)));

      expect(await daemon.ended).toBe(0);
      expect(daemon.lines.at(-1)?.message).toBe('daemon stopped');
      expect(daemon.lines.filter(({ level }) => level === 'error')).toEqual([]);

      await project.start({ here: true });
      const files = await project.quiet(isSecond ? 2 : 1);

      expect(files.at(-1)).toMatchObject({ name: 'roster.csv', status: 'processed', rows: 3000, crashes: 0 });
      expect(await activeCount(project)).toBe(3000);
      expect(await project.mails()).toHaveLength(isSecond ? 2 : 1);
      expect(await historyCount(project)).toBe(0);
    },
  );

  it('shares its inboxes with another daemon without applying a file twice', async () => {
    const project = await open();
    const daemons = await Promise.all([project.start({ ready: false }), project.start({ ready: false })]);
    await Promise.all(daemons.map((daemon) => daemon.until('daemon started')));
    for (let day = 0; day < 6; day += 1) {
      await project.drop('acme', `day-${day}.csv`, csvOf(syntheticEmployees(200 - day)));
      await project.drop('other', `day-${day}.csv`, csvOf(syntheticEmployees(300 + day)));
      await project.verdict('acme', `day-${day}.csv`, 'processed');
    }
    const files = await project.quiet(12);

    expect(files).toHaveLength(12);
    expect(files.every(({ status }) => status === 'processed')).toBe(true);
    expect(await activeCount(project)).toBe(195 + 305);
    expect(await project.mails()).toHaveLength(12);
    expect(await project.names('acme', 'processed')).toHaveLength(6);
    const faults = daemons.flatMap(({ lines }) => lines.filter(({ level }) => level === 'error'));
    expect(faults).toEqual([]);
    for (const daemon of daemons) expect(await daemon.end('SIGTERM')).toBe(0);
  });
});

/** A created employee has no history yet. */
async function historyCount({ sql }: DaemonProject): Promise<number> {
  const [row] = await sql<{ n: number | string }>('SELECT COUNT(*) AS n FROM employee_changes');
  return Number(row?.n);
}
