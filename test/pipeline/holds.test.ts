import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { deactivationLimit } from '../../src/domain/guard.ts';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import {
  type FeedSettings,
  openTestApp,
  sharedTestApps,
  startDaemon,
  type TestApp,
  untilStatus,
} from '../fixtures/app.ts';
import { csvOf, type RosterRow, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

describe('the share of a feed that may leave at once', () => {
  const limits = { maxDeactivatedPercent: 'auto' as const, minDeactivated: 3, maxDeactivated: null, ...nothingElse() };

  it.each([
    [0, 3],
    [20, 3],
    [200, 20],
    [1000, 100],
    [3000, 120],
    [101_000, 1100],
  ])('is, with "auto" and %i active employees, below %i', (active, limit) => {
    expect(deactivationLimit(active, limits)).toBe(limit);
  });

  it('is never above maxDeactivated', () => {
    expect(deactivationLimit(3000, { ...limits, maxDeactivated: 50 })).toBe(50);
    expect(deactivationLimit(10, { ...limits, maxDeactivated: 2 })).toBe(2);
  });
});

eachDatabase('a hold', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  const openShared = sharedTestApps();

  async function openWith(rows: readonly RosterRow[], feed: FeedSettings = {}, open = openShared): Promise<TestApp> {
    const test = await open({ database, feed });
    const { status } = await test.drop('first.csv', csvOf(rows));
    expect(status).toBe('processed');
    return test;
  }

  describe('comes', () => {
    /** The first `count` of ten leave, so that the other rows are the same. */
    const without = (count: number) => csvOf(syntheticEmployees(10).slice(count));

    it.each([
      ['auto', {}, 2, []],
      ['auto', {}, 3, ['too-many-deactivated']],
      ['a percentage', { maxDeactivatedPercent: 50 }, 4, []],
      ['a percentage', { maxDeactivatedPercent: 50 }, 5, ['too-many-deactivated']],
      ['a minimum of 1', { minDeactivated: 1 }, 1, ['too-many-deactivated']],
      ['a minimum of 5', { minDeactivated: 5 }, 4, []],
      ['a maximum', { maxDeactivatedPercent: 100, maxDeactivated: 2 }, 1, []],
      ['a maximum', { maxDeactivatedPercent: 100, maxDeactivated: 2 }, 2, ['too-many-deactivated']],
    ])('with %s (%j) and %i of 10 employees missing as %j', async (_name, guard, missing, reasons) => {
      const test = await openWith(syntheticEmployees(10), { guard });
      const report = await test.drop('second.csv', without(missing));
      expect(report.holdReasons.map(({ code }) => code)).toEqual(reasons);
      expect(report).toMatchObject({
        status: reasons.length > 0 ? 'held' : 'processed',
        plan: { deactivated: missing },
      });
      expect(await countActive(test)).toBe(reasons.length > 0 ? 10 : 10 - missing);
    });

    it('for those who are marked deleted as for those who are missing', async () => {
      const test = await openWith(syntheticEmployees(10));
      const rows = syntheticEmployees(9).map((row, i) => (i < 2 ? { ...row, isDeleted: 'true' } : row));
      const report = await test.drop('second.csv', csvOf(rows));
      expect(report).toMatchObject({ status: 'held', plan: { deactivated: 3 } });
      expect(report.holdReasons[0]?.message).toBe(
        '3 people of the 10 active in the feed would be deactivated (30.0 %).',
      );
    });

    const twoCompanies = [...syntheticEmployees(60), ...syntheticEmployees(5, 60).map(inCompanyTwo)];

    it('for too many of one company, though they are few of the feed', async () => {
      const test = await openWith(twoCompanies);
      const report = await test.drop('second.csv', csvOf(twoCompanies.slice(0, 62)));
      expect(report).toMatchObject({ status: 'held', plan: { deactivated: 3 } });
      expect(report.holdReasons).toMatchObject([{ code: 'too-many-deactivated' }]);
      expect(report.holdReasons[0]?.message).toContain('3 people of the 5 active in company 2');
    });

    it('for a company that is not in the file at all', async () => {
      const test = await openWith(twoCompanies);
      const report = await test.drop('second.csv', csvOf(twoCompanies.slice(0, 60)));
      expect(report).toMatchObject({ status: 'held', holdReasons: [{ code: 'company-missing' }] });
    });

    it.each([
      ['created', 24, []],
      ['created', 25, ['too-many-created']],
      ['updated', 37, []],
      ['updated', 38, ['too-many-updated']],
      ['quarantined', 4, []],
      ['quarantined', 5, ['too-many-quarantined']],
    ])('with 50 employees and %2$i of them %1$s as %3$j', async (kind, count, reasons) => {
      const rows = syntheticEmployees(50);
      const test = await openWith(rows);
      const report = await test.drop('second.csv', csvOf(spoiled(rows, kind, count)));
      expect(report.plan).toMatchObject({ [kind]: count });
      expect(report.holdReasons.map(({ code }) => code)).toEqual(reasons);
      expect(report.held).toBe(reasons.length > 0);
    });

    it.each(['created', 'updated', 'quarantined'])('never for the share %s of fewer than 50', async (kind) => {
      const rows = syntheticEmployees(49);
      const test = await openWith(rows);
      const report = await test.drop('second.csv', csvOf(spoiled(rows, kind, 49)));
      expect(report).toMatchObject({ holdReasons: [], plan: { [kind]: 49 } });
    });
  });

  describe('lasts', () => {
    it('without any effect on the register, with a mail and with the copy kept', async () => {
      const test = await openWith(syntheticEmployees(10), {}, openTestApp);
      const before = await registerDump(test);
      const report = await test.drop('second.csv', csvOf(syntheticEmployees(5)));
      expect(report.status).toBe('held');
      expect(await registerDump(test)).toEqual(before);
      expect((await test.mails()).at(-1)?.subject).toContain(`[Rollcall] HELD ${test.feed}`);
      expect(await spooled(test)).toHaveLength(1);
    });

    it('until a later file is processed', async () => {
      const { test, held } = await openHeld();
      const later = await test.drop('third.csv', csvOf(syntheticEmployees(9)));
      expect(later.status).toBe('processed');
      await expectSuperseded(test, held, later.fileId);
    });

    it('until a later file is skipped', async () => {
      const { test, held } = await openHeld();
      const later = await test.drop('third.csv', csvOf(syntheticEmployees(10)));
      expect(later.status).toBe('skipped');
      await expectSuperseded(test, held, later.fileId);
    });

    it('until a later file is held', async () => {
      const { test, held } = await openHeld(openTestApp);
      const later = await test.drop('third.csv', csvOf(syntheticEmployees(4)));
      expect(later.status).toBe('held');
      await expectSuperseded(test, held, later.fileId);
      expect(await spooled(test)).toHaveLength(1);
    });

    it('beyond a later file that is rejected', async () => {
      const { test, held } = await openHeld();
      expect((await test.drop('third.csv', '')).status).toBe('rejected');
      expect((await test.app.file(held)).file).toMatchObject({ status: 'held', supersededBy: null });
      expect((await test.app.approve(held, { now: true, ...everyChange })).status).toBe('processed');
    });

    it('whatever becomes of a file of another feed', async () => {
      const { test, held } = await openHeld();
      const other = await openTestApp({ database });
      await other.drop('other.csv', csvOf(syntheticEmployees(3)));
      expect((await test.app.file(held)).file.status).toBe('held');
    });
  });

  describe('ends with approve', () => {
    it('which applies exactly the plan that was shown', async () => {
      const test = await openWith(syntheticEmployees(10), {}, openTestApp);
      const rows = [
        ...syntheticEmployees(4),
        syntheticEmployee(4, { surname: 'Nordmann' }),
        syntheticEmployee(5, { payType: 'Q' }),
        syntheticEmployee(10),
      ];
      const shown = await test.drop('second.csv', csvOf(rows));
      expect(shown.plan).toMatchObject({ created: 1, updated: 1, deactivated: 4, unchanged: 4, quarantined: 1 });

      const applied = await test.app.approve(shown.fileId, { now: false, ...everyChange });

      expect(applied).toMatchObject({ status: 'processed_with_warnings', held: false, plan: shown.plan });
      expect(applied.changes).toEqual(shown.changes);
      expect(await Array.fromAsync(test.app.fileChanges(shown.fileId))).toEqual(shown.changes);
      expect(await countActive(test)).toBe(7);
      expect(await spooled(test)).toEqual([]);
      expect((await test.drop('third.csv', csvOf(rows))).status).toBe('skipped');
    });

    it('which takes the deactivation of a whole empty roster', async () => {
      const test = await openWith(syntheticEmployees(4));
      const { fileId } = await test.drop('second.csv', csvOf([]));
      const applied = await test.app.approve(fileId, { now: true, ...everyChange });
      expect(applied.status).toBe('processed_with_warnings');
      expect(await countActive(test)).toBe(0);
    });

    it('which can not be given twice, nor after a discard, nor to a file that is not held', async () => {
      const { test, held } = await openHeld();
      await test.app.approve(held, { now: true, ...everyChange });
      await expect(test.app.approve(held, { now: true, ...everyChange })).rejects.toMatchObject({
        code: 'file-not-held',
      });
      await expect(test.app.discard(held)).rejects.toMatchObject({ code: 'file-not-held' });

      const other = await openHeld();
      await other.test.app.discard(other.held);
      await expect(other.test.app.approve(other.held, { now: true, ...everyChange })).rejects.toMatchObject({
        code: 'file-not-held',
      });
      const rejected = await test.drop('third.csv', '');
      await expect(test.app.approve(rejected.fileId, { now: true, ...everyChange })).rejects.toMatchObject({
        code: 'file-not-held',
      });
      await expect(test.app.approve(999_999, { now: true, ...everyChange })).rejects.toMatchObject({
        code: 'file-unknown',
      });
    });

    it('which still counts when the register has moved and the plan has not grown', async () => {
      const { test, held } = await openHeld();
      await changeByHand(test, "UPDATE employees SET active = 0, deactivated_by = 'manual', source_digest = NULL", 9);
      const applied = await test.app.approve(held, { now: true, ...everyChange });
      expect(applied).toMatchObject({ status: 'processed', plan: { deactivated: 4, unchanged: 5 } });
      expect(await countActive(test)).toBe(5);
    });

    it('which no longer counts when the plan has grown by an update or a deactivation', async () => {
      const { test, held } = await openHeld();
      await changeByHand(test, "UPDATE employees SET surname = 'Nordmann', source_digest = NULL", 0);

      const again = await test.app.approve(held, { now: true, ...everyChange });

      expect(again).toMatchObject({ status: 'held', plan: { deactivated: 5, updated: 1 } });
      expect(await countActive(test)).toBe(10);
      expect((await test.mails()).filter(({ subject }) => subject?.includes('HELD'))).toHaveLength(2);
      expect(await test.app.approve(held, { now: true, ...everyChange })).toMatchObject({
        status: 'processed',
        plan: again.plan,
      });
      expect(await countActive(test)).toBe(5);
    });

    it('which is bound to the bytes of the file: others in their place are neither planned nor applied', async () => {
      const { test, held } = await openHeld(openTestApp);
      const [copy = ''] = await spooled(test);
      await writeFile(join(test.dir, 'data', 'spool', copy), csvOf(syntheticEmployees(7)));
      // The plan that was shown no longer fits, and is to be made again; that of the other bytes would be a smaller one.
      await changeByHand(test, "UPDATE employees SET active = 0, deactivated_by = 'manual', source_digest = NULL", 9);
      const before = await registerDump(test);

      await expect(test.app.approve(held, { now: true, ...everyChange })).rejects.toMatchObject({
        code: 'spool-changed',
      });

      expect(await registerDump(test)).toEqual(before);
      const { file, mails } = await test.app.file(held);
      expect(file).toMatchObject({ status: 'failed', failure: { code: 'spool-changed' } });
      expect(mails.map(({ event }) => event)).toContain('failed');
    });

    it('which applies the plan that was shown, whatever has become of the bytes since', async () => {
      const { test, held } = await openHeld(openTestApp);
      const [copy = ''] = await spooled(test);
      await writeFile(join(test.dir, 'data', 'spool', copy), csvOf(syntheticEmployees(3)));

      const applied = await test.app.approve(held, { now: true, ...everyChange });

      expect(applied).toMatchObject({ status: 'processed', plan: { deactivated: 5, unchanged: 5 } });
      expect(await countActive(test)).toBe(5);
    });

    it('which waits for the schedule unless it shall be now', async () => {
      const { test, held } = await openHeld();
      await test.reopen({ schedule: never });
      const approved = await test.app.approve(held, { now: false, ...everyChange });
      expect(approved.status).toBe('approved');
      expect(await countActive(test)).toBe(10);
      const { processed } = await test.app.process(test.feed);
      expect(processed).toEqual([{ fileId: held, status: 'processed' }]);
      expect(await countActive(test)).toBe(5);
    });

    it('which no longer counts when an earlier file brought more people who would leave', async () => {
      const test = await openWith(syntheticEmployees(10));
      await test.reopen({ schedule: never });
      const { staged, held } = await throughDaemon(test, {
        staged: csvOf(syntheticEmployees(14)),
        held: csvOf(syntheticEmployees(5)),
      });
      await test.reopen({ schedule: never });
      expect((await test.app.file(held)).file.plan).toMatchObject({ deactivated: 5 });
      expect((await test.app.process(test.feed)).processed).toEqual([{ fileId: staged, status: 'processed' }]);
      expect(await countActive(test)).toBe(14);

      const again = await test.app.approve(held, { now: true, ...everyChange });

      expect(again).toMatchObject({ status: 'held', plan: { deactivated: 9 } });
      expect(await countActive(test)).toBe(14);
    });
  });

  it('ends with discard, which changes nothing', async () => {
    const { test, held } = await openHeld();
    const before = await registerDump(test);
    expect(await test.app.discard(held)).toMatchObject({ status: 'discarded', supersededBy: null });
    expect(await registerDump(test)).toEqual(before);
    await expect(test.app.discard(held)).rejects.toMatchObject({ code: 'file-not-held' });
    expect((await test.drop('third.csv', csvOf(syntheticEmployees(10)))).status).toBe('skipped');
  });

  it('leaves no copy in the spool once it is discarded', async () => {
    const { test, held } = await openHeld(openTestApp);
    await test.app.discard(held);
    expect(await spooled(test)).toEqual([]);
  });

  /** Five of ten are missing in a file that is held. */
  async function openHeld(open = openShared): Promise<{ test: TestApp; held: number }> {
    const test = await openWith(syntheticEmployees(10), {}, open);
    const { fileId, status } = await test.drop('second.csv', csvOf(syntheticEmployees(5)));
    expect(status).toBe('held');
    return { test, held: fileId };
  }
});

