import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openTestApp, startDaemon, type TestApp, untilStatus } from '../fixtures/app.ts';
import { dropIntoInbox } from '../fixtures/drop-into-inbox.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { csvOf, type RosterRow, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase, onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 60_000 });

const settings = { archive: 'delete', retention: { personalDataAfterDays: 30 }, guard: { maxUpdatedPercent: 100 } };
const start = Date.parse('2025-06-02T06:00:00.000Z');
const dayMs = 86_400_000;

/** A clock that a test turns on. */
function turnedClock() {
  let nowMs = start;
  return {
    clock: () => new Date(nowMs),
    day(days: number) {
      nowMs = start + days * dayMs;
    },
  };
}

/** Everything that the database holds, as one text. */
async function everything(test: TestApp): Promise<string> {
  return Object.values(await test.dump())
    .flat()
    .join('\n');
}

const people = {
  leaver: syntheticEmployee(0, { surname: 'Leaverson', addressLine: 'Left Street 1' }),
  pensioner: syntheticEmployee(1, { surname: 'Pensioner', hireEndDate: '2020-01-31', hireEndCause: 'F' }),
  ended: syntheticEmployee(2, { surname: 'Endedsen', hireEndDate: '2020-01-31', hireEndCause: 'F' }),
  deleted: syntheticEmployee(3, { surname: 'Deletedsen', isDeleted: 'true' }),
} satisfies Record<string, RosterRow>;
const others = syntheticEmployees(20, 10);
const wrong = syntheticEmployee(5, { employeeNo: '777777', employmentTypeId: 'nothing' });

eachDatabase('personal data', (databases) => {
  const open = async () => {
    const { clock, day } = turnedClock();
    const test = await openTestApp({ database: await databases.createConfig(), feed: settings, clock });
    const byNumber = async ({ employeeNo }: RosterRow) => (await test.app.employees({ employeeNo }))[0];
    return { test, day, byNumber };
  };

  it('goes everywhere when somebody has left for long enough, and never of whom the last roster brings', async () => {
    const { test, day, byNumber } = await open();
    const { leaver, pensioner, ended, deleted } = people;
    const renamed = { ...leaver, surname: 'Leaverson-Married' };
    const first = await test.drop('first.csv', csvOf([leaver, pensioner, ended, deleted, wrong, ...others]));
    await test.drop('second.csv', csvOf([renamed, pensioner, ended, deleted, ...others]));
    const leaverId = (await byNumber(leaver))?.id ?? 0;
    day(1);
    const last = await test.drop('last.csv', csvOf([pensioner, deleted, ...others]));
    expect(last.plan).toMatchObject({ deactivated: 2 });

    day(7);
    expect((await test.app.process(test.feed)).erased).toEqual([]);
    day(8);
    expect((await test.app.process(test.feed)).erased).toMatchObject([{ employees: 1, files: 0 }]);
    expect(await byNumber(ended)).toBeUndefined();
    expect(await everything(test)).not.toMatch(/Endedsen|100002/);
    day(31);
    // The last roster, whose bytes come again, still changes nothing.
    expect(await test.drop('again.csv', csvOf([pensioner, deleted, ...others]))).toMatchObject({ status: 'skipped' });
    expect(await everything(test)).toMatch(/Leaverson.*777777|777777.*Leaverson/s);
    expect((await test.app.process(test.feed)).erased).toMatchObject([{ employees: 1, files: 2 }]);

    const rest = await everything(test);
    expect(rest).not.toMatch(/Leaverson|Left Street|Endedsen|777777|10000[02]/);
    expect(await byNumber(pensioner)).toMatchObject({ active: true, surname: 'Pensioner' });
    expect(await byNumber(deleted)).toMatchObject({ active: false, surname: 'Deletedsen' });
    expect(await test.app.employees({ id: leaverId })).toMatchObject([
      {
        active: false,
        employeeNo: `erased-${leaverId}`,
        deactivatedAt: '2025-06-03T06:00:00.000Z',
        deactivatedBy: 'absent',
        surname: null,
        nationalId: null,
        erasedAt: '2025-07-03T06:00:00.000Z',
      },
    ]);
    expect(await test.app.history(leaverId)).toMatchObject([
      { kind: 'created', fileName: 'first.csv' },
      { kind: 'updated', fields: [{ field: 'surname', before: 'erased', after: 'erased' }] },
      { kind: 'deactivated', fileName: 'last.csv', fields: [{ field: 'active', before: true, after: false }] },
      { kind: 'erased', actor: 'retention', fields: [] },
    ]);
    expect(await test.app.file(first.fileId)).toMatchObject({
      file: { rows: 25, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), erasedAt: '2025-07-03T06:00:00.000Z' },
      issues: [{ employeeNo: null, message: 'erased', line: 6 }],
    });
    expect((await test.app.file(first.fileId)).issues[0]).not.toHaveProperty('told');
    expect(await test.app.fileErrors(first.fileId)).toBeNull();
    day(200);
    expect((await test.app.process(test.feed)).erased).toMatchObject([{ employees: 0, files: 1 }]);
    expect((await test.app.process(test.feed)).erased).toEqual([]);

    const back = await test.drop('back.csv', csvOf([leaver, pensioner, deleted, ...others]));

    expect(back).toMatchObject({ status: 'processed', plan: { created: 1, reactivated: 0, deactivated: 0 } });
    expect((await byNumber(leaver))?.id).not.toBe(leaverId);
  });

  it('goes of whom a roster had marked as deleted, once no roster brings them', async () => {
    const { test, day, byNumber } = await open();
    await test.drop('first.csv', csvOf([people.deleted, ...others]));
    day(1);
    await test.drop('second.csv', csvOf([people.deleted, ...others.slice(0, -1)]));
    day(40);
    await test.app.process(test.feed);
    expect(await byNumber(people.deleted)).toMatchObject({ surname: 'Deletedsen' });

    await test.drop('third.csv', csvOf(others.slice(0, -1)));

    expect((await test.app.process(test.feed)).erased).toMatchObject([{ employees: 1 }]);
    expect(await byNumber(people.deleted)).toBeUndefined();
  });

  it('stays of whom a held file or a waiting delivery still needs, and until both are done with', async () => {
    const { test, day, byNumber } = await open();
    const { leaver } = people;
    await test.drop('first.csv', csvOf([leaver, ...others]));
    await test.drop('second.csv', csvOf(others));
    const id = (await byNumber(leaver))?.id ?? 0;
    await test.sql(
      "INSERT INTO deliveries (feed, destination, employee_id, kind, queued_at, status) VALUES (?, 'events', ?, 'deactivated', '2025', 'waiting')",
      [test.feed, id],
    );
    day(31);
    const held = await test.drop('held.csv', csvOf([leaver, ...others.slice(0, 5)]));
    expect(held.status).toBe('held');

    expect((await test.app.process(test.feed)).erased).not.toMatchObject([{ employees: 1 }]);
    await test.app.discard(held.fileId);
    expect((await test.app.process(test.feed)).erased).toEqual([]);
    await test.sql("UPDATE deliveries SET status = 'delivered', message = 'Leaverson is known', dry_run = 'Leaverson'");

    expect((await test.app.process(test.feed)).erased).toMatchObject([{ employees: 1 }]);
    expect(await test.sql('SELECT message, dry_run FROM deliveries')).toEqual([{ message: null, dry_run: null }]);
  });
});

