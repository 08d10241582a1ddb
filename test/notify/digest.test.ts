import { beforeAll, expect, it } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { openTestApp, startDaemon, type TestApp } from '../fixtures/app.ts';
import { eventually } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

const minuteMs = 60_000;
const start = Date.parse('2025-06-02T06:00:00.000Z');

eachDatabase('a failure of a feed that comes again', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  async function open() {
    let nowMs = start;
    const test = await openTestApp({ database, clock: () => new Date(nowMs) });
    return {
      test,
      later: (minutes: number) => {
        nowMs += minutes * minuteMs;
      },
    };
  }

  it('is mailed once in full, then in one digest that outlives a restart; another failure and one after a success are news', async () => {
    const { test, later } = await open();
    const wrong = (day: string, others: number) => rowsWith({ dateOfBirth: day }, others);
    await test.drop('1.csv', wrong('1984-02-30', 5));
    later(10);
    await test.drop('2.csv', wrong('1984-02-31', 6));
    later(10);
    const third = await test.drop('3.csv', wrong('1984-02-31', 7));
    await test.drop('other.csv', rowsWith({ ssn: '1234' }, 5));
    expect(await subjects(test)).toEqual([
      `[Rollcall] REJECTED ${test.feed}: 1.csv (1 birth date)`,
      `[Rollcall] REJECTED ${test.feed}: other.csv (1 SSN)`,
    ]);

    await test.reopen({});
    later(40);
    await untilMails(test, 3);
    const digest = (await test.mails()).at(-1);
    const text = flat(digest?.text);
    expect(digest?.subject).toBe(`[Rollcall] REJECTED AGAIN ${test.feed}: 2 more files (1 birth date)`);
    expect(text).toContain('since 2 June 2025, 06:00 UTC, for the same reason as before: 1 birth date.');
    expect(text).toMatch(
      /about 1\.csv .* - 3\.csv File \d+, received 2 June 2025, 06:20 UTC - 2\.csv File \d+, received 2 June 2025, 06:10 UTC/,
    );
    expect(text).toContain(`npx rollcall file ${third.fileId}`);

    await test.reopen({});
    later(10);
    await test.drop('4.csv', wrong('1984-02-30', 5));
    expect(await subjects(test)).toHaveLength(3);
    later(1);
    await test.drop('good.csv', csvOf(syntheticEmployees(5)));
    await test.drop('5.csv', wrong('1984-02-30', 5));
    expect((await subjects(test)).slice(3)).toEqual([
      `[Rollcall] PROCESSED ${test.feed}: good.csv (5 added)`,
      `[Rollcall] REJECTED ${test.feed}: 5.csv (1 birth date)`,
    ]);
    await test.reopen({});
    later(60);
    await untilMails(test, 6);
    expect(flat((await test.mails()).at(-1)?.text)).toContain(
      'Since then a roster of this feed has been processed: good.csv, 2 June 2025, 07:11 UTC.',
    );
  });

  it('names the newest of held files and its commands; a hold that comes again after a decision is mailed at once', async () => {
    const { test, later } = await open();
    await test.drop('first.csv', csvOf(syntheticEmployees(10)));
    const few = csvOf(syntheticEmployees(6));
    await test.drop('a.csv', few);
    later(5);
    await test.drop('b.csv', `${few}\n`);
    const newest = await test.drop('c.csv', `${few}\n\n`);
    expect((await subjects(test)).slice(1)).toEqual([
      `[Rollcall] HELD ${test.feed}: a.csv (4 people would be deactivated, file cut short)`,
    ]);

    await test.reopen({});
    later(60);
    await untilMails(test, 3);
    const digest = (await test.mails()).at(-1);
    expect(digest?.subject).toBe(
      `[Rollcall] HELD AGAIN ${test.feed}: 2 more files (4 people would be deactivated, file cut short)`,
    );
    expect(flat(digest?.text)).toContain(`Decide about the newest file, c.csv (file ${newest.fileId}).`);
    for (const command of [`approve ${newest.fileId}`, `discard ${newest.fileId}`]) {
      expect(digest?.text).toContain(`npx rollcall ${command}`);
    }

    await test.reopen({});
    await test.app.discard(newest.fileId);
    const again = await test.drop('d.csv', `${few}\n\n\n`);
    expect(again.status).toBe('held');
    expect((await subjects(test)).at(-1)).toBe(
      `[Rollcall] HELD ${test.feed}: d.csv (4 people would be deactivated, file cut short)`,
    );
  });
});

/** A roster with one wrong row, which stands behind the others. */
function rowsWith(wrong: Record<string, string>, others: number): string {
  return csvOf([...syntheticEmployees(others, 100), { ...syntheticEmployees(1)[0], ...wrong } as never]);
}

async function untilMails(test: TestApp, count: number): Promise<void> {
  const stop = await startDaemon(test);
  await eventually(`${count} mails`, async () => (await test.mails()).length >= count);
  await stop();
}

async function subjects(test: TestApp): Promise<string[]> {
  return (await test.mails()).map(({ subject }) => subject ?? '');
}

function flat(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ');
}
