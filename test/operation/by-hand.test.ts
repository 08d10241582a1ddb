import { beforeAll, expect, it } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { type FeedSettings, openTestApp, sharedTestApps, type TestApp } from '../fixtures/app.ts';
import { csvOf, ssnFor, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase, onDatabase } from '../services/databases.ts';

const now = { now: true, changes: 0 };
const roster = csvOf(syntheticEmployees(10));
const changedRoster = csvOf(
  syntheticEmployees(10).map((row) => ({ ...row, addressLine: 'Ny vei 1', postalCode: '0911' })),
);

const find = async (test: TestApp, i: number) => {
  const [found] = await test.app.employees({ feed: test.feed, employeeNo: syntheticEmployee(i).employeeNo });
  if (found === undefined) throw new Error(`There is no employee ${i}.`);
  return found;
};

const versionOf = async (test: TestApp, feed = test.feed) =>
  (await test.sql<{ register_version: number }>('SELECT register_version FROM feeds WHERE feed = ?', [feed]))[0]
    ?.register_version;

eachDatabase('an employee', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });
  const open = sharedTestApps();
  const openWith = async (feed: FeedSettings) => {
    const test = await open({ database, feed });
    expect(await test.drop('first.csv', roster)).toMatchObject({ status: 'processed' });
    return test;
  };

  it('keeps what was set by hand in a manual field, whatever rosters say, and the history names who did it', async () => {
    const test = await openWith({ manualFields: ['phone', 'addressLine'], guard: { maxUpdatedPercent: 100 } });
    const { id } = await find(test, 1);
    const before = await versionOf(test);

    const edited = await test.app.setEmployee(id, { phone: ' +47 22 33 44 55 ', addressLine: '' }, 'kari@hr');

    expect(edited).toMatchObject({ employee: { id, phone: '+47 22 33 44 55', addressLine: null } });
    expect(edited.changes.map(({ field }) => field)).toEqual(['phone', 'addressLine']);
    expect(await versionOf(test)).toBe(Number(before) + 1);
    // The register is not any more what these bytes have made of it: they are looked at, and change nothing.
    expect(await test.drop('again.csv', roster)).toMatchObject({ status: 'processed', plan: { unchanged: 10 } });
    expect(await test.drop('other.csv', changedRoster)).toMatchObject({ status: 'processed', plan: { updated: 10 } });
    expect(await find(test, 1)).toMatchObject({ phone: '+47 22 33 44 55', addressLine: null, postalCode: '0911' });
    expect((await test.app.history(id)).map(({ kind, actor, fileName }) => [kind, actor, fileName])).toEqual([
      ['created', 'file', 'first.csv'],
      ['updated', 'kari@hr', null],
      ['updated', 'file', 'other.csv'],
    ]);
    // Nothing is written where all is so already.
    expect(await test.app.setEmployee(id, { phone: '+47 22 33 44 55' })).toMatchObject({ changes: [] });
    expect(await test.app.history(id)).toHaveLength(3);
  });

  it('is not changed by hand in what its feed owns, nor by values that are none', async () => {
    const test = await openWith({ manualFields: ['phone', 'email', 'hireStartDate'] });
    const { id } = await find(test, 1);
    const before = await test.sql('SELECT * FROM employees WHERE id = ?', [id]);

    await expect(test.app.setEmployee(id, { phone: '1', surname: 'Ny' })).rejects.toMatchObject({
      code: 'field-of-feed',
      message: expect.stringMatching(/feed-\d+, whose rosters bring this field: surname.*phone, email, hireStartDate/),
    });
    await expect(
      test.app.setEmployee(id, { hireStartDate: '31.12.2024', email: 'kari', Phone: '' }),
    ).rejects.toMatchObject({
      code: 'usage-value',
      message:
        'hireStartDate is "31.12.2024", which is no date written as yyyy-MM-dd. email is no email address. There is no field Phone: it is written phone.',
    });
    await expect(test.app.setEmployee(999_999, { phone: '1' })).rejects.toMatchObject({ code: 'employee-unknown' });

    expect(await test.sql('SELECT * FROM employees WHERE id = ?', [id])).toEqual(before);
  });

  it('who is made active by hand is not deactivated again by a roster without them until somebody approves it', async () => {
    const test = await openWith({});
    const { id } = await find(test, 2);
    const without = (count: number) => csvOf(syntheticEmployees(count).filter((_, i) => i !== 2));
    expect(await test.drop('without.csv', without(10))).toMatchObject({
      status: 'processed',
      plan: { deactivated: 1 },
    });
    await test.app.setActive(id, true, null, 'kari@hr');

    const held = await test.drop('again.csv', without(11));

    expect(held).toMatchObject({ status: 'held', holdReasons: [{ code: 'repeats-undone', facts: { people: 1 } }] });
    expect(await find(test, 2)).toMatchObject({ active: true });
    await test.app.approve(held.fileId, { changes: 0, now: true });
    expect(await find(test, 2)).toMatchObject({ active: false, deactivatedBy: 'absent' });
  });

  it('refuses a reason that holds a national identity number, and changes nothing', async () => {
    const test = await openWith({});
    const { id } = await find(test, 2);
    const { dateOfBirth: born, ssn } = syntheticEmployee(1);
    const nationalId = `${born.slice(8, 10)}${born.slice(5, 7)}${born.slice(2, 4)}${ssn}`;

    await expect(test.app.setActive(id, false, `number ${nationalId} left`, 'kari@hr')).rejects.toMatchObject({
      code: 'usage-national-id',
    });

    expect(await find(test, 2)).toMatchObject({ active: true });
  });

  it.each([
    ['absent-only', false],
    ['always', true],
  ])(
    'who is deactivated by hand, with reactivate: %s, is active after the next roster: %s',
    async (reactivate, active) => {
      const test = await openWith({ reactivate });
      const { id } = await find(test, 2);

      await test.app.setActive(id, false, 'left without notice', 'kari@hr');

      expect(await find(test, 2)).toMatchObject({ active: false, deactivatedBy: 'manual' });
      expect((await test.app.history(id)).at(-1)).toMatchObject({
        kind: 'deactivated',
        actor: 'kari@hr',
        reason: 'left without notice',
        fields: [{ field: 'active', before: true, after: false }],
      });
      await test.drop('again.csv', roster);
      await test.drop('other.csv', csvOf(syntheticEmployees(11)));
      expect(await find(test, 2)).toMatchObject({ active });

      await test.app.setActive(id, true, null);
      expect(await find(test, 2)).toMatchObject({ active: true, deactivatedBy: null, deactivatedAt: null });
      // And goes with the next roster that does not have them.
      await test.drop('without.csv', csvOf(syntheticEmployees(11).filter((_, i) => i !== 2)));
      expect(await find(test, 2)).toMatchObject({ active: false, deactivatedBy: 'absent' });
      // Who was absent, and is to stay away, is said to be so by hand.
      await test.app.setActive(id, false, null);
      expect(await find(test, 2)).toMatchObject({ active: false, deactivatedBy: 'manual' });
    },
  );
});