onDatabase('sqlite', 'a daemon', (databases) => {
  it('reads an encrypted hold out of its archive where the copy in the spool is gone', async () => {
    const feed = { archive: 'encrypt' };
    const test = await openTestApp({ database: await databases.createConfig(), feed });
    const stop = await startDaemon(test);
    await dropIntoInbox(test, 'first.csv', csvOf(others));
    await untilStatus(test, 'first.csv', 'processed');
    await dropIntoInbox(test, 'held.csv', csvOf(others.slice(0, 5)));
    const id = await untilStatus(test, 'held.csv', 'held');
    const inbox = join(test.dir, 'data', 'inbox', test.feed);
    await vi.waitFor(async () => expect(await readdir(join(inbox, 'held'))).toEqual(['held.csv.sealed']), 10_000);
    await stop();
    await test.reopen(feed);
    await rm(join(test.dir, 'data', 'spool'), { recursive: true });
    await test.sql('UPDATE feeds SET register_version = register_version + 1');

    const approved = await test.app.approve(id, { changes: 0, now: true });

    expect(approved).toMatchObject({ status: 'processed', plan: { deactivated: 15 } });
    expect(await readdir(join(inbox, 'held'))).toEqual([]);
    expect((await readdir(join(inbox, 'processed'))).sort()).toEqual(['first.csv.sealed', 'held.csv.sealed']);
  });

  it('erases once a day what is due, many at once, and makes plans anew that were made before', async () => {
    const { log, seen } = keepLogLines();
    const { clock, day } = turnedClock();
    const feed = { ...settings, guard: { minDeactivated: 1000 } };
    const test = await openTestApp({ database: await databases.createConfig(), feed, clock, log });
    await test.drop('first.csv', csvOf(syntheticEmployees(300)));
    await test.drop('second.csv', csvOf(syntheticEmployees(40)));
    const held = await test.drop('held.csv', csvOf([]));
    const notErased = async () => (await test.sql('SELECT id FROM employees WHERE erased_at IS NULL')).length;
    const runUntil = async (times: number) => {
      const started = seen('daemon started').length;
      const stop = await startDaemon(test);
      await vi.waitFor(() => expect(seen('daemon started')).toHaveLength(started + 1), 10_000);
      await vi.waitFor(() => expect(seen('personal data erased')).toHaveLength(times), 20_000);
      await stop();
      await test.reopen(feed);
    };
    day(31);

    await runUntil(1);

    expect(seen('personal data erased')).toMatchObject([{ employees: 260, files: 1, archiveKeys: 0 }]);
    expect(await notErased()).toBe(40);
    await test.sql("UPDATE employees SET erased_at = NULL WHERE active = 0 AND employee_no = 'erased-300'");
    await runUntil(1);
    expect(await notErased()).toBe(41);
    day(32.1);
    await runUntil(2);
    expect(await notErased()).toBe(40);
    const approved = await test.app.approve(held.fileId, { changes: 0, now: true });
    expect(approved).toMatchObject({ status: 'processed_with_warnings', plan: { deactivated: 40 } });
    expect((await test.app.file(held.fileId)).file.planNo).toBe(2);
  });
});
