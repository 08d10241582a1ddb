import { execFile } from 'node:child_process';
import { readFile, readlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type BuiltCheckout, copyCheckout } from '../fixtures/built-checkout.ts';
import { activeCount, daemonProject, eventually } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { openPm2 } from './pm2.ts';

vi.setConfig({ testTimeout: 120_000 });

const run = promisify(execFile);
const pinnedNode = join(
  dirname(createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`)),
  'bin',
  'node',
);

let built: BuiltCheckout;
beforeAll(async () => {
  built = await copyCheckout();
});
afterAll(() => built.remove());

onDatabase('sqlite', 'the daemon under PM2', (databases) => {
  it("runs from a checkout's ecosystem.config.cjs, comes back after kill -9 with growing pauses, and reloads in the middle of a file", async () => {
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: { maxCrashes: 10 } },
    });
    const pm2 = await openPm2(built.dir, { ROLLCALL_CONFIG: join(project.dir, 'config', 'rollcall.yaml') });

    await pm2.run('start', 'ecosystem.config.cjs');
    const first = await pm2.look();
    expect(first).toMatchObject({ status: 'online', restarts: 0 });
    expect(await readlink(`/proc/${first.pid}/exe`)).toBe(pinnedNode);
    await project.drop('acme', 'day-1.csv', csvOf(syntheticEmployees(40)));
    await project.quiet(1);

    const comesBack = async ({ pid: killed }: { pid: number }) => {
      process.kill(killed, 'SIGKILL');
      return pm2.until('restart', ({ pid, status }) => status === 'online' && pid !== 0 && pid !== killed);
    };
    const second = await comesBack(await comesBack(first));
    expect(second).toMatchObject({ restarts: 2, restartDelayMs: 150 });
    await project.drop('acme', 'day-2.csv', csvOf(syntheticEmployees(20_000)));
    await eventually('file in work', async () =>
      (await project.files()).some(({ name, status }) => name === 'day-2.csv' && status === 'validating'),
    );
    await pm2.run('reload', 'rollcall');
    const third = await pm2.until('reload', ({ pid, status }) => status === 'online' && pid !== second.pid);
    const files = await project.quiet(2);

    expect(third.restarts).toBe(second.restarts + 1);
    expect(files).toMatchObject([
      { name: 'day-1.csv', status: 'processed', rows: 40, crashes: 0 },
      { name: 'day-2.csv', status: 'processed', rows: 20_000, crashes: 0 },
    ]);
    expect(await activeCount(project)).toBe(20_000);
    expect(await project.mails()).toHaveLength(2);

    const startedMs = performance.now();
    await pm2.run('stop', 'rollcall');

    expect(await pm2.look()).toMatchObject({ status: 'stopped', pid: 0 });
    expect(performance.now() - startedMs).toBeLessThan(15_000);
    expect((await project.sql('SELECT expires_at_ms FROM feed_leases')).map(Object.values)).toEqual([[0]]);
  });
});

describe('a project made by init', () => {
  it('runs from its own ecosystem.config.cjs; a config error stops it for good instead of restarting it in a loop', async () => {
    const project = await daemonProject({ database: { client: 'sqlite', file: 'unused.db' }, feeds: {} });
    const dir = join(project.dir, 'my-project');
    await run(process.execPath, [built.main, 'init', dir]);
    const pm2 = await openPm2(dir);

    await pm2.run('start', 'ecosystem.config.cjs');
    const online = await pm2.look();
    await writeFile(join(dir, 'data', 'inbox', 'acme', 'roster.csv'), csvOf(syntheticEmployees(20)));
    const archived = join(dir, 'data', 'inbox', 'acme', 'processed', 'roster.csv');
    await eventually('archived file', () => readFile(archived));

    expect(online).toMatchObject({ status: 'online', restarts: 0 });
    expect(await readlink(`/proc/${online.pid}/exe`)).toBe(pinnedNode);

    await writeFile(join(dir, 'config', 'rollcall.yaml'), 'feeds: [{ id: acme, layuot: personnel-ticket }]\n');
    await pm2.run('restart', 'rollcall').catch(() => undefined);
    const stopped = await pm2.until('end', ({ pid }) => pid === 0);
    // Longer than PM2 waits before it starts a process again.
    await delay(stopped.restartDelayMs + 1_000);

    expect(await pm2.look()).toMatchObject({ pid: 0, restarts: online.restarts + 1 });
  });
});
