import { expect, it, onTestFinished, vi } from 'vitest';
import { openTestApp, startDaemon, untilStatus } from '../fixtures/app.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { type HostileSftp, startHostileSftp } from '../services/hostile-sftp.ts';

vi.setConfig({ testTimeout: 60_000 });

const readOnly = 'inbox is read-only: the ledger alone tells what was taken';

onDatabase('sqlite', 'an SFTP inbox in which nothing may be moved', (databases) => {
  async function open(times: Record<string, unknown>) {
    const server = await startHostileSftp();
    onTestFinished(() => server.stop());
    server.faults.readOnly = true;
    const { host, port, password, hostKey } = server;
    const inbox = { kind: 'sftp', host, port, username: 'hr', password, hostKey, path: '/in' };
    const settings = { inbox: { ...inbox, settle: '50ms', poll: '100ms' } };
    const log = keepLogLines();
    const test = await openTestApp({
      database: await databases.createConfig(),
      feed: settings,
      config: { times },
      log: log.log,
    });
    return { server, test, log, settings };
  }

  /** As if the files of a year had been taken. */
  async function takenBefore({ server, test }: Awaited<ReturnType<typeof open>>, count: number): Promise<void> {
    const rows = Array.from({ length: count }, (_, index) => {
      const [name, size] = [`day-${index + 1}.csv`, index + 1];
      server.files.set(name, Buffer.alloc(size, 'x'));
      const fixed = `'${test.feed}', 'personnel-ticket', 'inbox', 'processed', '2025-01-22T06:00:00.000Z', ''`;
      return `(${fixed}, '${'0'.repeat(64)}', '${name}', ${size}, '${size}:1750000000')`;
    });
    await test.sql(
      `INSERT INTO roster_files (feed, layout, source, status, received_at, archive_from, sha256, name, size, inbox_fingerprint)
       VALUES ${rows.join(', ')}`,
    );
  }

  it('costs a listing a round with 300 files, after a restart, too; a new file is taken, and all are moved once that is allowed', async () => {
    const opened = await open({ readOnlyRetry: '200ms' });
    const { server, test, log, settings } = opened;
    const doctor = async () => (await test.app.doctor()).find(({ subject }) => subject === `inbox ${test.feed}`);
    await takenBefore(opened, 300);
    expect(await doctor()).toMatchObject({ ok: true, message: expect.stringContaining('the ledger alone tells') });
    // A command that takes the feed in passing would count, too.
    const leases = async () => (await test.sql('SELECT token FROM feed_leases WHERE feed = ?', [test.feed]))[0]?.token;
    const stop = await startDaemon(test);
    await log.until(readOnly);
    await listings(server, 3);
    const [before, leasesBefore] = [work(server), await leases()];
    await listings(server, 10);

    expect(work(server)).toBe(before);
    expect(await leases()).toBe(leasesBefore);

    server.files.set('new.csv', Buffer.from(csvOf(syntheticEmployees(30))));
    await untilStatus(test, 'new.csv', 'processed');
    await stop();
    await test.reopen(settings);
    const received = log.seen('file received').length;
    const atRestart = work(server);
    const stopSecond = await startDaemon(test);
    await listings(server, 10);

    // One of them is tried, and refused.
    expect(work(server) - atRestart).toBeLessThan(10);
    expect(received).toBe(1);
    expect(log.seen('file received')).toHaveLength(1);
    expect(server.files.size).toBe(301);

    // A hundred are enough to move.
    for (let index = 101; index <= 300; index += 1) server.files.delete(`day-${index}.csv`);
    await test.sql('UPDATE roster_files SET archive_from = NULL WHERE id BETWEEN 101 AND 300');
    server.faults.readOnly = false;
    server.files.set('newer.csv', Buffer.from(csvOf(syntheticEmployees(31))));
    await untilStatus(test, 'newer.csv', 'processed');
    const unarchived = () => test.sql('SELECT id FROM roster_files WHERE archive_from IS NOT NULL');
    await vi.waitUntil(async () => (await unarchived()).length === 0, { timeout: 40_000, interval: 200 });
    await stopSecond();

    expect(server.archived.size).toBe(102);
    expect(server.files.size).toBe(0);
    expect(log.seen(readOnly)).toHaveLength(2);
    expect(log.seen('inbox can be written to again')).toHaveLength(1);
  });

  it('settles what its sender takes away, and knows a file of the same name that is another', async () => {
    const opened = await open({ readOnlyRetry: '1h' });
    const { server, test, log } = opened;
    await takenBefore(opened, 3);
    const stop = await startDaemon(test);
    await log.until(readOnly);
    server.files.delete('day-2.csv');
    server.files.set('day-3.csv', Buffer.from(csvOf(syntheticEmployees(30))));
    await log.until('file processed', { fileId: 4 });
    await stop();

    expect(await test.sql("SELECT name, status FROM roster_files WHERE archive_from = '' ORDER BY id")).toEqual([
      { name: 'day-1.csv', status: 'processed' },
      { name: 'day-3.csv', status: 'processed' },
    ]);
    expect(await test.sql('SELECT COUNT(*) AS n FROM roster_files')).toEqual([{ n: 4 }]);
    expect(log.seen(readOnly)).toHaveLength(1);
  });

  it('is not taken for one because somebody holds a single file open: the others are moved', async () => {
    const { server, test, log } = await open({ readOnlyRetry: '1h' });
    server.faults.readOnly = false;
    server.faults.stuck = ['day-1.csv'];
    const stop = await startDaemon(test);
    for (const day of [1, 2, 3]) {
      server.files.set(`day-${day}.csv`, Buffer.from(csvOf(syntheticEmployees(30 + day))));
      await untilStatus(test, `day-${day}.csv`, 'processed');
    }
    await vi.waitUntil(() => server.archived.size === 2, { timeout: 20_000 });
    const tried = server.requests.get('RENAME');
    await listings(server, 5);
    await stop();

    expect([...server.files.keys()]).toEqual(['day-1.csv']);
    expect(server.requests.get('RENAME')).toBe(tried);
    expect(log.seen('file received')).toHaveLength(3);
  });
});

/** Requests that are no listing. */
function work({ requests }: HostileSftp): number {
  const kinds = ['OPENDIR', 'READDIR', 'CLOSE'];
  return [...requests].reduce((sum, [kind, count]) => (kinds.includes(kind) ? sum : sum + count), 0);
}

/** Waits for so many more listings. */
async function listings({ requests }: HostileSftp, count: number): Promise<void> {
  const until = (requests.get('OPENDIR') ?? 0) + count;
  await vi.waitUntil(() => (requests.get('OPENDIR') ?? 0) >= until, { timeout: 20_000 });
}
