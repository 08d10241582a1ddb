import { beforeAll, expect, it } from 'vitest';
import type { UndoReport } from '../../src/app/contract.ts';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { sharedTestApps, type TestApp } from '../fixtures/app.ts';
import { csvOf, type RosterRow, ssnFor, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

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
