import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { UndoReport } from '../../src/app/contract.ts';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { rollcall } from '../cli/run.ts';
import { openTestApp, sharedTestApps, type TestApp } from '../fixtures/app.ts';
import { positionsXml, syntheticPositions } from '../fixtures/positions.ts';
import { csvOf, type RosterRow, ssnFor, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase, onDatabase } from '../services/databases.ts';

const every = { dryRun: false, changes: Number.POSITIVE_INFINITY };

eachDatabase('undo', (databases) => {
  const openShared = sharedTestApps();
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });
  const open = (feed: Record<string, unknown> = {}) => openShared({ database, feed: { guard: lenient, ...feed } });

  it('puts back every field, plain or sealed, and who came, left or returned, with a history of its own', async () => {
    const test = await open();
    const [one, two, three] = syntheticEmployees(3) as [RosterRow, RosterRow, RosterRow];
    const disabled = { ...two, disabilityGrade: '55', disabilityFromDate: '2020-02-29' };
    await test.drop('first.csv', csvOf([one, disabled, three]));
    await test.drop('gone.csv', csvOf([one, disabled]));
    const before = await registerOf(test);
    const changed = {
      ...disabled,
      surname: 'Nordmann',
      employmentPercentage: '62.5',
      employmentPercentageDate: '2025-01-01',
      abstainFromTicket: 'true',
      ssn: ssnFor(disabled.dateOfBirth, 4),
      disabilityGrade: '60',
    };
    const file = await test.drop('wrong.csv', csvOf([changed, three, syntheticEmployee(3)]));
    expect(file).toMatchObject({
      status: 'processed',
      plan: { created: 1, updated: 1, reactivated: 1, deactivated: 1 },
    });

    const undone = await test.app.undo(file.fileId, every);

    expect(undone).toMatchObject({
      undoes: file.fileId,
      dryRun: false,
      plan: { created: 0, updated: 1, reactivated: 1, deactivated: 2, renumbered: 0, unchanged: 0 },
      kept: [],
    });
    const { [syntheticEmployee(3).employeeNo]: created, ...others } = await registerOf(test);
    expect(others).toEqual(before);
    expect(created).toMatchObject({ active: false, deactivatedBy: 'undo', deactivatedAt: '2025-06-02T06:00:00.000Z' });
    expect(changeOf(undone, two.employeeNo)).toEqual({
      kind: 'updated',
      companyId: '1',
      employeeNo: two.employeeNo,
      fields: expect.arrayContaining([
        { field: 'surname', before: 'Nordmann', after: two.surname },
        { field: 'abstainFromTicket', before: true, after: false },
        { field: 'nationalId', before: '*****', after: '*****' },
        { field: 'disabilityGrade', before: '*****', after: '*****' },
      ]),
    });
    const [person] = await test.app.employees({ feed: test.feed, nationalId: nationalIdOf(two) });
    expect(person?.employeeNo).toBe(two.employeeNo);
    expect((await test.app.history(person?.id ?? 0)).at(-1)).toMatchObject({
      kind: 'updated',
      fileId: undone.fileId,
      fileName: 'undo of wrong.csv',
      actor: expect.stringMatching(/^undo by .+@/),
    });
    expect(await test.app.file(file.fileId)).toMatchObject({
      file: { status: 'undone' },
      undoneBy: { id: undone.fileId, undoes: file.fileId, doneBy: expect.stringContaining('@') },
    });
    expect((await test.app.file(undone.fileId ?? 0)).file).toMatchObject({
      name: 'undo of wrong.csv',
      source: 'undo',
      status: 'processed',
      plan: undone.plan,
      sha256: '',
    });
    expect(await Array.fromAsync(test.app.fileChanges(undone.fileId ?? 0))).toEqual(undone.changes);
  });

  it('leaves alone, and lists, what a later file or a person has changed, and takes back the rest', async () => {
    const test = await open();
    const rows = syntheticEmployees(3);
    await test.drop('first.csv', csvOf(rows));
    const [one] = rows as [RosterRow];
    const wrong = { ...one, surname: 'Wrong', addressLine: 'Wrong 1', postalCode: '1111' };
    const file = await test.drop('wrong.csv', csvOf([wrong, ...rows.slice(2)]));
    const later = await test.drop('later.csv', csvOf([{ ...wrong, surname: 'Right' }, ...rows.slice(1)]));
    await byHand(test, one.employeeNo, 'postalCode', 'postal_code', '2222');

    const undone = await test.app.undo(file.fileId, every);

    expect(undone.plan).toMatchObject({ updated: 1, reactivated: 0, unchanged: 1 });
    expect(changeOf(undone, one.employeeNo)?.fields).toEqual([
      { field: 'addressLine', before: 'Wrong 1', after: one.addressLine },
    ]);
    expect(undone.kept.map(({ employeeNo, field, because }) => [employeeNo, field, because])).toEqual([
      [one.employeeNo, 'surname', { code: 'changed-later', fileId: later.fileId, actor: 'file', at, employeeId: null }],
      [one.employeeNo, 'postalCode', { code: 'changed-later', fileId: null, actor: 'kari@host', at, employeeId: null }],
      [
        rows[1]?.employeeNo,
        'active',
        { code: 'changed-later', fileId: later.fileId, actor: 'file', at, employeeId: null },
      ],
    ]);
    expect((await registerOf(test))[one.employeeNo]).toMatchObject({
      surname: 'Right',
      addressLine: one.addressLine,
      postalCode: '2222',
    });

    // Nothing of a file that is undone comes back, whatever is undone first.
    const both = await test.app.undo(later.fileId, every);
    expect(changeOf(both, one.employeeNo)?.fields).toEqual([{ field: 'surname', before: 'Right', after: one.surname }]);
    expect(await registerOf(test)).toMatchObject({
      [one.employeeNo]: { surname: one.surname, postalCode: '2222' },
      [rows[1]?.employeeNo ?? '']: { active: true },
    });
  });

  it('takes back each attribute by itself, and leaves the others', async () => {
    const test = await open({ layout: 'springest' });
    const roster = (tags: string, first: string) =>
      `external_id;email;first_name;tags\n1;eins@example.org;${first};"${tags}"\n2;zwei@example.org;Bo;\n`;
    await test.drop('1.csv', roster('a', 'Åse'));
    const file = await test.drop('2.csv', roster('b', 'Wrong'));
    await test.sql(
      `UPDATE employees SET attributes = '{"grade":7,"tags":["b"]}' WHERE feed = ? AND employee_no = '1'`,
      [test.feed],
    );

    const undone = await test.app.undo(file.fileId, every);

    expect(changeOf(undone, '1')?.fields).toEqual([
      { field: 'firstName', before: 'Wrong', after: 'Åse' },
      { field: 'attributes.tags', before: ['b'], after: ['a'] },
    ]);
    const [person] = await test.app.employees({ feed: test.feed, employeeNo: '1' });
    expect(person).toMatchObject({ attributes: { grade: 7, tags: ['a'] }, firstName: 'Åse' });
  });

  it('gives employees their earlier numbers back, also around a circle, but for one that somebody else has now', async () => {
    const test = await open();
    const rows = syntheticEmployees(4);
    await test.drop('first.csv', csvOf(rows));
    const [a = '', b = '', c = ''] = rows.map(({ employeeNo }) => employeeNo);
    const ids = Object.fromEntries(Object.entries(await registerOf(test)).map(([no, { id }]) => [no, id as number]));
    const moved = rows.map((row, index) => (index < 3 ? { ...row, employeeNo: `9${row.employeeNo}` } : row));
    const file = await test.drop('moved.csv', csvOf(moved));
    expect(file.plan).toMatchObject({ renumbered: 3, created: 0, deactivated: 0 });
    // Somebody new has c's old number, and a and b have each other's.
    await test.sql('UPDATE employees SET employee_no = ? WHERE id = ?', ['aside', ids[a] ?? 0]);
    await test.sql('UPDATE employees SET employee_no = ? WHERE id = ?', [a, ids[b] ?? 0]);
    await test.sql('UPDATE employees SET employee_no = ? WHERE id = ?', [b, ids[a] ?? 0]);
    await test.sql('UPDATE employees SET employee_no = ? WHERE id = ?', [c, ids[rows[3]?.employeeNo ?? ''] ?? 0]);

    const undone = await test.app.undo(file.fileId, every);

    expect(undone.plan).toMatchObject({ renumbered: 2, unchanged: 1 });
    expect(undone.changes).toEqual([
      { kind: 'renumbered', companyId: '1', employeeNo: a, fields: [{ field: 'employeeNo', before: b, after: a }] },
      { kind: 'renumbered', companyId: '1', employeeNo: b, fields: [{ field: 'employeeNo', before: a, after: b }] },
    ]);
    expect(undone.kept).toMatchObject([
      {
        employeeId: ids[c],
        employeeNo: `9${c}`,
        field: 'employeeNo',
        because: { code: 'key-taken', employeeId: ids[rows[3]?.employeeNo ?? ''] },
      },
    ]);
    const after = await registerOf(test);
    expect([after[a]?.id, after[b]?.id, after[`9${c}`]?.id]).toEqual([ids[a], ids[b], ids[c]]);
  });

  it('makes everybody of a first roster inactive; the file is held when it comes again, the next one brings them back', async () => {
    const test = await open();
    const text = csvOf(syntheticEmployees(30));
    const first = await test.drop('first.csv', text);
    const undone = await test.app.undo(first.fileId, every);

    expect(undone.plan).toMatchObject({ deactivated: 30 });
    expect(undone.changes).toHaveLength(30);
    const [feed] = await test.sql('SELECT last_full_file_id FROM feeds WHERE feed = ?', [test.feed]);
    expect(feed).toEqual({ last_full_file_id: null });

    const again = await test.drop('copy.csv', text);
    expect(again).toMatchObject({
      status: 'held',
      plan: { reactivated: 30 },
      holdReasons: [
        {
          code: 'repeats-undone',
          message: expect.stringMatching(
            /^This is the roster of 2 June 2025 again \(file \d+, first\.csv\), which was undone by .+@.+ on 2 June 2025\.$/,
          ),
        },
      ],
    });
    const next = await test.drop('next.csv', csvOf(syntheticEmployees(31)));
    expect(next).toMatchObject({ status: 'processed', plan: { reactivated: 30, created: 1 } });
    expect((await test.drop('copy.csv', text)).status).toBe('held');
  });

  it('takes back what a file has counted as absences', async () => {
    const test = await open({ deactivateAfterMissing: 2 });
    const whole = csvOf(syntheticEmployees(20));
    const part = (surname: string) => csvOf([syntheticEmployee(0, { surname }), ...syntheticEmployees(17, 1)]);
    await test.drop('first.csv', whole);
    const once = await test.drop('once.csv', part('A'));
    expect(once.plan).toMatchObject({ missing: 2, deactivated: 0 });
    await test.app.undo(once.fileId, every);

    expect((await test.drop('twice.csv', part('B'))).plan).toMatchObject({ missing: 2, deactivated: 0 });
    const gone = await test.drop('gone.csv', part('C'));
    expect(gone.plan).toMatchObject({ deactivated: 2 });
    await test.app.undo(gone.fileId, every);
    const [row] = await test.sql('SELECT SUM(absences) AS sum FROM employees WHERE feed = ?', [test.feed]);
    expect(Number(row?.sum)).toBe(0);
  });

  it('puts a hierarchy of positions back, but for what a later file has changed', async () => {
    const test = await open({ layout: 'hr-data-sync' });
    const positions = syntheticPositions(12);
    await test.drop('positions-1.xml', positionsXml(positions));
    const before = await positionsOf(test);
    const [root, second, third, ...rest] = positions as [PositionRow, PositionRow, PositionRow];
    const thirdId = third.id ?? '';
    const leaf = positions.at(-1) as PositionRow;
    const wrong = [
      root,
      { ...second, title: 'Wrong' },
      { ...third, title: 'Wrong' },
      ...rest.slice(0, -1),
      { ...leaf, id: 'new1' },
    ];
    const file = await test.drop('positions-2.xml', positionsXml(wrong));
    expect(file.plan).toMatchObject({ created: 1, updated: 2, deactivated: 1 });
    const later = wrong.map((row) => (row.id === third.id ? { ...row, title: 'Right' } : row));
    await test.drop('positions-3.xml', positionsXml(later));

    const undone = await test.app.undo(file.fileId, every);

    expect(undone).toMatchObject({
      kind: 'positions',
      plan: { updated: 1, reactivated: 1, deactivated: 1, unchanged: 1 },
      kept: [{ positionId: thirdId, field: 'title', because: { code: 'changed-later' } }],
      deliveries: [],
    });
    expect(undone.changes).toHaveLength(3);
    expect(await positionsOf(test)).toEqual({
      ...before,
      [thirdId]: { ...before[thirdId], title: 'Right' },
      new1: expect.objectContaining({ active: false }),
    });
    expect((await test.drop('positions-2.xml', positionsXml(wrong))).holdReasons).toMatchObject([
      { code: 'repeats-undone', message: expect.stringMatching(/^This is the file of positions of /) },
    ]);
  });

  it('brings nothing of somebody back whose personal data was erased since', async () => {
    const test = await open();
    const rows = syntheticEmployees(4);
    await test.drop('first.csv', csvOf(rows));
    const wrong = rows.map((row) => ({ ...row, surname: 'Wrong', hireEndDate: '2024-12-31', hireEndCause: 'A' }));
    const file = await test.drop('wrong.csv', csvOf(wrong));
    const [person] = await test.app.employees({ feed: test.feed, employeeNo: rows[0]?.employeeNo });
    await test.drop('left.csv', csvOf(wrong.slice(1)));
    await test.app.erase(person?.id ?? 0, { archives: false });
    const erased = await test.sql('SELECT * FROM employees WHERE id = ?', [person?.id ?? 0]);

    const undone = await test.app.undo(file.fileId, every);

    expect(undone.plan).toMatchObject({ updated: 3, unchanged: 1 });
    expect(undone.kept.map(({ employeeId, because }) => [employeeId, because.code])).toEqual(
      Array(3).fill([person?.id, 'erased']),
    );
    expect(await test.sql('SELECT * FROM employees WHERE id = ?', [person?.id ?? 0])).toEqual(erased);
  });

  it('leaves a sealed value alone whose value before was erased', async () => {
    const test = await open();
    const [one] = syntheticEmployees(1) as [RosterRow];
    await test.drop('first.csv', csvOf([one]));
    const file = await test.drop('wrong.csv', csvOf([{ ...one, ssn: ssnFor(one.dateOfBirth, 4), surname: 'Wrong' }]));
    await test.sql('UPDATE employee_changes SET sealed_before = NULL WHERE file_id = ?', [file.fileId]);

    const undone = await test.app.undo(file.fileId, every);

    expect(undone.kept).toMatchObject([{ field: 'nationalId', because: { code: 'erased' } }]);
    expect(changeOf(undone, one.employeeNo)?.fields.map(({ field }) => field)).toEqual(['surname']);
  });
});

