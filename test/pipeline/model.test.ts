import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ImportReport } from '../../src/app/contract.ts';
import { openTestApp, type TestApp } from '../fixtures/app.ts';
import { csvOf, type RosterRow, ssnFor, syntheticEmployee, xmlOf } from '../fixtures/roster.ts';
import { onDatabase, type TestDatabases } from '../services/databases.ts';
import { createRegisterModel, type Expectation, type ModelRules, modelGuard } from './register-model.ts';
import { toRegistered } from './to-registered.ts';

const people = 20;

/** How somebody stands in the roster until something else happens to them. */
const presence = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('present'), variant: fc.integer({ min: 0, max: 6 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('absent', 'deleted', 'quarantined', 'twice', 'twice differently', 'without number'),
      variant: fc.integer({ min: 0, max: 6 }),
    }),
  },
);

const happening = fc.record({ who: fc.integer({ min: 0, max: people - 1 }), presence });

const roster = fc.record({
  kind: fc.constantFrom('roster', 'roster', 'roster', 'roster', 'roster with a wrong SSN'),
  happenings: fc.array(happening, { maxLength: 5 }),
  reversed: fc.boolean(),
  format: fc.constantFrom('csv', 'xml'),
  ifHeld: fc.constantFrom('approve', 'discard', 'leave'),
});

const step = fc.oneof(
  { weight: 12, arbitrary: roster },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('the same file again'), back: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('no employees') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('by hand'), who: fc.integer({ min: 0, max: people - 1 }) }) },
);

