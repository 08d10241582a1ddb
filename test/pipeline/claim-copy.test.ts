import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTestApp, startDaemon, untilStatus } from '../fixtures/app.ts';
import { eventually } from '../fixtures/daemon.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

onDatabase('sqlite', 'a file that can not be noted in the ledger', (databases) => {
  it('leaves no copy in the spool, however often it is tried, and is taken once it can be noted', async () => {
    const soon = { start: '20ms', cap: '50ms' };
    const { log, seen } = keepLogLines();
    const test = await openTestApp({
      database: await databases.createConfig(),
      config: { times: { backoff: { inbox: soon } } },
      log,
    });
    await test.sql("CREATE TRIGGER refuse BEFORE INSERT ON roster_files BEGIN SELECT RAISE(ABORT, 'refused'); END");
    const inbox = join(test.dir, 'data', 'inbox', test.feed);
    await mkdir(inbox, { recursive: true });
    await writeFile(join(inbox, 'roster.csv'), csvOf(syntheticEmployees(20)));
    const stop = await startDaemon(test);
    await eventually('some attempts', async () => seen('feed has to wait').length > 3);
    await eventually('a moment without a transaction', () => test.sql('DROP TRIGGER refuse'));
    await untilStatus(test, 'roster.csv', 'processed');
    await stop();

    expect(seen('feed has to wait').length).toBeGreaterThan(3);
    expect(await readdir(join(test.dir, 'data', 'spool'))).toEqual([]);
  });
});
