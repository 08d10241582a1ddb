import { expect, it, vi } from 'vitest';
import { daemonProject } from '../fixtures/daemon.ts';
import { employeesXml, positionsXml, syntheticPositions } from '../fixtures/positions.ts';
import { eachDatabase } from '../services/databases.ts';
import { killAt, type Moment, seeded } from './moments.ts';

vi.setConfig({ testTimeout: 90_000 });

/** In the order in which the file passes them. */
const moments: Moment[] = [
  { at: 'file received' },
  { at: 'stage began', stage: 'validate' },
  { at: 'stage ended', stage: 'stage' },
  { at: 'stage ended', stage: 'plan' },
  { at: 'stage began', stage: 'apply' },
  { at: 'commit began' },
  { at: 'archive began' },
];

eachDatabase('a daemon that is killed over a file of positions', (databases) => {
  it('applies it once, and nothing of it before', async () => {
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: { layout: 'hr-data-sync', maxCrashes: 100 } },
    });
    const first = await project.start({ here: true });
    await project.drop('acme', 'employees.xml', employeesXml(60));
    await project.drop('acme', 'positions.xml', positionsXml(syntheticPositions(60)));
    await project.quiet(2);
    await first.end('SIGTERM');
    const active = async () =>
      Number((await project.sql<{ n: number }>('SELECT COUNT(*) AS n FROM positions WHERE active = 1'))[0]?.n);

    await project.drop('acme', 'positions-2.xml', positionsXml(syntheticPositions(58)));
    for (const moment of moments) {
      expect(await killAt(project, moment, seeded(1), async () => false)).toBe(true);
      expect(await active()).toBe(moment.at === 'archive began' ? 58 : 60);
    }
    await project.start({ here: true });
    const files = await project.quiet(3);

    expect(files).toMatchObject([{}, {}, { name: 'positions-2.xml', status: 'processed', rows: 58 }]);
    expect(await active()).toBe(58);
    expect(await project.sql('SELECT position_id, kind FROM position_changes ORDER BY id')).toEqual([
      { position_id: 'p58', kind: 'deactivated' },
      { position_id: 'p59', kind: 'deactivated' },
    ]);
    expect(await project.sql('SELECT id FROM position_imports')).toEqual([]);
    expect(await project.sql('SELECT register_version FROM feeds ORDER BY feed')).toEqual([
      { register_version: 1 },
      { register_version: 2 },
    ]);
    expect(await project.names('acme')).toEqual([]);
  });
});