const everyChange = { changes: Number.POSITIVE_INFINITY };
/** 30 February. */
const never = '0 0 30 2 *';

function nothingElse() {
  return {
    maxUpdatedPercent: 100,
    maxRenumberedPercent: 100,
    maxCreatedPercent: 100,
    maxQuarantinedPercent: 100,
    windows: [],
  };
}

function inCompanyTwo(row: RosterRow): RosterRow {
  return { ...row, companyId: '2' };
}

function spoiled(rows: readonly RosterRow[], kind: string, count: number): RosterRow[] {
  if (kind === 'created') return [...rows, ...syntheticEmployees(count, rows.length)];
  const change = kind === 'updated' ? { surname: 'Nordmann' } : { payType: 'Q' };
  return rows.map((row, i) => (i < count ? { ...row, ...change } : row));
}

async function countActive(test: TestApp): Promise<number> {
  return (await test.app.employees({ feed: test.feed })).filter(({ active }) => active).length;
}

/** The feed's part of the register with its history and version. */
async function registerDump(test: TestApp): Promise<unknown> {
  return [
    await test.sql('SELECT * FROM employees WHERE feed = ? ORDER BY id', [test.feed]),
    await test.sql('SELECT * FROM feeds WHERE feed = ?', [test.feed]),
    await test.sql(
      'SELECT c.* FROM employee_changes c JOIN employees e ON e.id = c.employee_id WHERE e.feed = ? ORDER BY c.id',
      [test.feed],
    ),
  ];
}

