import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { activeCount, daemonProject, modeOf } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 90_000 });

const hour = 3_600_000;

eachDatabase('the daemon', (databases) => {
  const open = async () =>
    daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: {} },
      // What a process of its own makes of it, one database shows.
      here: databases.client === 'mysql',
    });

  it('takes files by age, then by name, and lays each where its verdict says', async () => {
    const project = await open();
    const now = Date.now();
    await project.drop('acme', 'b-first.csv', csvOf(syntheticEmployees(40)), new Date(now - 3 * hour));
    await project.drop('acme', 'z-second.csv', csvOf(syntheticEmployees(39)), new Date(now - 2 * hour));
    await project.drop('acme', 'c-held.csv', csvOf(syntheticEmployees(10)), new Date(now - hour));
    await project.drop('acme', 'a-rejected.csv', rejectedRoster(), new Date(now - hour));
    const daemon = await project.start();

    const files = await project.quiet(4);

    expect(files.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'b-first.csv processed',
      'z-second.csv processed',
      'a-rejected.csv rejected',
      'c-held.csv held',
    ]);
    expect(await project.names('acme')).toEqual([]);
    expect(await project.names('acme', 'processed')).toEqual(['b-first.csv', 'z-second.csv']);
    expect(await project.names('acme', 'rejected')).toEqual(['a-rejected.csv', 'a-rejected.csv.errors.csv']);
    expect(await project.names('acme', 'held')).toEqual(['c-held.csv']);
    for (const name of ['processed/b-first.csv', 'rejected/a-rejected.csv', 'held/c-held.csv']) {
      expect(await modeOf(join(project.inbox('acme'), name))).toBe('600');
    }
    const errors = await readFile(join(project.inbox('acme'), 'rejected', 'a-rejected.csv.errors.csv'), 'utf8');
    expect(errors).toContain('1979-02-30');
    expect(await activeCount(project)).toBe(39);
    expect((await project.mails()).map(({ subject }) => subject?.split(':')[0])).toEqual([
      '[Rollcall] PROCESSED acme',
      '[Rollcall] PROCESSED acme',
      '[Rollcall] REJECTED acme',
      '[Rollcall] HELD acme',
    ]);
    expect(await daemon.end('SIGTERM')).toBe(0);
  });

  it('processes a file of the same name with new content, skips the same content, and overwrites nothing', async () => {
    const project = await open();
    await project.start();
    await project.drop('acme', 'roster.csv', csvOf(syntheticEmployees(30)));
    await project.quiet(1);
    await project.drop('acme', 'roster.csv', csvOf(syntheticEmployees(29)));
    await project.quiet(2);
    await project.drop('acme', 'roster.csv', csvOf(syntheticEmployees(29)));

    const files = await project.quiet(3);

    expect(files.map(({ status }) => status)).toEqual(['processed', 'processed', 'skipped']);
    expect(await project.names('acme', 'processed')).toHaveLength(3);
    expect(await activeCount(project)).toBe(29);
  });

  it('takes a held file along to the folder of its end', async () => {
    const project = await open();
    await project.start();
    await project.drop('acme', 'day-1.csv', csvOf(syntheticEmployees(40)));
    await project.quiet(1);
    await project.drop('acme', 'day-2.csv', csvOf(syntheticEmployees(10)));
    await project.quiet(2);
    const [, held] = await project.files();

    const { code } = await project.command('approve', String(held?.id));
    await project.drop('acme', 'day-3.csv', csvOf(syntheticEmployees(2)));
    await project.verdict('acme', 'day-3.csv', 'held');
    await project.drop('acme', 'day-4.csv', csvOf(syntheticEmployees(9)));
    const files = await project.quiet(4);

    expect(code).toBe(0);
    expect(files.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'day-1.csv processed',
      'day-2.csv processed',
      'day-3.csv discarded',
      'day-4.csv processed',
    ]);
    expect(await project.names('acme', 'held')).toEqual([]);
    expect(await project.names('acme', 'processed')).toEqual(['day-1.csv', 'day-2.csv', 'day-4.csv']);
    expect(await project.names('acme', 'rejected')).toEqual(['day-3.csv']);
    expect(await activeCount(project)).toBe(9);
  });
});

function rejectedRoster(): string {
  return csvOf([syntheticEmployee(0), syntheticEmployee(1, { dateOfBirth: '1979-02-30' })]);
}
