import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { activeCount, type DaemonProject, daemonProject } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';
import { killAt, type Moment, seeded } from './moments.ts';

vi.setConfig({ testTimeout: 90_000 });

const everySecond = '* * * * * *';
const onceAYear = '0 0 0 1 1 *';

const inApply: Moment[] = [{ at: 'stage began', stage: 'apply' }, { at: 'commit began' }];

eachDatabase('an approved file in whose apply the daemon is killed', (databases) => {
  it('keeps its approval, and is applied once', async () => {
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: { schedule: everySecond, maxCrashes: 10 } },
    });
    const first = await project.start({ here: true });
    await project.drop('acme', 'day-1.csv', csvOf(syntheticEmployees(60)));
    await project.quiet(1);
    await project.drop('acme', 'day-2.csv', csvOf(syntheticEmployees(20)));
    const held = await project.verdict('acme', 'day-2.csv', 'held');
    await project.quiet(2);
    await first.end('SIGTERM');
    // Were the file due at once, the command itself would process it.
    await setSchedule(project, onceAYear);
    expect((await project.command('approve', String(held.id))).code).toBe(0);
    await project.verdict('acme', 'day-2.csv', 'approved');
    await setSchedule(project, everySecond);

    for (const moment of inApply) {
      expect(await killAt(project, moment, seeded(1), async () => false)).toBe(true);
      expect(await activeCount(project)).toBe(60);
    }
    await project.start({ here: true });
    const files = await project.quiet(2);

    expect(files).toMatchObject([{ status: 'processed' }, { name: 'day-2.csv', status: 'processed', crashes: 2 }]);
    expect(await activeCount(project)).toBe(20);
    expect(await project.names('acme', 'held')).toEqual([]);
    expect(await project.names('acme', 'processed')).toEqual(['day-1.csv', 'day-2.csv']);
    const history = await project.sql("SELECT id FROM employee_changes WHERE kind = 'deactivated'");
    expect(history).toHaveLength(40);
  });
});

async function setSchedule({ dir }: DaemonProject, schedule: string): Promise<void> {
  const path = join(dir, 'config', 'rollcall.yaml');
  const config = await readFile(path, 'utf8');
  await writeFile(path, config.replaceAll(schedule === everySecond ? onceAYear : everySecond, schedule));
}
