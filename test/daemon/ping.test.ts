import { rename } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { isWatched } from '../../src/daemon/ping.ts';
import { openTestApp, startDaemon, untilStatus } from '../fixtures/app.ts';
import { eventually } from '../fixtures/daemon.ts';
import { leaseElsewhere } from '../fixtures/lease-elsewhere.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 60_000 });

const soon = { start: '50ms', cap: '150ms' };

onDatabase('sqlite', 'a daemon with a ping URL', (databases) => {
  it('calls it while every feed works, stops while one does not, and says once when the call fails', async () => {
    const watchdog = await startWatchdog();
    const kept = keepLogLines();
    const test = await openTestApp({
      database: await databases.createConfig(),
      clock: () => new Date(),
      log: kept.log,
      config: {
        pingUrl: `${watchdog.url}/ping/token-4711?x=secret`,
        times: { ping: '100ms', backoff: { inbox: soon } },
      },
    });
    const inbox = join(test.dir, 'data', 'inbox', test.feed);
    const stop = await startDaemon(test);
    await eventually('pings', async () => watchdog.calls.length > 2);
    await rename(inbox, `${inbox}.gone`);
    await kept.until('feed has to wait');
    const before = watchdog.calls.length;
    await eventually('more looks', async () => kept.seen('feed has to wait').length > 5);
    const during = watchdog.calls.length - before;
    await rename(`${inbox}.gone`, inbox);
    await eventually('pings again', async () => watchdog.calls.length > before + 1);

    watchdog.answer = 302;
    await kept.until('ping failed', { error: 'The server answers 302.' });
    const failed = watchdog.calls.length;
    await eventually('more calls', async () => watchdog.calls.length > failed + 2);
    watchdog.answer = 200;
    await kept.until('ping works again');
    await watchdog.close();
    await kept.until('ping failed', { error: 'No connection (ECONNREFUSED).' });
    await stop();

    // One may have been under way.
    expect(during).toBeLessThanOrEqual(1);
    expect(new Set(watchdog.calls)).toEqual(new Set(['GET /ping/token-4711?x=secret']));
    expect(kept.seen('ping failed')).toHaveLength(2);
    expect(JSON.stringify(kept.lines)).not.toMatch(/token-4711|secret/);
  });

  it('calls it while another daemon works on a feed, and takes its files afterwards', async () => {
    const watchdog = await startWatchdog();
    const kept = keepLogLines();
    const database = await databases.createConfig();
    const test = await openTestApp({
      database,
      clock: () => new Date(),
      log: kept.log,
      config: { pingUrl: watchdog.url, times: { ping: '100ms', backoff: { inbox: soon } } },
    });
    const elsewhere = await leaseElsewhere(database, test.feed);
    const stop = await startDaemon(test);
    const path = await test.write('roster.csv', csvOf(syntheticEmployees(5)));
    await rename(path, join(test.dir, 'data', 'inbox', test.feed, 'roster.csv'));
    // Pings and polls come each 100 ms; the file is tried to be taken at the third poll.
    await eventually('pings', async () => watchdog.calls.length > 15);
    const before = await test.sql('SELECT * FROM roster_files');
    await elsewhere.release();
    await untilStatus(test, 'roster.csv', 'processed');
    await stop();

    expect(before).toEqual([]);
    expect(kept.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });
});

it('takes a feed whose listing hangs for one that does not work, and one that somebody has paused for one that does', () => {
  const nowMs = performance.now();
  const isFine = (
    beganMs: number,
    endedMs: number,
    changes: { paused?: true; failing?: true; busyForMs?: number } = {},
  ) =>
    isWatched({
      look: { beganMs, endedMs },
      failing: { now: changes.failing === true },
      busy: { sinceMs: nowMs - (changes.busyForMs ?? Number.NEGATIVE_INFINITY) },
      paused: { now: changes.paused === true },
      pollMs: 10_000,
    });

  expect(isFine(nowMs - 5_000, nowMs - 4_000)).toBe(true);
  expect(isFine(nowMs - 1_000, nowMs - 10_000)).toBe(true);
  expect(isFine(nowMs - 5_000, nowMs - 4_000, { failing: true })).toBe(false);
  expect(isFine(nowMs - 1_000, Number.NEGATIVE_INFINITY)).toBe(false);
  expect(isFine(nowMs - 180_000, nowMs - 190_000)).toBe(false);
  expect(isFine(nowMs - 7_200_000, nowMs - 7_100_000)).toBe(false);
  expect(isFine(nowMs - 7_200_000, nowMs - 7_100_000, { paused: true })).toBe(true);
  expect(isFine(nowMs - 5_000, nowMs - 4_000, { busyForMs: 600_000 })).toBe(true);
  expect(isFine(nowMs - 5_000, nowMs - 4_000, { busyForMs: 7_200_000 })).toBe(false);
});

async function startWatchdog() {
  const watchdog = {
    url: '',
    calls: [] as string[],
    answer: 200,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const server = createServer((request, response) => {
    watchdog.calls.push(`${request.method} ${request.url}`);
    response.writeHead(watchdog.answer, { location: 'http://127.0.0.1:1/elsewhere' }).end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  watchdog.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => watchdog.close());
  return watchdog;
}