onDatabase('sqlite', 'an undo', (databases) => {
  const openShared = sharedTestApps();
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });
  const open = (feed: Record<string, unknown> = {}) => openShared({ database, feed: { guard: lenient, ...feed } });

  it('puts back who was deactivated by hand before the file brought them back', async () => {
    const test = await open({ reactivate: 'always' });
    const rows = syntheticEmployees(3);
    await test.drop('first.csv', csvOf(rows));
    const employeeNo = rows[0]?.employeeNo ?? '';
    await byHand(test, employeeNo, 'active', 'active', 0);
    await test.sql("UPDATE employees SET deactivated_by = 'manual', deactivated_at = ? WHERE feed = ? AND active = 0", [
      '2025-01-02T03:04:05.678Z',
      test.feed,
    ]);
    const file = await test.drop('again.csv', csvOf(rows.slice(0, 2)));
    expect(file.plan).toMatchObject({ reactivated: 1, deactivated: 1 });

    await test.app.undo(file.fileId, every);

    expect((await registerOf(test))[employeeNo]).toMatchObject({
      active: false,
      deactivatedBy: 'manual',
      deactivatedAt: '2025-01-02T03:04:05.678Z',
    });
  });

  it('compares what it went back to again, and never skips it', async () => {
    const test = await open();
    const [monday, tuesday] = [csvOf(syntheticEmployees(20)), csvOf(syntheticEmployees(18))];
    const first = await test.drop('monday.csv', monday);
    const second = await test.drop('tuesday.csv', tuesday);
    await test.app.undo(second.fileId, every);
    const [feed] = await test.sql('SELECT last_full_file_id FROM feeds WHERE feed = ?', [test.feed]);
    expect(feed).toEqual({ last_full_file_id: first.fileId });

    const again = await test.drop('monday.csv', monday);
    expect(again).toMatchObject({ status: 'processed', plan: { unchanged: 20, updated: 0 } });
    expect((await test.drop('monday.csv', monday)).status).toBe('skipped');
    expect((await test.drop('tuesday.csv', tuesday)).holdReasons[0]?.code).toBe('repeats-undone');
  });

  it('holds a later roster that deactivates again whom it has brought back', async () => {
    const test = await open();
    await test.drop('first.csv', csvOf(syntheticEmployees(20)));
    const wrong = await test.drop('wrong.csv', csvOf(syntheticEmployees(18)));
    await test.app.undo(wrong.fileId, every);

    const next = await test.drop('next.csv', csvOf(syntheticEmployees(18).reverse()));

    expect(next).toMatchObject({ status: 'held', plan: { deactivated: 2 } });
    expect(next.holdReasons.map(({ code }) => code)).toEqual(['repeats-undone']);
    expect(await test.drop('whole.csv', csvOf(syntheticEmployees(20)))).toMatchObject({ status: 'processed' });
    expect(await test.drop('left.csv', csvOf(syntheticEmployees(19)))).toMatchObject({ status: 'processed' });
  });

  it('has what is open planned anew, also what is approved', async () => {
    const test = await open({ guard: { ...lenient, maxDeactivated: 5 } });
    await test.drop('first.csv', csvOf(syntheticEmployees(20)));
    const wrong = await test.drop('wrong.csv', csvOf(syntheticEmployees(18)));
    const held = await test.drop('held.csv', csvOf(syntheticEmployees(10)));
    expect(held).toMatchObject({ status: 'held', plan: { deactivated: 8 } });
    await test.app.undo(wrong.fileId, every);

    // Two more would leave than in the plan that was shown.
    const approved = await test.app.approve(held.fileId, { now: true, changes: 0 });

    expect(approved).toMatchObject({ status: 'held', plan: { deactivated: 10 } });
    expect(await test.app.approve(held.fileId, { now: true, changes: 0 })).toMatchObject({ status: 'processed' });
  });

  it('only tells what it would do where it is a dry run: with the same words, and nothing in the database', async () => {
    const test = await openTestApp({ database: await databases.createConfig(), feed: { guard: lenient } });
    await test.drop('first.csv', csvOf(syntheticEmployees(25)));
    const file = await test.drop(
      'wrong.csv',
      csvOf([syntheticEmployee(0, { surname: 'Wrong' }), ...syntheticEmployees(1, 30)]),
    );
    const before = await test.dump();

    const rehearsed = await test.app.undo(file.fileId, { ...every, dryRun: true });

    expect(await test.dump()).toEqual(before);
    expect(rehearsed).toMatchObject({
      fileId: null,
      dryRun: true,
      plan: { updated: 1, reactivated: 24, deactivated: 1 },
    });
    const told = await rollcall(['undo', String(file.fileId), '--dry-run', ...configOf(test)]);
    expect(told.code).toBe(0);
    expect(told.stdout).toContain(
      `Undoing file ${file.fileId} (wrong.csv) would do this: 1 updated, 24 reactivated, 1 deactivated`,
    );
    expect(told.stdout).toContain('... and 6 more');
    expect(await test.dump()).toEqual(before);
    const { fileId, dryRun, ...undone } = await test.app.undo(file.fileId, every);
    const { fileId: _, dryRun: __, ...expected } = rehearsed;
    expect({ ...undone }).toEqual(expected);
  });

  it('is refused a second time, of an undo, and of what was not processed; and everything tells who undid what', async () => {
    const test = await openTestApp({
      database: await databases.createConfig(),
      feed: { guard: { ...lenient, maxDeactivated: 5 } },
    });
    const first = await test.drop('first.csv', csvOf(syntheticEmployees(20)));
    const wrong = await test.drop('wrong.csv', csvOf(syntheticEmployees(18)));
    const held = await test.drop('held.csv', csvOf(syntheticEmployees(2)));
    const run = async (...args: string[]) => {
      const { code, stdout } = await rollcall([...args, '--json', ...configOf(test)]);
      return { code, json: JSON.parse(stdout) };
    };
    const undone = await run('undo', String(wrong.fileId));
    expect(undone).toMatchObject({ code: 0, json: { undoes: wrong.fileId, dryRun: false, plan: { reactivated: 2 } } });
    const undoId = undone.json.fileId;
    const refused = async (id: number, code: string, hint: RegExp) =>
      expect(await run('undo', String(id))).toMatchObject({
        code: 2,
        json: { error: { code, hint: expect.stringMatching(hint) } },
      });

    await refused(wrong.fileId, 'file-already-undone', /nothing left/);
    await refused(undoId, 'file-is-undo', /Send the file again/);
    await refused(held.fileId, 'file-not-processed', /--status processed/);
    await refused(999_999, 'file-unknown', /rollcall files/);
    const file = await rollcall(['file', String(wrong.fileId), ...configOf(test)]);
    expect(file.stdout).toMatch(new RegExp(`undone by +file ${undoId}, .+@.+ on \\d{4}-`));
    const undo = await rollcall(['file', String(undoId), ...configOf(test)]);
    expect(undo.stdout).toMatch(new RegExp(`undoes +file ${wrong.fileId}, by .+@`));

    await test.sql("UPDATE settings SET value = '2026-01-01T00:00:00.000Z' WHERE name = 'pruned-history'");
    await test.sql(
      "INSERT INTO settings (name, value) SELECT 'pruned-history', '2026-01-01T00:00:00.000Z' FROM roster_files WHERE id = ? AND NOT EXISTS (SELECT 1 FROM settings WHERE name = 'pruned-history')",
      [first.fileId],
    );
    await refused(first.fileId, 'file-history-removed', /keep\.history/);
  });
});

