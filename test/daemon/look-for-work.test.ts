import { expect, it, onTestFinished, vi } from 'vitest';
import { lookForWork } from '../../src/daemon/look-for-work.ts';
import { createLog } from '../../src/runtime/log.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { eachDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 30_000 });

eachDatabase('the look for work', ({ open }) => {
  const start = async () => {
    const { knex, dialect } = await open();
    const found: string[] = [];
    const stop = new AbortController();
    const run = () => {
      const looking = lookForWork({
        ledger: createLedger(knex, dialect),
        feeds: ['idle', 'busy'],
        resting: () => [],
        onFound: (feed) => found.push(feed),
        lookToo: async () => {},
        onLooked: () => {},
        log: createLog('silent'),
        stop: stop.signal,
      });
      onTestFinished(async () => {
        stop.abort();
        await looking;
      });
      return looking;
    };
    const receive = (feed: string) =>
      knex('roster_files').insert({
        feed,
        layout: 'personnel-ticket',
        name: 'roster.csv',
        size: 1,
        sha256: '0'.repeat(64),
        source: 'inbox',
        status: 'received',
        received_at: '2025-11-22T06:00:00.000Z',
      });
    return { knex, found, stop, run, receive };
  };

  it('finds at its start the feeds with files on their way, and ends when it is stopped', async () => {
    const { found, stop, run, receive } = await start();
    await receive('busy');
    await receive('no-feed-of-this-daemon');
    const looking = run();
    await vi.waitFor(() => expect(found).toEqual(['busy']), { timeout: 5_000 });

    stop.abort();

    await expect(looking).resolves.toBeUndefined();
    expect(found).toEqual(['busy']);
  });

  it('looks again soon when the ledger could not be read', async () => {
    const { knex, found, run, receive } = await start();
    await receive('busy');
    await knex.schema.renameTable('roster_files', 'away');
    void run();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(found).toEqual([]);

    await knex.schema.renameTable('away', 'roster_files');

    await vi.waitFor(() => expect(found).toEqual(['busy']), { timeout: 10_000 });
  });
});
