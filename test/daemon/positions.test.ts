import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { type DaemonProject, daemonProject } from '../fixtures/daemon.ts';
import { employeesXml, positionsCsv, positionsXml, syntheticPositions } from '../fixtures/positions.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 90_000 });

onDatabase('sqlite', 'employees and positions in one inbox', (databases) => {
  const open = async ({ here = true } = {}) =>
    daemonProject({
      here,
      database: await databases.createConfig(),
      feeds: {
        acme: {
          layout: 'hr-data-sync',
          positions: 'positions*.csv',
          inbox: { kind: 'local', path: 'data/inbox/acme', settle: '300ms', poll: '100ms' },
        },
      },
    });
  /** The names in the order in which they were processed. */
  const processed = async ({ sql }: DaemonProject) =>
    (await sql<{ name: string }>('SELECT name FROM roster_files ORDER BY processed_at, kind')).map(({ name }) => name);
  const positions = positionsXml(syntheticPositions(12));

  it('that are found together are processed employees first, whatever their names, times and kinds of file', async () => {
    const project = await open();
    await project.drop('acme', 'a.xml', positions, new Date('2025-01-01T00:00:00Z'));
    await project.drop(
      'acme',
      'positions-b.csv',
      positionsCsv(syntheticPositions(13)),
      new Date('2025-01-02T00:00:00Z'),
    );
    await project.drop('acme', 'z.xml', employeesXml(13), new Date('2025-01-03T00:00:00Z'));
    await project.start();

    const files = await project.quiet(3);

    expect(files).toMatchObject([
      { name: 'a.xml', status: 'processed' },
      { name: 'positions-b.csv', status: 'processed' },
      { name: 'z.xml', status: 'processed' },
    ]);
    expect(await processed(project)).toEqual(['z.xml', 'a.xml', 'positions-b.csv']);
    expect(await project.names('acme', 'processed')).toEqual(['a.xml', 'positions-b.csv', 'z.xml']);
  });

  it('are found together also where positions settle while the employees are still being written', async () => {
    const project = await open();
    await project.start();
    await project.drop('acme', 'positions.xml', positions);
    const rows = employeesXml(12).split(/(?<=\n)/);
    for (const row of rows) {
      await appendFile(join(project.inbox('acme'), 'staff.xml'), row);
      await delay(15);
    }
    const files = await project.quiet(2);
    expect(files.map(({ status }) => status)).toEqual(['processed', 'processed']);
    expect(await processed(project)).toEqual(['staff.xml', 'positions.xml']);
  });

  it('do not wait for each other: positions are processed though no employees have come', async () => {
    const project = await open();
    await project.start();
    await project.drop('acme', 'positions.xml', positions);
    expect(await project.verdict('acme', 'positions.xml')).toMatchObject({ status: 'processed_with_warnings' });
  });

  it('do not wait for a file that never stands still', async () => {
    const project = await open();
    await project.start();
    const growing = join(project.inbox('acme'), 'endless.xml');
    await writeFile(growing, '<employees>');
    const grow = setInterval(() => void appendFile(growing, ' '), 50);
    try {
      await project.drop('acme', 'positions.xml', positions);
      expect(await project.verdict('acme', 'positions.xml')).toMatchObject({ status: 'processed_with_warnings' });
    } finally {
      clearInterval(grow);
    }
    await rename(growing, join(project.dir, 'endless.xml'));
  });

  it('are processed employees first after a restart, too', async () => {
    const project = await open({ here: false });
    await project.drop('acme', 'a.xml', positions);
    await project.drop('acme', 'z.xml', employeesXml(12));
    const daemon = await project.start({ ready: false });
    await daemon.until('file received', { file: 'z.xml' });
    await daemon.end('SIGKILL');
    await project.start();
    await project.quiet(2);
    expect(await processed(project)).toEqual(['z.xml', 'a.xml']);
  });
});