async function expectSuperseded(test: TestApp, held: number, by: number): Promise<void> {
  expect((await test.app.file(held)).file).toMatchObject({ status: 'discarded', supersededBy: by });
  await expect(test.app.approve(held, { now: true, ...everyChange })).rejects.toMatchObject({ code: 'file-not-held' });
}

/** What a command that edits the register will do. */
async function changeByHand(test: TestApp, update: string, i: number): Promise<void> {
  await test.sql(`${update} WHERE feed = ? AND employee_no = ?`, [test.feed, syntheticEmployee(i).employeeNo]);
  await test.sql('UPDATE feeds SET register_version = register_version + 1 WHERE feed = ?', [test.feed]);
}

async function spooled(test: TestApp): Promise<string[]> {
  const names = await readdir(join(test.dir, 'data', 'spool'), { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile() && !entry.name.endsWith('.csv')).map(({ name }) => name);
}

/** Takes two files through the daemon, one after the other, until they stand where they shall. @returns their ids */
async function throughDaemon(
  test: TestApp,
  files: { staged: string; held: string },
): Promise<{ staged: number; held: number }> {
  const stopDaemon = await startDaemon(test);
  const take = async (status: 'staged' | 'held') => {
    await test.write(join('data', 'inbox', test.feed, `${status}.csv`), files[status]);
    return untilStatus(test, `${status}.csv`, status);
  };
  const ids = { staged: await take('staged'), held: await take('held') };
  await stopDaemon();
  return ids;
}
