import { expect, it, vi } from 'vitest';
import { activeCount, daemonProject } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';
import { killAt, type Moment, seeded } from './moments.ts';

vi.setConfig({ testTimeout: 90_000 });

const inApply: Moment[] = [{ at: 'stage began', stage: 'apply' }, { at: 'commit began' }];

eachDatabase('an approved file in whose apply the daemon is killed', (databases) => {
  it('keeps its approval, and is applied once', async () => {
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: { schedule: '* * * * * *', maxCrashes: 10 } },
    });
    const first = await project.start();
    await project.drop('acme', 'day-1.csv', csvOf(syntheticEmployees(60)));
    await project.quiet(1);
    await project.drop('acme', 'day-2.csv', csvOf(syntheticEmployees(20)));
    const held = await project.verdict('acme', 'day-2.csv', 'held');
    await project.quiet(2);
    await first.end('SIGTERM');
    expect((await project.command('approve', String(held.id))).code).toBe(0);
    await project.verdict('acme', 'day-2.csv', 'approved');

    for (const moment of inApply) {
      expect(await killAt(project, moment, seeded(1), async () => false)).toBe(true);
      expect(await activeCount(project)).toBe(60);
    }
    await project.start();
    const files = await project.quiet(2);

    expect(files).toMatchObject([{ status: 'processed' }, { name: 'day-2.csv', status: 'processed', crashes: 2 }]);
    expect(await activeCount(project)).toBe(20);
    expect(await project.names('acme', 'held')).toEqual([]);
    expect(await project.names('acme', 'processed')).toEqual(['day-1.csv', 'day-2.csv']);
    const history = await project.sql("SELECT id FROM employee_changes WHERE kind = 'deactivated'");
    expect(history).toHaveLength(40);
  });
});
