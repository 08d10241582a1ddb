import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { expectationOf } from '../../src/app/expectation.ts';
import type { FeedConfig } from '../../src/config/config.ts';
import { mailLike } from '../fixtures/alert-mails.ts';
import { openTestApp, startDaemon, type TestApp, untilStatus } from '../fixtures/app.ts';
import { eventually } from '../fixtures/daemon.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 60_000 });

onDatabase('sqlite', 'a feed whose rosters are expected', (databases) => {
  /** A daemon that is started on each of the mornings. */
  const open = async (expectBy: string) => {
    const kept = keepLogLines();
    let now = '';
    const feed = { expectBy };
    const test = await openTestApp({
      database: await databases.createConfig(),
      feed,
      clock: () => new Date(now),
      log: kept.log,
      config: { technicalUsers: [{ name: 'All', email: 'all@example.org' }] },
    });
    const inbox = join(test.dir, 'data', 'inbox', test.feed);
    await mkdir(inbox, { recursive: true });
    return {
      ...kept,
      test,
      async morning(at: string, work: () => Promise<unknown> = async () => {}) {
        now = at;
        await test.reopen(feed);
        const looks = kept.seen('work looked for').length;
        const stop = await startDaemon(test);
        await eventually('look', async () => kept.seen('work looked for').length > looks);
        await work();
        await stop();
      },
      async drop(name: string, people: number) {
        await writeFile(join(inbox, `${name}.part`), csvOf(syntheticEmployees(people)));
        await rename(join(inbox, `${name}.part`), join(inbox, name));
      },
    };
  };

  it('tells once that none was processed in time, how things stand, and that it has come', async () => {
    const { test, morning, drop, seen } = await open('06:00');
    // It is new: nothing was due before it.
    await morning('2026-03-02T09:00:00.000Z', async () => {
      await drop('monday.csv', 40);
      await untilStatus(test, 'monday.csv', 'processed');
    });
    // 06:00 in Oslo has passed at 05:00 UTC: monday.csv has come since the one before.
    await morning('2026-03-03T05:00:30.000Z');
    const inTime = await lateMails(test);
    await morning('2026-03-04T04:59:00.000Z', async () => {
      await drop('few.csv', 5);
      await untilStatus(test, 'few.csv', 'held');
    });
    // The daemon was down at six.
    await morning('2026-03-04T08:00:00.000Z', () => mailLike(test, /LATE/));
    await morning('2026-03-04T08:30:00.000Z');
    const told = await lateMails(test);
    await morning('2026-03-04T09:00:00.000Z', async () => {
      await drop('wednesday.csv', 39);
      await untilStatus(test, 'wednesday.csv', 'processed');
      await mailLike(test, /SOLVED/);
    });
    await morning('2026-03-05T09:00:00.000Z');

    expect(inTime).toEqual([]);
    expect(told.map(({ subject }) => subject)).toEqual([
      `[Rollcall] LATE ${test.feed}: no roster was processed by 06:00`,
    ]);
    const text = told[0]?.text?.replace(/\s+/g, ' ');
    expect(text).toContain(
      'should have been processed by 06:00 (Europe/Oslo), and none was since 3 March 2026, 05:00 UTC.',
    );
    expect(text).toContain('The last one was monday.csv, processed 2 March 2026, 09:00 UTC.');
    expect(text).toMatch(/few\.csv: held/);
    expect(text).toContain('npx rollcall file 2');
    expect(await lateMails(test)).toHaveLength(2);
    expect((await lateMails(test))[1]?.text).toContain('It lasted 4 hours.');
    expect(seen('alert', { code: 'late' })).toHaveLength(1);
    expect(seen('alert ended', { code: 'late' })).toHaveLength(1);
  });

  it('tells whoever wants to know, in the very moment', async () => {
    const technicalUsers = [
      { name: 'One', email: 'one@example.org' },
      { name: 'Other', email: 'other@example.org', notify: ['rejected'] },
    ];
    const test = await openTestApp({
      database: await databases.createConfig(),
      feed: { expectBy: '* * * * * *' },
      clock: () => new Date(),
      config: { technicalUsers },
    });
    const stop = await startDaemon(test);
    await mailLike(test, /LATE/);
    await stop();

    const recipients = await test.sql('SELECT DISTINCT recipient FROM outbox');
    expect(recipients).toEqual([{ recipient: 'one@example.org' }]);
  });
});

it.each([
  // Summer time begins: six o'clock comes 23 hours after the one before.
  ['06:00', '2026-03-29T04:00:00.000Z', '2026-03-29T04:00:00.000Z', '2026-03-28T05:00:00.000Z'],
  ['06:00', '2026-03-29T03:59:59.999Z', '2026-03-28T05:00:00.000Z', '2026-03-27T05:00:00.000Z'],
  // It ends: 25 hours.
  ['06:00', '2026-10-25T05:00:00.000Z', '2026-10-25T05:00:00.000Z', '2026-10-24T04:00:00.000Z'],
  // A time that does not exist on that day is not left out, and one that comes twice counts once.
  ['02:30', '2026-03-29T12:00:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-28T01:30:00.000Z'],
  ['02:30', '2026-10-26T12:00:00.000Z', '2026-10-26T01:30:00.000Z', '2026-10-25T00:30:00.000Z'],
  ['0 6 * * 1-5', '2026-03-30T04:00:00.000Z', '2026-03-30T04:00:00.000Z', '2026-03-27T05:00:00.000Z'],
])('expects a roster by %s at the right moments around %s', (expectBy, at, due, before) => {
  const expected = expectationOf({ id: 'acme', expectBy, timeZone: 'Europe/Oslo' } as FeedConfig);

  expect(expected?.moments(new Date(at))).toEqual({ due: new Date(due), before: new Date(before) });
});

async function lateMails(test: TestApp) {
  return (await test.mails()).filter(({ subject }) => /LATE|SOLVED/.test(subject ?? ''));
}
