import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openTestApp, startDaemon, untilStatus } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 60_000 });

onDatabase('sqlite', 'a roster that is being read when the schedule ticks', (databases) => {
  it('does not overtake an older one that is staged, whenever the tick comes', async () => {
    const clock = { now: '2025-06-02T05:00:00.000Z', looksBeforeTick: Number.POSITIVE_INFINITY, tick: '' };
    const options = {
      database: await databases.createConfig(),
      feed: { schedule: '0 6 * * *', timeZone: 'UTC' },
      get now() {
        clock.looksBeforeTick -= 1;
        return clock.looksBeforeTick < 0 ? clock.tick : clock.now;
      },
    };
    const test = await openTestApp(options);
    const inbox = join(test.dir, 'data', 'inbox', test.feed);
    const drop = async (name: string) => {
      await mkdir(inbox, { recursive: true });
      await rename(await test.write(name, csvOf(syntheticEmployees(20, 0, { addressLine: name }))), join(inbox, name));
    };
    await test.drop('first.csv', csvOf(syntheticEmployees(20)));

    for (let looks = 6; looks <= 10; looks += 1) {
      const day = `2025-06-${String(looks + 2).padStart(2, '0')}`;
      Object.assign(clock, { now: `${day}T05:00:00.000Z`, looksBeforeTick: Number.POSITIVE_INFINITY });
      const stop = await startDaemon(test);
      await drop(`${looks}-older.csv`);
      const olderId = await untilStatus(test, `${looks}-older.csv`, 'staged');
      Object.assign(clock, { looksBeforeTick: looks, tick: `${day}T06:00:01.000Z` });
      await drop(`${looks}-newer.csv`);
      await expect
        .poll(async () => (await test.app.files({})).find(({ name }) => name === `${looks}-newer.csv`)?.status, {
          timeout: 15_000,
        })
        .toMatch(/^(staged|processed)$/);
      await stop();
      await test.reopen(options.feed);

      await test.app.process(test.feed);

      const { status, holdReasons } = (await test.app.file(olderId)).file;
      expect({ looks, status, holdReasons }).toEqual({ looks, status: 'processed', holdReasons: [] });
    }
  });
});