const sequence = fc.record({
  rules: fc.constantFrom(...allRules()),
  steps: fc.array(step, { minLength: 4, maxLength: 12 }),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Presence = typeof presence extends fc.Arbitrary<infer T> ? T : never;

onDatabase('sqlite', 'the register', (databases) => {
  it('is what a plain model says after every one of random rosters', () => holdTrue(databases, 25), 60_000);
});
onDatabase('mysql', 'the register', (databases) => {
  it('is what a plain model says after every one of random rosters', () => holdTrue(databases, 10), 60_000);
});

/** Set ROLLCALL_SEED to the seed of a failure to see it again. */
async function holdTrue(databases: TestDatabases, numRuns: number): Promise<void> {
  const feeds = feedPool();
  const test = await openTestApp({ database: await databases.createConfig(), feeds: feeds.settings });
  const seed = Number(process.env.ROLLCALL_SEED ?? Date.now() % 2 ** 31);
  await fc.assert(
    fc.asyncProperty(sequence, async ({ rules, steps }) => {
      const feed = feeds.next(rules);
      fc.pre(feed !== undefined);
      if (feed !== undefined) await playThrough(test, feed, rules, steps);
    }),
    { seed, numRuns, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: false },
  );
}

async function playThrough(test: TestApp, feed: string, rules: ModelRules, steps: readonly Step[]): Promise<void> {
  const model = createRegisterModel(rules);
  const world = new Map<number, Presence>();
  for (let who = 0; who < people - 5; who += 1) world.set(who, { kind: 'present', variant: 0 });
  const sent: Roster[] = [];
  const holds: { fileId: number; by: number | null; ended: boolean }[] = [];

  for (const one of steps) {
    if (one.kind === 'by hand') {
      const { employeeNo } = syntheticEmployee('who' in one ? one.who : 0);
      model.deactivateByHand(employeeNo);
      await deactivateByHand(test, feed, employeeNo);
    } else {
      const file = rosterOf(one, world, sent);
      sent.push(file);
      const expected = model.judge(file.text, file.rows);
      const report = await test.drop(`${sent.length}.${file.format}`, file.text, feed);
      expectReport(report, expected);
      if (expected.status === 'processed' || expected.status === 'processed_with_warnings') model.take(expected);
      if (expected.status !== 'rejected') {
        for (const hold of holds) if (!hold.ended) Object.assign(hold, { ended: true, by: report.fileId });
      }
      if (expected.status === 'held') {
        const ifHeld = 'ifHeld' in one ? one.ifHeld : 'approve';
        holds.push({ fileId: report.fileId, by: null, ended: ifHeld !== 'leave' });
        await endHold(test, report, ifHeld, expected, model.take);
      }
    }
    expect(await registerOf(test, feed)).toEqual(byNumber(model.people().map((person) => toRegistered(person))));
  }
  for (const { fileId, by } of holds) {
    expect((await test.app.file(fileId)).file.supersededBy).toBe(by);
  }
}

interface Roster {
  text: string;
  rows: RosterRow[];
  format: string;
}

function rosterOf(one: Step, world: Map<number, Presence>, sent: readonly Roster[]): Roster {
  if ('back' in one) {
    const earlier = sent.at(-one.back);
    if (earlier !== undefined) return earlier;
  }
  if (!('happenings' in one)) return render([], 'csv');
  for (const { who, presence: now } of one.happenings) world.set(who, now);
  const rows = [...world].flatMap(([who, now]) => rowsOf(who, now));
  if (one.reversed) rows.reverse();
  if (one.kind === 'roster with a wrong SSN') rows.push(syntheticEmployee(people, { ssn: '1' }));
  return render(rows, one.format);
}

function render(rows: RosterRow[], format: string): Roster {
  return { rows, format, text: format === 'xml' ? xmlOf(rows) : csvOf(rows) };
}

function rowsOf(who: number, { kind, variant }: Presence): RosterRow[] {
  const row = syntheticEmployee(who, { companyId: who % 4 === 0 ? '2' : '1', ...variantOf(who, variant) });
  switch (kind) {
    case 'absent':
      return [];
    case 'deleted':
      return [{ ...row, isDeleted: 'true' }];
    case 'quarantined':
      return [{ ...row, payType: 'Q' }];
    case 'twice':
      return [row, { ...row }];
    case 'twice differently':
      return [row, { ...row, surname: 'Someone else' }];
    case 'without number':
      return [{ ...row, employeeNo: '' }];
    default:
      return [row];
  }
}

/** Changes of plain, sealed and manual fields. */
function variantOf(who: number, variant: number): Partial<RosterRow> {
  const { dateOfBirth } = syntheticEmployee(who);
  const variants: Partial<RosterRow>[] = [
    {},
    { surname: 'Nordmann' },
    { addressLine: 'Nyveien 1', postalCode: '9999' },
    { employmentPercentage: '62.5', employmentPercentageDate: '2025-01-01', abstainFromTicket: 'true' },
    { disabilityGrade: '55', disabilityFromDate: '2020-02-29' },
    { ssn: ssnFor(dateOfBirth, 4) },
    { hireEndDate: '2026-12-31', hireEndCause: 'A', leaveFromDate: '2025-03-01' },
  ];
  return variants[variant] ?? {};
}

function expectReport(report: ImportReport, expected: Expectation): void {
  expect({
    status: report.status,
    plan: report.plan,
    changes: report.changes.map(({ kind, employeeNo }) => `${kind} ${employeeNo}`).sort(),
  }).toEqual({ status: expected.status, plan: expected.plan, changes: expected.changes });
}

async function endHold(
  test: TestApp,
  { fileId, plan, changes }: ImportReport,
  how: string,
  expected: Expectation,
  take: (expected: Expectation) => void,
): Promise<void> {
  if (how === 'discard') await test.app.discard(fileId);
  if (how !== 'approve') return;
  const applied = await test.app.approve(fileId, { now: true, changes: Number.POSITIVE_INFINITY });
  expect(applied.status).toMatch(/^processed/);
  expect({ plan: applied.plan, changes: applied.changes }).toEqual({ plan, changes });
  take(expected);
}

/** Every field that a roster brings, and the sealed ones opened. */
async function registerOf(test: TestApp, feed: string): Promise<Record<string, unknown>> {
  const sealed = await test.sealed(feed);
  const employees = await test.app.employees({ feed });
  return byNumber(
    employees.map(({ id: _, feed: __, deactivatedAt, ...employee }) => {
      expect(deactivatedAt === null).toBe(employee.active);
      return { ...employee, ...sealed[employee.employeeNo] };
    }),
  );
}

function byNumber<T extends Record<string, unknown>>(employees: readonly T[]): Record<string, T> {
  return Object.fromEntries(employees.map((employee) => [`${employee.companyId} ${employee.employeeNo}`, employee]));
}

async function deactivateByHand(test: TestApp, feed: string, employeeNo: string): Promise<void> {
  const { length } = await test.app.employees({ feed, employeeNo });
  if (length === 0) return;
  await test.sql(
    `UPDATE employees SET active = 0, deactivated_by = 'manual', deactivated_at = '2025-06-01T00:00:00.000Z',
       source_digest = NULL WHERE feed = ? AND employee_no = ?`,
    [feed, employeeNo],
  );
  await test.sql('UPDATE feeds SET register_version = register_version + 1 WHERE feed = ?', [feed]);
}

function allRules(): ModelRules[] {
  return (['always', 'absent-only', 'never'] as const).flatMap((reactivate) =>
    [[], ['addressLine', 'postalCode'] as const].map((manualFields) => ({
      reactivate,
      manualFields,
      guard: modelGuard,
    })),
  );
}

/** A fresh feed for every sequence, shrunk ones included. */
function feedPool() {
  const settings: Record<string, Record<string, unknown>> = {};
  const free = new Map<string, string[]>();
  for (const rules of allRules()) {
    const ids = Array.from({ length: 30 }, (_, i) => `model-${free.size}-${i}`);
    free.set(JSON.stringify(rules), ids);
    for (const id of ids) settings[id] = { ...rules };
  }
  return { settings, next: (rules: ModelRules) => free.get(JSON.stringify(rules))?.shift() };
}