onDatabase('sqlite', 'an edit by hand', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  it('has plans that were made before it made anew, and held again where more people would leave now', async () => {
    const test = await openTestApp({ database, feed: { manualFields: ['phone'] } });
    await test.drop('first.csv', csvOf(syntheticEmployees(11)));
    await test.drop('second.csv', roster);
    const { fileId } = await test.drop('held.csv', csvOf(syntheticEmployees(7)));
    // Who has left is not in that roster either, and would leave once more.
    await test.app.setActive((await find(test, 10)).id, true, null);

    expect(await test.app.approve(fileId, now)).toMatchObject({ status: 'held', plan: { deactivated: 4 } });
    await test.app.setEmployee((await find(test, 1)).id, { phone: '1' });
    expect(await test.app.approve(fileId, now)).toMatchObject({ status: 'processed', plan: { deactivated: 4 } });
    expect((await test.app.file(fileId)).file).toMatchObject({ planNo: 3, approvedPlanNo: 3 });
  });

  it('is left alone by an undo: who is to stay away does not come back with the file that had missed them', async () => {
    const test = await openTestApp({ database });
    await test.drop('first.csv', roster);
    const { fileId } = await test.drop('second.csv', csvOf(syntheticEmployees(8)));
    await test.app.setActive((await find(test, 9)).id, false, 'not to come back', 'kari@hr');

    const undone = await test.app.undo(fileId, { dryRun: false, changes: 0 });

    expect(undone.kept).toMatchObject([{ employeeNo: '100009', field: 'active', because: { actor: 'kari@hr' } }]);
    expect(await find(test, 8)).toMatchObject({ active: true });
    expect(await find(test, 9)).toMatchObject({ active: false, deactivatedBy: 'manual' });
  });

  it('is queued for the destinations of the feed that want it', async () => {
    const nowhere = { kind: 'webhook', url: 'http://127.0.0.1:9/', secret: 'a secret' };
    const destinations = [
      { name: 'all', ...nowhere },
      { name: 'leavers', ...nowhere, only: { kinds: ['deactivated'] } },
      { name: 'other', ...nowhere, only: { companies: ['2'] } },
    ];
    const test = await openTestApp({ database, feed: { manualFields: ['phone'], destinations } });
    await test.app.import(await test.write('first.csv', roster), test.feed, { changes: 0, deliver: false });
    const { id } = await find(test, 1);

    await test.app.setEmployee(id, { phone: '1' });
    await test.app.setActive(id, false, null);

    const { deliveries } = await test.app.deliveries({ feed: test.feed, limit: 10 });
    expect(deliveries.map((one) => [one.destination, one.kind, one.fileId, one.employeeId]).sort()).toEqual([
      ['all', 'deactivated', null, id],
      ['all', 'updated', null, id],
      ['leavers', 'deactivated', null, id],
    ]);
  });
});

