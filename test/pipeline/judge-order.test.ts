import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { openTestApp, sharedTestApps, startDaemon, type TestApp, untilStatus } from '../fixtures/app.ts';
import { positionsXml, syntheticPositions } from '../fixtures/positions.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase, onDatabase } from '../services/databases.ts';

eachDatabase('a roster out of its turn', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  it('holds when it has the bytes of an earlier roster and others have been processed since', async () => {
    const test = await openTestApp({ database });
    const first = await test.drop('roster.csv', rosterOf('Monday'));
    await test.drop('roster.csv', rosterOf('Tuesday'));
    await test.drop('roster.csv', rosterOf('Wednesday'));
    await test.drop('roster.csv', '');
    const before = await registerOf(test);

    const path = await test.write('copy.csv', rosterOf('Monday'));
    const rehearsed = await test.app.plan(path, test.feed);
    const report = await test.app.import(path, test.feed);

    const reasons = [
      {
        code: 'resent',
        message: `This is the roster of 2 June 2025 again (file ${first.fileId}, roster.csv), and 2 others have been processed since.`,
        hint: 'Discard it if an old file was sent by mistake. Approve it if everybody is really as in that file again.',
      },
    ];
    expect(rehearsed).toMatchObject({ held: true, holdReasons: reasons });
    expect(report).toMatchObject({ status: 'held', holdReasons: reasons, plan: { updated: 1 } });
    expect(await registerOf(test)).toEqual(before);
    const mail = (await test.mails()).at(-1);
    expect(mail?.subject).toBe(`[Rollcall] HELD ${test.feed}: copy.csv (an earlier roster again)`);
    expect(mail?.text?.replaceAll(/\s+/g, ' ')).toContain(reasons[0]?.message);

    const approved = await test.app.approve(report.fileId, { now: true, changes: 10 });
    expect(approved).toMatchObject({ status: 'processed', plan: { updated: 1 } });
    expect(await surnameOf(test)).toBe('Monday');
    expect(await test.drop('roster.csv', rosterOf('Monday'))).toMatchObject({ status: 'skipped', holdReasons: [] });
    const again = await test.drop('roster.csv', rosterOf('Wednesday'));
    expect(again.holdReasons[0]?.message).toContain('and another one has been processed since.');
  });

  it('holds when its name says that it is older than the last one, whatever the time of the file', async () => {
    const test = await openTestApp({ database });
    const inbox = join(test.dir, 'data', 'inbox', test.feed);
    const stopDaemon = await startDaemon(test);
    const drop = async (day: string, surname: string, modifiedAt: string) => {
      const path = await test.write(join('data', 'inbox', test.feed, `acme_${day}.csv`), rosterOf(surname));
      await utimes(path, new Date(modifiedAt), new Date(modifiedAt));
    };
    await drop('2026-11-28', 'Saturday', '2026-11-28T05:00:00Z');
    await untilStatus(test, 'acme_2026-11-28.csv', 'processed');
    await drop('2026-11-30', 'Monday', '2026-11-30T05:00:00Z');
    const last = await untilStatus(test, 'acme_2026-11-30.csv', 'processed');
    const before = await registerOf(test);
    await drop('2026-11-29', 'Sunday', '2026-11-30T05:01:00Z');
    const held = await untilStatus(test, 'acme_2026-11-29.csv', 'held');
    const mail = await untilMail(
      test,
      `[Rollcall] HELD ${test.feed}: acme_2026-11-29.csv (older than the last roster)`,
    );
    await untilNames(join(inbox, 'held'), ['acme_2026-11-29.csv']);

    const message = `By its name this roster is older than the last one: acme_2026-11-29.csv says 29 November 2026, and file ${last}, acme_2026-11-30.csv says 30 November 2026.`;
    expect((await test.app.file(held)).file.holdReasons).toMatchObject([{ code: 'older-than-last', message }]);
    expect(await registerOf(test)).toEqual(before);
    expect(mail.text?.replaceAll(/\s+/g, ' ')).toContain(message);
    await stopDaemon();
  });

  it('holds when another one has been applied while it waited for the schedule', async () => {
    const test = await openTestApp({ database, feed: { schedule: never } });
    await test.drop('20261128.csv', rosterOf('Saturday'));
    const stopDaemon = await startDaemon(test);
    const stage = async (name: string, surname: string) => {
      await test.write(join('data', 'inbox', test.feed, name), rosterOf(surname));
      return untilStatus(test, name, 'staged');
    };
    const newer = await stage('20261130.csv', 'Monday');
    const older = await stage('20261129.csv', 'Sunday');
    const repeat = await stage('resent.csv', 'Saturday');
    await stopDaemon();
    await test.reopen({ schedule: never });

    expect((await test.app.process(test.feed)).processed).toEqual([
      { fileId: newer, status: 'processed' },
      { fileId: older, status: 'held' },
      { fileId: repeat, status: 'held' },
    ]);
    const codes = async (id: number) => (await test.app.file(id)).file.holdReasons.map(({ code }) => code);
    expect([await codes(older), await codes(repeat)]).toEqual([['older-than-last'], ['resent']]);
    expect(await surnameOf(test)).toBe('Monday');
  });
});

