import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { daemonProject, eventually } from '../fixtures/daemon.ts';
import { eachDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 90_000 });

/**
 * By then it has collected what its start has left, three seconds after it, and V8 its own once more, eight seconds later:
 * together as much work as minutes of rest.
 */
const afterStartMs = 14_000;
const watchedMs = 8_000;
/** Clock ticks of /proc are a hundredth of a second. */
const tickMs = 10;

eachDatabase('a daemon with 50 feeds', (databases) => {
  it('idles in less than 120 MB and 1 % of a core', async () => {
    const feeds = Array.from({ length: 50 }, (_, index) => {
      const inbox = { kind: 'local', path: `data/inbox/feed-${index}` };
      return [`feed-${index}`, { inbox }] as const;
    });
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: Object.fromEntries(feeds),
      config: { log: { level: 'info' } },
    });
    const daemon = await project.start({ compiled: false });
    await delay(afterStartMs);
    await eventually('rest', () => isResting(daemon.pid));

    const before = await cpuMs(daemon.pid);
    await delay(watchedMs);
    const percent = (100 * ((await cpuMs(daemon.pid)) - before)) / watchedMs;
    const megabytes = await residentMegabytes(daemon.pid);

    process.stdout.write(`50 feeds at rest: ${megabytes.toFixed(1)} MB, ${percent.toFixed(2)} % of a core\n`);
    expect(megabytes).toBeLessThan(120);
    expect(percent).toBeLessThan(1);
  });
});

async function isResting(pid: number): Promise<boolean> {
  const before = await cpuMs(pid);
  await delay(500);
  return (await cpuMs(pid)) - before <= tickMs;
}

async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