eachDatabase('somebody who is added by hand', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  it('belongs to no roster, has every field, and stays whatever rosters come', async () => {
    const test = await openTestApp({ database });
    const dateOfBirth = '1979-01-02';
    const nationalId = `020179${ssnFor(dateOfBirth)}`;
    const key = { companyId: '1', employeeNo: ' X1 ' };
    const values = {
      firstName: 'Kari',
      dateOfBirth,
      nationalId,
      disabilityGrade: '40',
      attributes: '{"shift":"night"}',
    };

    const { employee } = await test.app.addEmployee(key, values, 'kari@hr');

    expect(employee).toMatchObject({ feed: 'manual', employeeNo: 'X1', active: true, nationalId: '*****' });
    expect(employee).toMatchObject({ firstName: 'Kari', dateOfBirth, attributes: { shift: 'night' } });
    expect(JSON.stringify(await test.dump())).not.toContain(nationalId);
    expect(await test.app.employees({ nationalId })).toMatchObject([{ id: employee.id }]);
    expect((await test.app.history(employee.id))[0]).toMatchObject({
      kind: 'created',
      actor: 'kari@hr',
      fileId: null,
      fields: expect.arrayContaining([
        { field: 'firstName', before: null, after: 'Kari' },
        { field: 'nationalId', before: null, after: '*****' },
      ]),
    });
    await expect(test.app.addEmployee(key, {})).rejects.toMatchObject({ code: 'employee-exists' });

    await test.drop('first.csv', roster);
    await test.drop('second.csv', csvOf(syntheticEmployees(9)));
    // One field of the sealed ones leaves the others as they are.
    await test.app.setEmployee(employee.id, { disabilityGrade: '', surname: 'Nordmann' });
    expect((await test.app.employees({ id: employee.id }))[0]).toMatchObject({ active: true, surname: 'Nordmann' });
    expect((await test.sealed('manual')).X1).toEqual({ nationalId, disabilityGrade: null, disabilityFromDate: null });
  });

  it('has a key and a number that are theirs to have', async () => {
    const test = await openTestApp({ database });
    const nationalId = `020179${ssnFor('1979-01-02')}`;
    const add = (employeeNo: string, values: Record<string, string> = {}) =>
      test.app.addEmployee({ companyId: '1', employeeNo }, values);

    for (const [employeeNo, values, message] of [
      [nationalId, {}, 'looks like a national identity number'],
      [' ', {}, 'is empty'],
      ['Y1', { nationalId: `${nationalId.slice(0, -1)}x` }, 'nationalId ***** is invalid'],
      ['Y1', { nationalId, dateOfBirth: '1980-01-02' }, 'different birth dates'],
      ['Y1', { phone: nationalId }, 'phone holds what looks like'],
      ['Y1', { dateOfBirth: '2199-01-01' }, 'future'],
      ['Y1', { disabilityGrade: '101' }, 'above 100'],
    ] as const) {
      const failing = add(employeeNo, { ...values } as Record<string, string>);
      await expect(failing).rejects.toMatchObject({ code: 'usage-value', message: expect.stringContaining(message) });
      await expect(failing).rejects.not.toMatchObject({ message: expect.stringContaining(nationalId) });
    }
    expect((await test.app.employees({ feed: 'manual', employeeNo: 'Y1' })).length).toBe(0);
  });
});
