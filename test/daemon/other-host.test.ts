import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTestApp, startDaemon, untilStatus } from '../fixtures/app.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

onDatabase('sqlite', 'a host that has not read a held file itself', (databases) => {
  it('reads it anew where it lies, when the register has moved since', async () => {
    const test = await openTestApp({ database: await databases.createConfig(), feed: { schedule: '0 0 1 1 *' } });
    const inbox = join(test.dir, 'data', 'inbox', test.feed);
    await test.drop('first.csv', csvOf(syntheticEmployees(20)));
    const stop = await startDaemon(test);
    await rename(await test.write('older.csv', csvOf(syntheticEmployees(19))), join(inbox, 'older.csv'));
    const olderId = await untilStatus(test, 'older.csv', 'staged');
    await rename(await test.write('cut.csv', csvOf(syntheticEmployees(10))), join(inbox, 'cut.csv'));
    const fileId = await untilStatus(test, 'cut.csv', 'held');
    await expect.poll(() => readdir(join(inbox, 'held'))).toEqual(['cut.csv']);
    await stop();
    await test.reopen({ schedule: '0 0 1 1 *' });
    await rm(join(test.dir, 'data', 'spool'), { recursive: true });

    const { status, plan } = await test.app.approve(fileId, { now: true, changes: 0 });

    expect((await test.app.file(olderId)).file.status).toBe('processed');
    expect({ status, plan }).toMatchObject({ status: 'processed', plan: { deactivated: 9 } });
    expect(await readdir(join(inbox, 'processed'))).toEqual(['cut.csv', 'older.csv']);
  });

  it('puts the list of its issues beside it all the same', async () => {
    const test = await openTestApp({ database: await databases.createConfig() });
    const inbox = join(test.dir, 'data', 'inbox', test.feed);
    const drop = async (name: string, content: string) => {
      await mkdir(inbox, { recursive: true });
      await rename(await test.write(name, content), join(inbox, name));
    };
    await test.drop('first.csv', csvOf(syntheticEmployees(20)));
    const stop = await startDaemon(test);
    await drop('cut.csv', csvOf([...syntheticEmployees(10), syntheticEmployee(10, { payType: 'Q' })]));
    const fileId = await untilStatus(test, 'cut.csv', 'held');
    await expect.poll(() => readdir(join(inbox, 'held'))).toEqual(['cut.csv']);
    await stop();
    await test.reopen({});
    // Another host's data directory has nothing of it.
    await rm(join(test.dir, 'data', 'spool'), { recursive: true });

    await test.app.discard(fileId);

    expect(await readdir(join(inbox, 'rejected'))).toEqual(['cut.csv', 'cut.csv.errors.csv']);
    const lines = (await readFile(join(inbox, 'rejected', 'cut.csv.errors.csv'), 'utf8')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^12,100010,.*payType/);
  });
});
