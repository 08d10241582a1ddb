import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { FileStatus } from '../../src/domain/file-status.ts';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { openTestApp, startDaemon, type TestApp, untilStatus } from '../fixtures/app.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

eachDatabase('the files of a feed', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  it('are processed in the order in which they came, also when a command brings a later one before the schedule', async () => {
    const test = await openTestApp({ database, feed: { schedule: never } });
    await test.drop('first.csv', csvOf(syntheticEmployees(5)));
    const earlier = await throughDaemon(test, 'earlier.csv', csvOf([named(0, 'Earlier'), ...syntheticEmployees(4, 1)]));
    await test.reopen({ schedule: never });

    const later = await test.drop('later.csv', csvOf([named(0, 'Later'), ...syntheticEmployees(4, 1)]));

    expect(later).toMatchObject({ status: 'processed', plan: { updated: 1, unchanged: 4 } });
    expect((await test.app.file(earlier)).file.status).toBe('processed');
    expect((await test.app.process(test.feed)).processed).toEqual([]);
    expect(await test.app.employees({ feed: test.feed, employeeNo: '100000' })).toMatchObject([{ surname: 'Later' }]);
  });

  it('are planned again when the config has changed before they are processed', async () => {
    const test = await openTestApp({ database, feed: { schedule: never } });
    await test.drop('first.csv', csvOf(syntheticEmployees(5)));
    const text = csvOf([named(0, 'Nordmann'), ...syntheticEmployees(4, 1)]);
    const staged = await throughDaemon(test, 'second.csv', text);
    await test.reopen({ schedule: never, manualFields: ['surname'] });

    expect((await test.app.process(test.feed)).processed).toEqual([{ fileId: staged, status: 'processed' }]);

    const { file } = await test.app.file(staged);
    expect(file).toMatchObject({ planNo: 2, plan: { updated: 0, unchanged: 5 } });
    expect(await test.app.employees({ feed: test.feed, employeeNo: '100000' })).toMatchObject([
      { surname: syntheticEmployee(0).surname },
    ]);
    expect((await test.drop('third.csv', text)).status).toBe('skipped');
  });

  it('hold again when a change of the config makes an approved plan grow', async () => {
    const test = await openTestApp({ database, feed: { manualFields: ['surname'] } });
    await test.drop('first.csv', csvOf(syntheticEmployees(10)));
    const { fileId } = await test.drop('second.csv', csvOf([named(0, 'Nordmann'), ...syntheticEmployees(4, 1)]));
    await test.reopen({});
    const report = await test.app.approve(fileId, { now: true, changes: 10 });
    expect(report).toMatchObject({ status: 'held', plan: { updated: 1, deactivated: 5 } });
  });

  it('are left to the command on another host that they were handed to', async () => {
    const shared = `remote-${databases.client}`;
    const here = await openTestApp({ database, feeds: { [shared]: {} } });
    const there = await openTestApp({ database, feeds: { [shared]: {} } });
    const { fileId } = await there.drop('first.csv', csvOf(syntheticEmployees(3)), shared);
    await there.sql("UPDATE roster_files SET status = 'received', spool_name = 'only-there' WHERE id = ?", [fileId]);

    expect((await here.app.process(shared)).processed).toEqual([]);
    const { status } = await here.drop('second.csv', csvOf(syntheticEmployees(4)), shared);

    expect(status).toBe('processed');
    expect((await here.app.file(fileId)).file.status).toBe('received');
  });

  it('hold when they are taken up again after a newer one was applied', async () => {
    const test = await openTestApp({ database, feed: { schedule: never } });
    await test.drop('first.csv', csvOf(syntheticEmployees(5)));
    const earlier = await throughDaemon(test, 'earlier.csv', csvOf([named(0, 'Earlier'), ...syntheticEmployees(4, 1)]));
    await test.sql("UPDATE roster_files SET status = 'failed' WHERE id = ?", [earlier]);
    await test.reopen({});
    await test.drop('later.csv', csvOf([named(0, 'Later'), ...syntheticEmployees(4, 1)]));

    const retried = await test.app.retry(earlier, { changes: 10 });

    expect(retried).toMatchObject({ status: 'held', holdReasons: [{ code: 'older-than-last' }] });
    expect(await test.app.employees({ feed: test.feed, employeeNo: '100000' })).toMatchObject([{ surname: 'Later' }]);
  });

  it('are processed at the next start when their time came while no daemon ran', async () => {
    const test = await openTestApp({ database, feed: { schedule: newYear } });
    await test.drop('first.csv', csvOf(syntheticEmployees(5)));
    const staged = await throughDaemon(test, 'second.csv', csvOf(syntheticEmployees(6)));
    await test.reopen({ schedule: newYear });
    expect(await statusAfterStart(test, staged, 'third.csv')).toBe('staged');

    await test.sql("UPDATE roster_files SET waits_since = '2024-12-24T06:00:00.000Z' WHERE id = ?", [staged]);
    await test.reopen({ schedule: newYear });

    expect(await statusAfterStart(test, staged, 'fourth.csv')).toBe('processed');
  });

  it('stay held when their feed is not in the config of whoever approves them', async () => {
    const test = await openTestApp({ database });
    await test.drop('first.csv', csvOf(syntheticEmployees(10)));
    const { fileId } = await test.drop('second.csv', csvOf(syntheticEmployees(2)));
    const stranger = await openTestApp({ database });

    await expect(stranger.app.approve(fileId, { now: false, changes: 0 })).rejects.toMatchObject({
      code: 'feed-unknown',
    });

    expect((await test.app.file(fileId)).file.status).toBe('held');
  });

  it('leave nothing staged behind once they are discarded or superseded', async () => {
    const test = await openTestApp({ database });
    await test.drop('first.csv', csvOf(syntheticEmployees(10)));
    const discarded = await test.drop('second.csv', csvOf([named(0, 'Ny'), ...syntheticEmployees(1, 1)]));
    await test.app.discard(discarded.fileId);
    const superseded = await test.drop('third.csv', csvOf([named(0, 'Ny'), ...syntheticEmployees(2, 1)]));
    await test.drop('fourth.csv', csvOf(syntheticEmployees(11)));

    const { fileId } = superseded;
    expect((await test.app.file(fileId)).file).toMatchObject({ status: 'discarded', processedAt: expect.any(String) });
    for (const id of [discarded.fileId, fileId]) {
      expect(await test.sql('SELECT id FROM employee_imports WHERE file_id = ?', [id])).toEqual([]);
      expect(await test.sql('SELECT employee_id FROM unmatched_employees WHERE file_id = ?', [id])).toEqual([]);
    }
  });

  it('are taken one at a time, whoever brings them', async () => {
    const shared = `shared-${databases.client}`;
    const guard = { maxDeactivatedPercent: 100, minDeactivated: 1000 };
    const apps = await Promise.all([1, 2, 3].map(() => openTestApp({ database, feeds: { [shared]: { guard } } })));
    const rosters = Array.from({ length: 9 }, (_, i) => [named(i, `Round ${i}`), ...syntheticEmployees(20, 10 + i)]);

    const reports = await Promise.all(
      rosters.map(
        (rows, i) => apps[i % 3]?.drop(`${i}.csv`, csvOf(rows), shared) ?? Promise.reject(new Error('no app')),
      ),
    );

    expect(reports.map(({ status }) => status)).toEqual(rosters.map(() => 'processed'));
    const [test] = apps;
    const files = (await test?.sql<{ id: number; plan_version: number }>(
      'SELECT id, plan_version FROM roster_files WHERE feed = ? ORDER BY plan_version',
      [shared],
    )) as { id: number; plan_version: number }[];
    expect(files.map((file) => Number(file.plan_version))).toEqual(rosters.map((_, i) => i));
    const last = reports.findIndex(({ fileId }) => fileId === Number(files.at(-1)?.id));
    const active = (await test?.app.employees({ feed: shared }))?.filter((employee) => employee.active);
    expect(active?.map(({ employeeNo }) => employeeNo).sort()).toEqual(
      rosters[last]?.map(({ employeeNo }) => employeeNo).sort(),
    );
  });
});

/** Once a year, at 06:00 on 1 January. */
const newYear = '0 6 1 1 *';
/** 30 February. */
const never = '0 0 30 2 *';

function named(i: number, surname: string) {
  return syntheticEmployee(i, { surname });
}

/** Starts the daemon, lets it finish what it finds, and stops it. The app is of no use afterwards. */
async function statusAfterStart(test: TestApp, fileId: number, next: string): Promise<FileStatus> {
  const stopDaemon = await startDaemon(test);
  // A file that is dropped now is taken only after those that are on their way.
  await test.write(join('data', 'inbox', test.feed, next), csvOf(syntheticEmployees(7 + next.length)));
  await untilStatus(test, next, 'staged');
  const { status } = (await test.app.file(fileId)).file;
  await stopDaemon();
  return status;
}

/** Takes a file through the daemon until it is staged. The app is of no use afterwards. */
async function throughDaemon(test: TestApp, name: string, text: string): Promise<number> {
  const stopDaemon = await startDaemon(test);
  await test.write(join('data', 'inbox', test.feed, name), text);
  const id = await untilStatus(test, name, 'staged');
  await stopDaemon();
  return id;
}
