import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { activeCount, daemonProject } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 90_000 });

eachDatabase('a feed with a schedule', (databases) => {
  const open = async (schedule: string) =>
    daemonProject({ database: await databases.createConfig(), feeds: { acme: { schedule } }, here: true });

  it('stages a file when it arrives, and processes it when the time has come', async () => {
    const project = await open('*/4 * * * * *');
    const daemon = await project.start();
    // The next tick must find it staged.
    await delay(4000 - (Date.now() % 4000));
    await project.drop('acme', 'roster.csv', csvOf(syntheticEmployees(30)));

    const files = await project.quiet(1);

    expect(files).toMatchObject([{ status: 'processed', rows: 30 }]);
    expect(daemon.seen('file staged')).toHaveLength(1);
    expect(daemon.seen('file processed')).toHaveLength(1);
    expect(await activeCount(project)).toBe(30);
  });

  it('processes what is staged when "rollcall process" is called, in the order in which it came', async () => {
    const project = await open('0 0 1 1 *');
    await project.start();
    await project.drop('acme', 'first.csv', csvOf(syntheticEmployees(30)));
    await project.verdict('acme', 'first.csv', 'staged');
    await project.drop('acme', 'second.csv', csvOf(syntheticEmployees(29)));
    await project.verdict('acme', 'second.csv', 'staged');
    expect(await activeCount(project)).toBe(0);

    const { code, stdout } = await project.command('process', '--json');

    expect(code).toBe(0);
    expect(JSON.parse(stdout).processed.map(({ status }: { status: string }) => status)).toEqual([
      'processed',
      'processed',
    ]);
    expect(await activeCount(project)).toBe(29);
    await project.quiet(2);
    expect(await project.names('acme', 'processed')).toEqual(['first.csv', 'second.csv']);
  });
});
