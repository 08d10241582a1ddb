import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import {
  type FeedSettings,
  openTestApp,
  sharedTestApps,
  startDaemon,
  type TestApp,
  untilStatus,
} from '../fixtures/app.ts';
import { employeesXml, positionsCsv, positionsXml, syntheticPositions } from '../fixtures/positions.ts';
import { eachDatabase } from '../services/databases.ts';

eachDatabase('positions', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  const openShared = sharedTestApps();
  const open = (settings: FeedSettings = {}, openApp = openShared) =>
    openApp({ database, feed: { layout: 'hr-data-sync', positions: 'positions*.csv', ...settings } });

  /** With the employees that twelve positions name. */
  async function openWithFirst(settings: FeedSettings = {}): Promise<TestApp> {
    const test = await open(settings);
    expect(await test.drop('employees.xml', employeesXml(12))).toMatchObject({
      status: 'processed',
      kind: 'employees',
    });
    const report = await test.drop('positions.xml', positionsXml(syntheticPositions(12)));
    expect(report).toMatchObject({ status: 'processed', kind: 'positions', plan: { created: 12 } });
    return test;
  }

  const activeIds = async (test: TestApp) =>
    (await test.app.positions(test.feed, {})).map(({ positionId }) => positionId).sort();

  it('come into a register of their own, linked with the employees', async () => {
    const test = await openWithFirst();
    const positions = await test.app.positions(test.feed, {});
    const [employee] = await test.app.employees({ feed: test.feed, employeeNo: 'e1001' });
    expect(positions).toHaveLength(12);
    expect(positions).toContainEqual(
      expect.objectContaining({
        positionId: 'p1',
        title: 'Position 1',
        parentPositionId: 'ceo',
        employeeNo: 'e1001',
        employeeId: employee?.id,
        surname: 'Berg1',
      }),
    );
    expect(positions.find(({ positionId }) => positionId === 'p3')).toMatchObject({
      employeeNo: null,
      employeeId: null,
    });
    expect(await test.app.employees({ feed: test.feed, employeeNo: 'e1011' })).toHaveLength(1);
    expect(await test.sql('SELECT COUNT(*) AS n FROM position_imports WHERE feed = ?', [test.feed])).toEqual([
      { n: 0 },
    ]);
  });

  it('are changed, left and come back, each with its history', async () => {
    const test = await openWithFirst();
    const rows = syntheticPositions(12);
    const moved = { ...rows[5], title: 'Head of sales', parent: 'p1', employee: 'e1002' };
    const second = [...rows.slice(0, 5), moved, ...rows.slice(6, 11), { id: 'new1', parent: 'ceo' }];
    const report = await test.drop('positions.csv', positionsCsv(second));
    expect(report).toMatchObject({
      plan: { created: 1, updated: 1, deactivated: 1, reactivated: 0, unchanged: 10, quarantined: 0 },
      changes: [
        { kind: 'created', companyId: null, employeeNo: null, positionId: 'new1', fields: [] },
        {
          kind: 'updated',
          positionId: 'p5',
          fields: [
            { field: 'title', before: 'Position 5', after: 'Head of sales' },
            { field: 'parentPositionId', before: 'p2', after: 'p1' },
            { field: 'employeeNo', before: 'e1005', after: 'e1002' },
          ],
        },
        { kind: 'deactivated', positionId: 'p11', fields: [{ field: 'active', before: true, after: false }] },
      ],
    });
    expect(await activeIds(test)).not.toContain('p11');

    const third = await test.drop('positions-3.csv', positionsCsv([...second, rows[11] ?? {}]));
    expect(third.plan).toMatchObject({ reactivated: 1, unchanged: 12 });
    expect(await test.app.positionHistory(test.feed, 'p11')).toMatchObject([
      { kind: 'created', fileName: 'positions.xml', line: 14 },
      { kind: 'deactivated', fileName: 'positions.csv', line: null },
      { kind: 'reactivated', fileName: 'positions-3.csv', fields: [{ field: 'active', before: false, after: true }] },
    ]);
    await expect(test.app.positionHistory(test.feed, 'nowhere')).rejects.toMatchObject({ code: 'position-unknown' });
  });

  it('leave the employees alone, and the employees them', async () => {
    const test = await openWithFirst();
    const employees = await test.app.employees({ feed: test.feed });
    await test.drop('positions-2.csv', positionsCsv(syntheticPositions(11)));
    expect(await test.app.employees({ feed: test.feed })).toEqual(employees);
    const positions = await activeIds(test);
    const { plan } = await test.drop('employees-2.xml', employeesXml(11));
    expect(plan).toMatchObject({ deactivated: 1, unchanged: 11 });
    expect(await activeIds(test)).toEqual(positions);
  });

  it('are skipped when the bytes are those of the last file of positions, though employees came in between', async () => {
    const test = await openWithFirst();
    await test.drop('employees-2.xml', employeesXml(13));
    const again = await test.drop('again.xml', positionsXml(syntheticPositions(12)));
    expect(again).toMatchObject({ status: 'skipped', rows: 12, plan: { unchanged: 12 } });
    expect(await test.drop('employees-3.xml', employeesXml(13))).toMatchObject({ status: 'skipped' });
  });

  it('are rejected as a whole, and nothing of them is kept', async () => {
    const test = await openWithFirst();
    const before = await activeIds(test);
    const report = await test.drop(
      'positions.csv',
      positionsCsv([...syntheticPositions(12), { id: 'x', parent: 'nobody' }]),
    );
    expect(report).toMatchObject({ status: 'rejected', issues: [{ code: 'orphan-position', positionId: 'x' }] });
    expect(await activeIds(test)).toEqual(before);
    expect(await test.sql('SELECT COUNT(*) AS n FROM position_imports WHERE feed = ?', [test.feed])).toEqual([
      { n: 0 },
    ]);
    const mail = (await test.mails()).at(-1);
    expect(mail?.subject).toBe(`[Rollcall] REJECTED ${test.feed}: positions.csv (parent not in the file)`);
    expect(mail?.text).toContain('every position of the feed');
    expect(mail?.text).toContain('Positions in it');
    expect(mail?.attachments[0]?.content.toString()).toMatch(/^\uFEFFline,position,employee number,column/);
    expect(mail?.attachments[0]?.content.toString()).toContain('\r\n14,x,,');
  });

  it('that name an employee whom the feed does not have are warned of, and linked as soon as he comes', async () => {
    const test = await open();
    await test.drop('employees.xml', employeesXml(9));
    const report = await test.drop('positions.xml', positionsXml(syntheticPositions(12)));
    expect(report).toMatchObject({ status: 'processed_with_warnings', issueCounts: { total: 2, warning: 2 } });
    expect(report.issues).toMatchObject([
      { code: 'unknown-employee', line: 12, positionId: 'p9', employeeNo: 'e1009' },
      {
        code: 'unknown-employee',
        line: 13,
        positionId: 'p10',
        message: 'The position p10 is held by e1010, who is no active employee of the feed.',
      },
    ]);
    const reports = join(test.dir, 'data', 'spool', 'reports', `${report.fileId}.csv`);
    expect(await readFile(reports, 'utf8')).toContain('p10');
    await test.drop('employees-2.xml', employeesXml(12));
    expect(
      (await test.app.positions(test.feed, {})).filter(
        ({ employeeNo, employeeId }) => employeeNo !== null && employeeId === null,
      ),
    ).toEqual([]);
  });

  it('are held by their own figures, in their own words', async () => {
    const test = await openWithFirst();
    const held = await test.drop('positions.csv', positionsCsv(syntheticPositions(8)));
    expect(held).toMatchObject({
      status: 'held',
      plan: { deactivated: 4 },
      holdReasons: [
        {
          code: 'too-many-deactivated',
          message: '4 positions of the 12 active in the feed would be deactivated (33.3 %).',
          hint: 'Check that the file is complete. Approve the file only if all of these positions are really gone.',
        },
      ],
    });
    const mail = (await test.mails()).at(-1);
    expect(mail?.subject).toBe(`[Rollcall] HELD ${test.feed}: positions.csv (4 positions would be deactivated)`);
    expect(mail?.text).not.toMatch(/people|everybody/);
    expect(await activeIds(test)).toHaveLength(12);

    const approved = await test.app.approve(held.fileId, { now: false, changes: 20 });
    expect(approved).toMatchObject({ status: 'processed', plan: { deactivated: 4 } });
    expect(await activeIds(test)).toHaveLength(8);
  });

  it('end only a hold of positions, as employees end only one of employees', async () => {
    const test = await openWithFirst();
    const heldPositions = await test.drop('positions.csv', positionsCsv(syntheticPositions(7)));
    const heldEmployees = await test.drop('employees-2.xml', employeesXml(5));
    expect([heldPositions.status, heldEmployees.status]).toEqual(['held', 'held']);
    const statusOf = async ({ fileId }: { fileId: number }) => (await test.app.file(fileId)).file.status;

    await test.drop('positions-2.csv', positionsCsv(syntheticPositions(13)));
    expect([await statusOf(heldPositions), await statusOf(heldEmployees)]).toEqual(['discarded', 'held']);
    await test.drop('employees-3.xml', employeesXml(14));
    expect(await statusOf(heldEmployees)).toBe('discarded');
  });

  it('are planned again when their register has moved, and held again where an approved plan has grown', async () => {
    const test = await openWithFirst();
    const { fileId } = await test.drop('positions.csv', positionsCsv(syntheticPositions(8)));
    await test.sql(
      "INSERT INTO positions (feed, position_id, title, active, created_at, updated_at) VALUES (?, 'extra', 'By hand', 1, '', '')",
      [test.feed],
    );
    await test.sql('UPDATE feeds SET register_version = register_version + 1 WHERE feed = ?', [
      `${test.feed}/positions`,
    ]);
    const again = await test.app.approve(fileId, { now: true, changes: 20 });
    expect(again).toMatchObject({ status: 'held', plan: { deactivated: 5 } });
    expect(await activeIds(test)).toHaveLength(13);
  });

  it('are put aside by discard, and leave nothing staged', async () => {
    const test = await openWithFirst();
    const { fileId } = await test.drop('positions.csv', positionsCsv(syntheticPositions(8)));
    expect(await test.app.discard(fileId)).toMatchObject({ status: 'discarded' });
    expect(await test.sql('SELECT COUNT(*) AS n FROM position_imports WHERE feed = ?', [test.feed])).toEqual([
      { n: 0 },
    ]);
    expect(await activeIds(test)).toHaveLength(12);
  });

  it('can be looked at with plan, which tells what import does and writes nothing', async () => {
    const test = await openWithFirst();
    const rows = [...syntheticPositions(11), { id: 'new1', parent: 'p1', employee: 'e9999' }];
    const before = await test.dump();
    const path = await test.write('positions.csv', positionsCsv(rows));
    const planned = await test.app.plan(path, test.feed);
    expect(await test.dump()).toEqual(before);
    const imported = await test.app.import(path, test.feed);
    const { fileId: _id, status: _status, timings: _timings, ...rest } = imported;
    expect(planned).toEqual(rest);
  });

  it('take a position to its new place though its employee id can not be read, and make it vacant', async () => {
    const test = await openWithFirst();
    const rows = syntheticPositions(12).map((row) =>
      row.id === 'p10' ? { ...row, parent: 'ceo', employee: 'NOBODY' } : row,
    );
    const report = await test.drop('positions.csv', positionsCsv(rows));
    expect(report).toMatchObject({ status: 'processed_with_warnings', plan: { updated: 1, unchanged: 11 } });
    const [moved] = await test.sql("SELECT * FROM positions WHERE feed = ? AND position_id = 'p10'", [test.feed]);
    expect(moved).toMatchObject({ parent_position_id: 'ceo', employee_no: null, active: 1 });
  });

  it('leave the register as it is where one position has no title', async () => {
    const test = await openWithFirst();
    const before = await test.sql('SELECT * FROM positions WHERE feed = ?', [test.feed]);
    const rows = syntheticPositions(12).map((row) =>
      row.id === 'p1' ? { ...row, title: ' ' } : row.id === 'p3' ? { ...row, parent: 'p1' } : row,
    );
    const report = await test.drop('positions.csv', positionsCsv([...rows, { id: 'new1', parent: 'p1' }]));
    expect(report).toMatchObject({ status: 'rejected', issues: [{ code: 'missing-field', positionId: 'p1' }] });
    expect(await test.sql('SELECT * FROM positions WHERE feed = ?', [test.feed])).toEqual(before);
  });

  it('wait for the schedule behind the employees that came after them, and are then linked', async () => {
    const test = await open({ schedule: never }, openTestApp);
    const stopDaemon = await startDaemon(test);
    const staged: number[] = [];
    for (const [name, text] of [
      ['positions.xml', positionsXml(syntheticPositions(12))],
      ['employees.xml', employeesXml(12)],
    ] as const) {
      await test.write(join('data', 'inbox', test.feed, name), text);
      staged.push(await untilStatus(test, name, 'staged'));
    }
    await stopDaemon();
    await test.reopen({ layout: 'hr-data-sync', positions: 'positions*.csv', schedule: never });
    expect((await test.app.file(staged[0] ?? 0)).file.issueCounts.byCode).toEqual({ 'unknown-employee': 9 });

    const { processed } = await test.app.process(test.feed);

    expect(processed).toEqual([
      { fileId: staged[1], status: 'processed' },
      { fileId: staged[0], status: 'processed' },
    ]);
    expect((await test.app.file(staged[0] ?? 0)).file).toMatchObject({ planNo: 2, issueCounts: { total: 0 } });
  });

  it('of many rows are read in a thread', async () => {
    const test = await open({ guard: { maxDeactivatedPercent: 100 } });
    const rows = syntheticPositions(12_000).map(({ id, title, parent }) => ({ id, title, parent }));
    const report = await test.drop('positions.xml', positionsXml(rows));
    expect(report).toMatchObject({ status: 'processed', plan: { created: 12_000 } });
    const again = await test.drop('positions.csv', positionsCsv(rows.slice(0, 11_000)));
    expect(again).toMatchObject({ status: 'processed', plan: { deactivated: 1000, unchanged: 11_000 } });
  });
});

/** The schedule of a feed that is processed by command alone. */
const never = '0 0 30 2 *';
