import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { daemonProject } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 60_000 });

const source = fileURLToPath(new URL('../../src/', import.meta.url));

/** The operator's reference: events with the fields that each has. */
async function reference(): Promise<Map<string, string[]>> {
  const text = await readFile(join(source, 'runtime', 'README.md'), 'utf8');
  const events = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [names = '', ...cells] = line.split('|').slice(1, -1);
    if (!names.includes('`')) continue;
    const fields = (cells.length === 1 ? cells[0] : cells[1]) ?? '';
    for (const [, name = ''] of names.matchAll(/`([^`]+)`/g)) {
      events.set(name, fields.match(/\w+/g) ?? []);
    }
  }
  return events;
}

it('every event that is logged stands in the reference', async () => {
  const names = await reference();
  const logged: string[] = [];
  for (const name of await readdir(source, { recursive: true })) {
    if (!name.endsWith('.ts')) continue;
    const text = await readFile(join(source, name), 'utf8');
    // One event is one text.
    expect(text).not.toMatch(/\blog\.(?:debug|info|warn|error)\(`/);
    for (const [, event = ''] of text.matchAll(/\b(?:log\.\w+\(|tell\('\w+',)\s*'([^']+)'/g)) {
      logged.push(event);
    }
    if (name.endsWith('work-feed.ts'))
      logged.push(...[...text.matchAll(/: '(file \w+)'/g)].map(([, event = '']) => event));
  }
  expect(logged.length).toBeGreaterThan(50);
  expect(logged.filter((event) => !names.has(event))).toEqual([]);
});

onDatabase('sqlite', 'a day of a daemon', (databases) => {
  it('is lines of JSON on stderr and in a private file, each an event of the reference with its fields', async () => {
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: { guard: { minDeactivated: 1 } } },
      config: { log: { level: 'info', directory: 'data/logs' }, keep: { files: '365d' } },
    });
    const daemon = await project.start();
    await project.drop('acme', 'first.csv', csvOf(syntheticEmployees(20)));
    await project.verdict('acme', 'first.csv', 'processed');
    await project.drop('acme', 'wrong.csv', csvOf(syntheticEmployees(20, 0, { dateOfBirth: '1979-02-30' })));
    await project.verdict('acme', 'wrong.csv', 'rejected');
    await project.drop('acme', 'held.csv', csvOf(syntheticEmployees(5)));
    await project.quiet(3);
    await daemon.end('SIGTERM');

    const events = await reference();
    const seen = new Set(daemon.lines.map(({ message }) => message));
    for (const event of [
      'daemon started',
      'file received',
      'file processed',
      'file rejected',
      'file held',
      'file archived',
      'mail sent',
      'pruned',
      'daemon stopped',
    ]) {
      expect(seen).toContain(event);
    }
    for (const line of daemon.lines) {
      expect(line).toMatchObject({ level: expect.stringMatching(/^(info|warn|error)$/), message: expect.any(String) });
      expect(line.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Object.keys(line)).toEqual(
        expect.arrayContaining(events.get(line.message) ?? ['an event of the reference']),
      );
    }
    const directory = join(project.dir, 'data', 'logs');
    const [name = '', ...more] = await readdir(directory);
    expect([name, more]).toEqual([expect.stringMatching(/^rollcall-\d{4}-\d\d-\d\d\.log$/), []]);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
    const written = (await readFile(join(directory, name), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(written).toEqual(daemon.lines);
  });
});
