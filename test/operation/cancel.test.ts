import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { rollcall } from '../cli/run.ts';
import { openTestApp, startDaemon, untilStatus } from '../fixtures/app.ts';
import { dropIntoInbox } from '../fixtures/drop-into-inbox.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 30_000 });

onDatabase('sqlite', 'cancel', (databases) => {
  it('gives up a staged file with its rows and its copy, archives it, and refuses any other', async () => {
    const test = await openTestApp({ database: await databases.createConfig(), feed: { schedule: '0 6 * * *' } });
    const run = async (...args: string[]) => {
      const { code, stdout } = await rollcall([
        ...args,
        '--json',
        '--config',
        join(test.dir, 'config', 'rollcall.yaml'),
      ]);
      return { code, json: JSON.parse(stdout) };
    };
    const stop = await startDaemon(test);
    await dropIntoInbox(test, 'roster.csv', csvOf(syntheticEmployees(20)));
    const id = await untilStatus(test, 'roster.csv', 'staged');
    await stop();

    const cancelled = await run('cancel', String(id));

    expect(cancelled).toMatchObject({ code: 0, json: { file: { id, status: 'cancelled', archivedAs: 'roster.csv' } } });
    expect(await test.sql('SELECT 1 AS one FROM employee_imports')).toEqual([]);
    expect(await test.sql('SELECT spool_name, archive_from FROM roster_files')).toEqual([
      { spool_name: null, archive_from: null },
    ]);
    expect(await readdir(join(test.dir, 'data', 'inbox', test.feed, 'rejected'))).toEqual(['roster.csv']);
    expect((await readdir(join(test.dir, 'data', 'spool'))).filter((name) => name !== 'reports')).toEqual([]);
    expect(await run('process')).toMatchObject({ code: 0, json: { processed: [] } });

    expect(await run('cancel', String(id))).toMatchObject({ code: 2, json: { error: { code: 'file-not-staged' } } });
    await test.sql("UPDATE roster_files SET status = 'held'");
    expect(await run('cancel', String(id))).toMatchObject({
      code: 2,
      json: { error: { hint: expect.stringContaining(`rollcall discard ${id}`) } },
    });
    expect(await run('cancel', '99')).toMatchObject({ code: 2, json: { error: { code: 'file-unknown' } } });
  });
});
