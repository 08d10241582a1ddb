import { beforeAll, expect, it, onTestFinished } from 'vitest';
import type { FileStatus } from '../../src/domain/file-status.ts';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { openTestApp, startDaemon, type TestApp, untilStatus } from '../fixtures/app.ts';
import { dropIntoInbox } from '../fixtures/drop-into-inbox.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

const minuteMs = 60_000;
const start = Date.parse('2025-06-02T06:00:00.000Z');

eachDatabase('a failure of a feed that comes again', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  /** A daemon on a clock of the test's own. */
  async function open() {
    let nowMs = start;
    const test = await openTestApp({ database, clock: () => new Date(nowMs) });
    let stop = await startDaemon(test);
    onTestFinished(() => stop());
    return {
      test,
      later: (minutes: number) => {
        nowMs += minutes * minuteMs;
      },
      drop: async (name: string, content: string, status: FileStatus) => {
        await dropIntoInbox(test, name, content);
        return untilStatus(test, name, status);
      },
      restart: async () => {
        await stop();
        await test.reopen({});
        stop = await startDaemon(test);
      },
    };
  }

  it('is mailed once in full, then in one digest that outlives a restart; another failure and one after a success are news', async () => {
    const { test, later, drop, restart } = await open();
    const wrong = (day: string, others: number) => rowsWith({ dateOfBirth: day }, others);
    await drop('1.csv', wrong('1984-02-30', 5), 'rejected');
    later(10);
    await drop('2.csv', wrong('1984-02-31', 6), 'rejected');
    later(10);
    const third = await drop('3.csv', wrong('1984-02-31', 7), 'rejected');
    await drop('other.csv', rowsWith({ ssn: '1234' }, 5), 'rejected');
    await untilMails(test, [
      `[Rollcall] REJECTED ${test.feed}: 1.csv (1 birth date)`,
      `[Rollcall] REJECTED ${test.feed}: other.csv (1 SSN)`,
    ]);

    later(40);
    await restart();
    await untilMails(test, [`[Rollcall] REJECTED AGAIN ${test.feed}: 2 more files (1 birth date)`]);
    const text = flat((await test.mails()).at(-1)?.text);
    expect(text).toContain('since 2 June 2025, 06:00 UTC, for the same reason as before: 1 birth date.');
    expect(text).toMatch(
      /about 1\.csv .* - 3\.csv File \d+, received 2 June 2025, 06:20 UTC - 2\.csv File \d+, received 2 June 2025, 06:10 UTC/,
    );
    expect(text).toContain(`npx rollcall file ${third}`);

    later(10);
    await drop('4.csv', wrong('1984-02-30', 5), 'rejected');
    later(1);
    await drop('good.csv', csvOf(syntheticEmployees(5)), 'processed');
    await drop('5.csv', wrong('1984-02-30', 5), 'rejected');
    await untilMails(test, [
      `[Rollcall] PROCESSED ${test.feed}: good.csv (5 added)`,
      `[Rollcall] REJECTED ${test.feed}: 5.csv (1 birth date)`,
    ]);
    later(60);
    await restart();
    await expect.poll(async () => (await test.mails()).length, { timeout: 20_000 }).toBe(6);
    expect(flat((await test.mails()).at(-1)?.text)).toContain(
      'Since then a roster of this feed has been processed: good.csv, 2 June 2025, 07:11 UTC.',
    );
  });

  it('names the newest of held files and its commands; a hold that comes again after a decision is mailed at once', async () => {
    const { test, later, drop, restart } = await open();
    await drop('first.csv', csvOf(syntheticEmployees(10)), 'processed');
    const few = csvOf(syntheticEmployees(6));
    await drop('a.csv', few, 'held');
    later(5);
    await drop('b.csv', `${few}\n`, 'held');
    const newest = await drop('c.csv', `${few}\n\n`, 'held');
    const held = '4 people would be deactivated, file cut short';
    await untilMails(test, [
      `[Rollcall] PROCESSED ${test.feed}: first.csv (10 added)`,
      `[Rollcall] HELD ${test.feed}: a.csv (${held})`,
    ]);

    later(60);
    await restart();
    await untilMails(test, [`[Rollcall] HELD AGAIN ${test.feed}: 2 more files (${held})`]);
    const digest = (await test.mails()).at(-1);
    expect(flat(digest?.text)).toContain(`Decide about the newest file, c.csv (file ${newest}).`);
    for (const command of [`approve ${newest}`, `discard ${newest}`]) {
      expect(digest?.text).toContain(`npx rollcall ${command}`);
    }

    await test.app.discard(newest);
    await drop('d.csv', `${few}\n\n\n`, 'held');
    await untilMails(test, [`[Rollcall] HELD ${test.feed}: d.csv (${held})`]);
  });

  it('is mailed in full each time where somebody imports the file, before the command ends', async () => {
    const test = await openTestApp({ database });
    for (const name of ['1.csv', '2.csv']) await test.drop(name, rowsWith({ dateOfBirth: '1984-02-30' }, 5));

    expect(await subjects(test)).toEqual(
      ['1.csv', '2.csv'].map((name) => `[Rollcall] REJECTED ${test.feed}: ${name} (1 birth date)`),
    );
  });
});

/** A roster with one wrong row, which stands behind the others. */
function rowsWith(wrong: Record<string, string>, others: number): string {
  return csvOf([...syntheticEmployees(others, 100), { ...syntheticEmployees(1)[0], ...wrong } as never]);
}

/** Waits until these are the last mails. */
async function untilMails(test: TestApp, last: readonly string[]): Promise<void> {
  await expect.poll(async () => (await subjects(test)).slice(-last.length), { timeout: 20_000 }).toEqual(last);
}

async function subjects(test: TestApp): Promise<string[]> {
  return (await test.mails()).map(({ subject }) => subject ?? '');
}

function flat(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ');
}