/** Nothing is held for its numbers. */
const lenient = {
  maxDeactivatedPercent: 100,
  minDeactivated: 1000,
  maxUpdatedPercent: 100,
  maxCreatedPercent: 100,
  maxRenumberedPercent: 100,
  windows: [],
};

function nationalIdOf({ dateOfBirth: born, ssn }: RosterRow): string {
  return born.slice(8, 10) + born.slice(5, 7) + born.slice(2, 4) + ssn;
}

function changeOf({ changes }: UndoReport, employeeNo: string) {
  return changes.find((change) => change.employeeNo === employeeNo);
}

/** The time of every test. */
const at = '2025-06-02T06:00:00.000Z';

/** Somebody changes a field by hand. */
async function byHand(test: TestApp, employeeNo: string, field: string, column: string, value: string | number) {
  const [person] = await test.app.employees({ feed: test.feed, employeeNo });
  const before = person?.[field as keyof typeof person];
  const isLeaving = field === 'active';
  const change = { field, before, after: isLeaving ? false : value };
  await test.sql(
    `INSERT INTO employee_changes (employee_id, at, kind, actor, fields) VALUES (?, ?, ?, 'kari@host', ?)`,
    [person?.id ?? 0, at, isLeaving ? 'deactivated' : 'updated', JSON.stringify([change])],
  );
  await test.sql(`UPDATE employees SET ${column} = ?, source_digest = NULL WHERE id = ?`, [value, person?.id ?? 0]);
  await test.sql('UPDATE feeds SET register_version = register_version + 1 WHERE feed = ?', [test.feed]);
}

type PositionRow = ReturnType<typeof syntheticPositions>[number];

async function positionsOf(test: TestApp): Promise<Record<string, { title: string }>> {
  const all = await test.app.positions(test.feed, { inactive: true });
  return Object.fromEntries(all.map((one) => [one.positionId, one]));
}

function configOf(test: TestApp): string[] {
  return ['--config', join(test.dir, 'config', 'rollcall.yaml')];
}

/** The feed's employees by number, what is sealed opened, and the index of their national identity numbers. */
async function registerOf(test: TestApp): Promise<Record<string, Record<string, unknown>>> {
  const sealed = await test.sealed();
  const indexes = await test.sql<{ employee_no: string; hex: string; digest: string }>(
    'SELECT employee_no, HEX(national_id_index) AS hex, HEX(sealed_digest) AS digest FROM employees WHERE feed = ?',
    [test.feed],
  );
  const employees = await test.app.employees({ feed: test.feed });
  return Object.fromEntries(
    employees.map((one) => {
      const index = indexes.find((row) => row.employee_no === one.employeeNo);
      return [one.employeeNo, { ...one, ...sealed[one.employeeNo], index: index?.hex, digest: index?.digest }];
    }),
  );
}