onDatabase('sqlite', 'a roster in its turn or out of it', (databases) => {
  const openShared = sharedTestApps();
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });
  const open = (feed: Record<string, unknown> = {}) => openShared({ database, feed });

  it('holds for both reasons, and for the date, too, where nothing would change', async () => {
    const test = await open();
    await test.drop('20261129.csv', rosterOf('Sunday'));
    await test.drop('20261130.csv', rosterOf('Monday'));

    expect(codesOf(await test.drop('20261129.csv', rosterOf('Sunday')))).toEqual(['resent', 'older-than-last']);
    expect(codesOf(await test.drop('20261129.csv', reversed('Monday')))).toEqual(['older-than-last']);
  });

  it('goes on with the bytes of an earlier one where nothing would change', async () => {
    const test = await open();
    const [rows, otherOrder] = [rosterOf('Monday'), reversed('Monday')];
    const reports = [];
    for (const text of [rows, otherOrder, rows, otherOrder]) reports.push(await test.drop('roster.csv', text));

    expect(reports.map(({ status }) => status)).toEqual(Array(4).fill('processed'));
  });

  it('goes on with bytes that were held and discarded, rejected, or are from before an undo', async () => {
    const test = await open();
    await test.drop('first.csv', csvOf(syntheticEmployees(10)));
    const halved = await test.drop('halved.csv', csvOf(syntheticEmployees(5)));
    await test.app.discard(halved.fileId);
    await test.drop('faulty.csv', csvOf([syntheticEmployee(0, { ssn: '1' })]));
    const second = await test.drop('second.csv', csvOf(syntheticEmployees(11)));
    expect(codesOf(await test.drop('halved.csv', csvOf(syntheticEmployees(5))))).toEqual(['too-many-deactivated']);
    expect((await test.drop('faulty.csv', csvOf([syntheticEmployee(0, { ssn: '1' })]))).status).toBe('rejected');

    const later = (surname: string) => csvOf([syntheticEmployee(0, { surname }), ...syntheticEmployees(10, 1)]);
    await test.drop('third.csv', later('Third'));
    await test.drop('fourth.csv', later('Fourth'));
    await test.app.undo(second.fileId, { dryRun: false, changes: 0 });
    for (const text of [later('Third'), csvOf(syntheticEmployees(10))]) {
      expect(await test.drop('again.csv', text)).toMatchObject({ status: 'processed', holdReasons: [] });
    }
  });

  it('is compared with the dates of the last roster and of its skipped repeats, never with those of others', async () => {
    const test = await open();
    await test.drop('20261101.csv', rosterOf('Sunday'));
    expect((await test.drop('20261105.csv', rosterOf('Sunday'))).status).toBe('skipped');
    expect((await test.drop('20261103.csv', rosterOf('Sunday'))).status).toBe('skipped');
    expect((await test.drop('20271231.csv', csvOf([]))).status).toBe('held');

    expect(codesOf(await test.drop('20261104.csv', rosterOf('Wednesday')))).toEqual(['older-than-last']);
    expect((await test.drop('20261105.csv', rosterOf('Thursday'))).status).toBe('processed');
    expect((await test.drop('other_20261101.csv', rosterOf('Sunday once more'))).status).toBe('processed');
    expect((await test.drop('20261101.csv', rosterOf('Sunday, late'))).status).toBe('processed');
  });

  it('is judged by the dates of the manifests before those of the names', async () => {
    const test = await open({ complete: 'manifest' });
    const drop = async (name: string, createdAt: string | undefined, surname: string) => {
      await test.write(`${name}.manifest.json`, JSON.stringify({ rows: 10, createdAt }));
      return test.drop(name, rosterOf(surname));
    };
    const first = await drop('20261130.csv', '2026-11-30T06:00:00+01:00', 'Monday');
    const older = await drop('20261201.csv', '2026-11-30T04:59:59Z', 'Earlier');
    const newer = await drop('20261129.csv', '2026-11-30T05:00:00Z', 'Later');
    const named = await drop('20261128.csv', undefined, 'Saturday');

    expect(older.holdReasons).toMatchObject([
      {
        code: 'older-than-last',
        message: expect.stringContaining(
          `20261201.csv says 30 November 2026, 04:59:59 UTC, and file ${first.fileId}, 20261130.csv says 30 November 2026, 06:00 UTC+01:00.`,
        ),
      },
    ]);
    expect(newer.status).toBe('processed');
    expect(codesOf(named)).toEqual(['older-than-last']);
  });

  it('is applied once somebody has approved it, also where its plan is made again', async () => {
    const test = await open();
    await test.drop('20261130.csv', rosterOf('Monday'));
    const { fileId, holdReasons } = await test.drop('20261129.csv', rosterOf('Sunday'));
    expect(holdReasons).toHaveLength(1);
    await test.reopen({ manualFields: ['addressLine'] });

    expect(await test.app.approve(fileId, { now: true, changes: 10 })).toMatchObject({ status: 'processed' });
    expect((await test.app.file(fileId)).file.planNo).toBe(2);
    expect(await surnameOf(test)).toBe('Sunday');
  });

  it('is held as a file of positions like as one of employees, each beside the other', async () => {
    const test = await open({ layout: 'hr-data-sync' });
    const [few, more] = [positionsXml(syntheticPositions(12)), positionsXml(syntheticPositions(13))];
    const first = await test.drop('positions_20261129.xml', few);
    await test.drop('positions_20261130.xml', more);

    const report = await test.drop('positions_20261129.xml', few);

    expect(report.holdReasons).toMatchObject([
      {
        code: 'resent',
        message: `This is the file of positions of 2 June 2025 again (file ${first.fileId}, positions_20261129.xml), and another one has been processed since.`,
      },
      { code: 'older-than-last', message: expect.stringMatching(/^By its name this file of positions is older/) },
    ]);
  });
});

