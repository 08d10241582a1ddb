import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ImportReport } from '../../src/app/contract.ts';
import { openTestApp, type TestApp } from '../fixtures/app.ts';
import { csvOf, type RosterRow, ssnFor, syntheticEmployee } from '../fixtures/roster.ts';
import { onDatabase, type TestDatabases } from '../services/databases.ts';
import { toRegistered } from './to-registered.ts';
import { createUndoModel, type UndoModel, type UndoModelRules } from './undo-model.ts';

/** Few, so that the same field of the same person is changed and undone again and again. */
const people = 5;
const who = fc.integer({ min: 0, max: people - 1 });

const presence = fc.record({
  kind: fc.constantFrom('present', 'present', 'present', 'absent', 'absent', 'deleted', 'quarantined', 'renumbered'),
  variant: fc.integer({ min: 0, max: 6 }),
});

const step = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('roster'),
      happenings: fc.array(fc.record({ who, presence }), { minLength: 1, maxLength: 4, size: 'max' }),
    }),
  },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('undo'), back: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('the same file again'), back: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deactivated by hand'), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('renamed by hand'), who }) },
);

const sequence = fc.record({
  rules: fc.constantFrom(...allRules()),
  steps: fc.array(step, { minLength: 10, maxLength: 18, size: 'max' }),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Presence = typeof presence extends fc.Arbitrary<infer T> ? T : never;

/** So many times as many sequences as usual. */
const factor = Number(process.env.ROLLCALL_RUNS ?? 1);

onDatabase('sqlite', 'undo', (databases) => {
  it(
    'leaves what a plain model says, whatever was undone, in whatever order',
    () => holdTrue(databases, 12),
    timeoutMs(),
  );
});
onDatabase('mysql', 'undo', (databases) => {
  it(
    'leaves what a plain model says, whatever was undone, in whatever order',
    () => holdTrue(databases, 3),
    timeoutMs(),
  );
});

function timeoutMs(): number {
  return 60_000 * factor;
}

/** Set ROLLCALL_SEED to the seed of a failure to see it again. */
async function holdTrue(databases: TestDatabases, runs: number): Promise<void> {
  const feeds = feedPool(runs * factor);
  const test = await openTestApp({ database: await databases.createConfig(), feeds: feeds.settings });
  const seed = Number(process.env.ROLLCALL_SEED ?? Date.now() % 2 ** 31);
  await fc.assert(
    fc.asyncProperty(sequence, async ({ rules, steps }) => {
      const feed = feeds.next(rules);
      fc.pre(feed !== undefined);
      if (feed !== undefined) await playThrough(test, feed, rules, steps);
    }),
    { seed, numRuns: runs * factor, interruptAfterTimeLimit: 50_000 * factor, markInterruptAsFailure: false },
  );
}

/** A file that was applied. */
interface Applied {
  fileId: number;
  text: string;
  undone: boolean;
}

async function playThrough(test: TestApp, feed: string, rules: UndoModelRules, steps: readonly Step[]): Promise<void> {
  const model = createUndoModel(rules);
  const world = new Map<number, Presence>();
  for (let i = 0; i < people - 1; i += 1) world.set(i, { kind: 'present', variant: 0 });
  const sent: RosterRow[][] = [];
  const applied: Applied[] = [];

  for (const [index, one] of steps.entries()) {
    if ('happenings' in one) {
      for (const happening of one.happenings) world.set(happening.who, happening.presence);
      sent.push([...world].flatMap(([i, now]) => rowOf(i, now)));
      await drop(test, feed, model, applied, sent.at(-1) ?? []);
    } else if (one.kind === 'the same file again') {
      const rows = 'back' in one ? sent.at(-1 - one.back) : undefined;
      if (rows !== undefined) await drop(test, feed, model, applied, rows);
    } else if (one.kind === 'undo') {
      const open = applied.filter(({ undone }) => !undone);
      const file = open.at(-1 - (('back' in one ? one.back : 0) % Math.max(1, open.length)));
      if (file === undefined) continue;
      const report = await test.app.undo(file.fileId, { dryRun: false, changes: Number.POSITIVE_INFINITY });
      file.undone = true;
      const kept = report.kept.map(({ employeeNo, field }) => `${employeeNo} ${canonicalNames[field] ?? field}`);
      expect(kept.sort()).toEqual(model.undo(file.fileId));
    } else if ('who' in one) await byHand(test, feed, model, one, index);
    expect(await registerOf(test, feed)).toEqual(registerIn(model));
  }
}

/** What somebody has undone is held when it comes again; whatever is held is approved. */
async function drop(
  test: TestApp,
  feed: string,
  model: UndoModel,
  applied: Applied[],
  rows: readonly RosterRow[],
): Promise<void> {
  const text = csvOf(rows);
  const report = await test.drop('roster.csv', text, feed);
  const last = applied.findLast((file) => file.text === text);
  expect(report.holdReasons.some(isRepeat)).toBe(last?.undone === true);
  if (report.status === 'skipped') {
    expect(model.changes(rows)).toBe(false);
    return;
  }
  const { fileId } = report;
  if (report.status === 'held') await test.app.approve(fileId, { now: true, changes: 0 });
  expect((await test.app.file(fileId)).file.status).toMatch(/^processed/);
  applied.push({ fileId, text, undone: false });
  model.take(fileId, rows);
}

/** Of its bytes; deactivations that are repeated are told of in other words. */
function isRepeat({ code, message }: ImportReport['holdReasons'][number]): boolean {
  return code === 'repeats-undone' && message.startsWith('This is the roster of ');
}

function rowOf(i: number, { kind, variant }: Presence): RosterRow[] {
  const row = syntheticEmployee(i, variantOf(i, variant));
  if (kind === 'absent') return [];
  if (kind === 'deleted') return [{ ...row, isDeleted: 'true' }];
  if (kind === 'quarantined') return [{ ...row, payType: 'Q' }];
  return kind === 'renumbered' ? [{ ...row, employeeNo: `9${row.employeeNo}` }] : [row];
}

/** Changes of plain, sealed and manual fields. */
function variantOf(i: number, variant: number): Partial<RosterRow> {
  const { dateOfBirth } = syntheticEmployee(i);
  const variants: Partial<RosterRow>[] = [
    {},
    { surname: 'Nordmann' },
    { addressLine: 'Nyveien 1', postalCode: '9999' },
    { employmentPercentage: '62.5', employmentPercentageDate: '2025-01-01', abstainFromTicket: 'true' },
    { disabilityGrade: '55', disabilityFromDate: '2020-02-29', surname: 'Hansen' },
    { ssn: ssnFor(dateOfBirth, 4) },
    { disabilityGrade: '60', disabilityFromDate: '2020-02-29', hireEndDate: '2026-12-31', hireEndCause: 'A' },
  ];
  return variants[variant] ?? {};
}

async function byHand(
  test: TestApp,
  feed: string,
  model: UndoModel,
  { kind, who: i }: { kind: string; who: number },
  index: number,
): Promise<void> {
  const { employeeNo } = syntheticEmployee(i);
  const [person] = await test.app.employees({ feed, employeeNo });
  if (person === undefined || (kind === 'deactivated by hand' && !person.active)) return;
  const at = '2025-06-02T05:00:00.000Z';
  const surname = `By hand ${index}`;
  const isLeaving = kind === 'deactivated by hand';
  const change = isLeaving
    ? { field: 'active', before: true, after: false }
    : { field: 'surname', before: person.surname, after: surname };
  await test.sql(
    `INSERT INTO employee_changes (employee_id, at, kind, actor, fields) VALUES (?, ?, ?, 'kari@host', ?)`,
    [person.id, at, isLeaving ? 'deactivated' : 'updated', JSON.stringify([change])],
  );
  if (isLeaving) {
    model.deactivateByHand(employeeNo);
    await test.sql("UPDATE employees SET active = 0, deactivated_by = 'manual', deactivated_at = ? WHERE id = ?", [
      at,
      person.id,
    ]);
  } else {
    model.renameByHand(employeeNo, surname);
    await test.sql('UPDATE employees SET surname = ? WHERE id = ?', [surname, person.id]);
  }
  await test.sql('UPDATE employees SET source_digest = NULL WHERE id = ?', [person.id]);
  await test.sql('UPDATE feeds SET register_version = register_version + 1 WHERE feed = ?', [feed]);
}

/** As the model calls them. */
const canonicalNames: Record<string, string> = { nationalId: 'ssn', employmentType: 'employmentTypeId' };

function registerIn(model: UndoModel): Record<string, unknown> {
  return Object.fromEntries(
    model.people().map((person) => [person.row.employeeNo, withoutReason(toRegistered(person))]),
  );
}

/** Every field that a roster brings, and the sealed ones opened. */
async function registerOf(test: TestApp, feed: string): Promise<Record<string, unknown>> {
  const sealed = await test.sealed(feed);
  const employees = await test.app.employees({ feed });
  return Object.fromEntries(
    employees.map(({ id: _, feed: __, deactivatedAt, ...employee }) => {
      expect(deactivatedAt === null).toBe(employee.active);
      return [employee.employeeNo, withoutReason({ ...employee, ...sealed[employee.employeeNo] })];
    }),
  );
}

/** Whoever is not active when the file that created them is undone keeps the reason; only a person's one makes a difference. */
function withoutReason<T extends { deactivatedBy: string | null }>({ deactivatedBy, ...employee }: T) {
  return { ...employee, byHand: deactivatedBy === 'manual' };
}

function allRules(): UndoModelRules[] {
  return (['always', 'absent-only', 'never'] as const).flatMap((reactivate) =>
    [[], ['addressLine', 'postalCode'] as const].map((manualFields) => ({ reactivate, manualFields })),
  );
}

/** A fresh feed for every sequence, shrunk ones included. */
function feedPool(runs: number) {
  const settings: Record<string, Record<string, unknown>> = {};
  const free = new Map<string, string[]>();
  const guard = { maxDeactivatedPercent: 100, minDeactivated: 1000, windows: [] };
  for (const rules of allRules()) {
    const ids = Array.from({ length: 30 + runs }, (_, i) => `undo-${free.size}-${i}`);
    free.set(JSON.stringify(rules), ids);
    for (const id of ids) settings[id] = { ...rules, guard };
  }
  return { settings, next: (rules: UndoModelRules) => free.get(JSON.stringify(rules))?.shift() };
}
