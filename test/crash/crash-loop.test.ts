import { expect, it, vi } from 'vitest';
import { activeCount, type DaemonProject, daemonProject } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { killAt, seeded } from './moments.ts';

vi.setConfig({ testTimeout: 90_000 });

onDatabase('sqlite', 'a file that kills the daemon', (databases) => {
  it('is given up and told of after maxCrashes, the daemon lives on, and "retry" takes the file up again', async () => {
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: { maxCrashes: 2 }, other: {} },
    });
    await project.drop('acme', 'deadly.csv', csvOf(syntheticEmployees(100)));
    const killInApply = () =>
      killAt(project, { at: 'stage began', stage: 'apply' }, seeded(1), () => isFailed(project));
    expect([await killInApply(), await killInApply()]).toEqual([true, true]);

    const daemon = await project.start({ here: true });
    const file = await project.verdict('acme', 'deadly.csv', 'failed');
    await daemon.until('mail sent', { event: 'failed' });
    await project.drop('other', 'roster.csv', csvOf(syntheticEmployees(50)));
    await project.verdict('other', 'roster.csv', 'processed');

    expect(file.crashes).toBe(2);
    expect(await activeCount(project)).toBe(50);
    expect((await project.mails()).map(({ subject }) => subject)).toContainEqual(
      expect.stringMatching(/^\[Rollcall\] FAILED acme: deadly\.csv/),
    );
    expect(await project.sql('SELECT id FROM employee_imports WHERE file_id = ?', [file.id])).toEqual([]);

    const { code } = await project.command('retry', String(file.id));

    expect(code).toBe(0);
    expect(await project.quiet(2)).toMatchObject([
      { name: 'deadly.csv', status: 'processed', crashes: 0 },
      { name: 'roster.csv' },
    ]);
    expect(await activeCount(project)).toBe(150);
    expect(await project.names('acme', 'processed')).toEqual(['deadly.csv']);
  });
});

async function isFailed(project: DaemonProject): Promise<boolean> {
  return (await project.files('acme')).some(({ status }) => status === 'failed');
}