/** 30 February. */
const never = '0 0 30 2 *';

/** Ten employees, the first of them with this surname. */
function rosterOf(surname: string): string {
  return csvOf([syntheticEmployee(0, { surname }), ...syntheticEmployees(9, 1)]);
}

function reversed(surname: string): string {
  return csvOf([syntheticEmployee(0, { surname }), ...syntheticEmployees(9, 1)].reverse());
}

function codesOf({ holdReasons }: { holdReasons: { code: string }[] }): string[] {
  return holdReasons.map(({ code }) => code);
}

async function surnameOf(test: TestApp): Promise<unknown> {
  return (await test.app.employees({ feed: test.feed, employeeNo: syntheticEmployee(0).employeeNo }))[0]?.surname;
}

/** The feed's employees with their history, and its version. */
async function registerOf(test: TestApp): Promise<unknown> {
  const { feed } = test;
  return [
    await test.sql('SELECT * FROM employees WHERE feed = ? ORDER BY id', [feed]),
    await test.sql('SELECT * FROM employee_changes WHERE file_id IN (SELECT id FROM roster_files WHERE feed = ?)', [
      feed,
    ]),
    await test.sql('SELECT * FROM feeds WHERE feed = ?', [feed]),
  ];
}

async function untilMail(test: TestApp, subject: string) {
  const found = async () => (await test.mails()).find((mail) => mail.subject === subject);
  await expect.poll(found, { timeout: 10_000 }).toBeDefined();
  const mail = await found();
  if (mail === undefined) throw new Error('The mail is gone.');
  return mail;
}

async function untilNames(directory: string, names: string[]): Promise<void> {
  await expect.poll(() => readdir(directory).catch(() => []), { timeout: 10_000 }).toEqual(names);
}
