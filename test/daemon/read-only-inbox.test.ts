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
    for (let index = 1; index <= count; index += 1) {
      const name = `day-${index}.csv`;
      server.files.set(name, Buffer.alloc(index, 'x'));
      await test.sql(
        `INSERT INTO roster_files (feed, layout, name, size, sha256, source, status, received_at, archive_from, inbox_fingerprint)
         VALUES (?, 'personnel-ticket', ?, ?, ?, 'inbox', 'processed', '2025-01-22T06:00:00.000Z', '', ?)`,
        [test.feed, name, index, '0'.repeat(64), `${index}:1750000000`],
      );
    }
  }

  it('costs a listing a round with 300 files, after a restart, too; a new file is taken, and all are moved once that is allowed', async () => {
    const opened = await open({ readOnlyRetry: '200ms' });
    const { server, test, log, settings } = opened;
    await takenBefore(opened, 300);
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

    server.faults.readOnly = false;
    server.files.set('newer.csv', Buffer.from(csvOf(syntheticEmployees(31))));
    await untilStatus(test, 'newer.csv', 'processed');
    await vi.waitUntil(() => server.files.size === 0, { timeout: 20_000 });
    await stopSecond();

    expect(server.archived.size).toBe(302);
    expect(await test.sql('SELECT id FROM roster_files WHERE archive_from IS NOT NULL')).toEqual([]);
    expect(log.seen(readOnly)).toHaveLength(2);
    expect(log.seen('inbox can be written to again')).toHaveLength(1);
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
