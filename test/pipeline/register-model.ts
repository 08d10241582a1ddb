import type { FileStatus } from '../../src/domain/file-status.ts';
import { noChanges, type PlanCounts } from '../../src/domain/plan.ts';
import type { RosterRow } from '../fixtures/roster.ts';

/** What the register should hold, kept as plainly as can be: no digests, no staging, no SQL. */
export interface RegisterModel {
  /** What should become of a roster. It counts only with `take`. */
  judge(text: string, rows: readonly RosterRow[]): Expectation;
  /** Takes over what a judged roster changes. */
  take(expected: Expectation): void;
  deactivateByHand(employeeNo: string): void;
  people(): ModelPerson[];
}

export interface Expectation {
  text: string;
  rows: number;
  status: FileStatus;
  /** What it is once it is applied, also after a hold. */
  applied: 'processed' | 'processed_with_warnings';
  plan: PlanCounts;
  /** Kind and employee number of every change, sorted. */
  changes: string[];
  after: Map<string, ModelPerson>;
}

export interface ModelPerson {
  row: RosterRow;
  active: boolean;
  deactivatedBy: 'absent' | 'deleted' | 'manual' | null;
}

export interface ModelRules {
  manualFields: readonly (keyof RosterRow)[];
  reactivate: 'always' | 'absent-only' | 'never';
  /** The limits of the feed's guard. */
  guard: { maxDeactivatedPercent: number; minDeactivated: number };
}

/** Limits that the test gives the feed's guard. */
export const modelGuard = { maxDeactivatedPercent: 30, minDeactivated: 3, windows: [] };

export function createRegisterModel(rules: ModelRules): RegisterModel {
  let people = new Map<string, ModelPerson>();
  let lastText: string | null = null;
  const takenTexts: string[] = [];
  let lastRows = 0;
  let lastQuarantined = 0;

  return {
    judge(text, rows) {
      const nothing = {
        text,
        rows: rows.length,
        applied: 'processed' as const,
        plan: noChanges(),
        changes: [],
        after: people,
      };
      if (text === lastText) {
        const unchanged = lastRows - lastQuarantined;
        return { ...nothing, status: 'skipped', plan: { ...noChanges(), unchanged, quarantined: lastQuarantined } };
      }
      if (rows.some(({ ssn }) => ssn.length !== 5)) return { ...nothing, status: 'rejected' };
      const judged = judgeRows(text, rows, people, rules);
      const isEarlier = takenTexts.includes(text) && text !== takenTexts.at(-1);
      return isEarlier && judged.changes.length > 0 ? { ...judged, status: 'held' } : judged;
    },
    take({ text, rows, plan, after }) {
      people = after;
      takenTexts.push(text);
      lastText = text;
      lastRows = rows;
      lastQuarantined = plan.quarantined;
    },
    deactivateByHand(employeeNo) {
      const person = people.get(employeeNo);
      if (person === undefined) return;
      people = new Map(people).set(employeeNo, { ...person, active: false, deactivatedBy: 'manual' });
      lastText = null;
    },
    people: () => [...people.values()],
  };
}

/** What becomes of rows that reject nothing, where the register holds these people. */
export function judgeRows(
  text: string,
  rows: readonly RosterRow[],
  before: ReadonlyMap<string, ModelPerson>,
  rules: ModelRules,
): Expectation {
  const plan = noChanges();
  const changes: string[] = [];
  const after = new Map(before);
  const groups = new Map<string, RosterRow[]>();
  let unreadable = 0;
  for (const row of rows) {
    if (row.employeeNo === '') unreadable += 1;
    else groups.set(row.employeeNo, [...(groups.get(row.employeeNo) ?? []), row]);
  }
  plan.quarantined = unreadable;

  for (const [employeeNo, group] of groups) {
    const distinct = [...new Map(group.map((row) => [JSON.stringify(row), row])).values()];
    const [row] = distinct;
    if (row === undefined) continue;
    if (distinct.length > 1 || row.payType === 'Q') plan.quarantined += distinct.length;
    else {
      const was = before.get(employeeNo);
      const is = reconcile(was, row, rules);
      after.set(employeeNo, is.person);
      plan[is.kind] += 1;
      if (is.kind !== 'unchanged') changes.push(`${is.kind} ${employeeNo}`);
    }
  }
  for (const [employeeNo, person] of before) {
    if (!person.active || groups.has(employeeNo)) continue;
    after.set(employeeNo, { ...person, active: false, deactivatedBy: 'absent' });
    plan.deactivated += 1;
    changes.push(`deactivated ${employeeNo}`);
  }

  const spotless = plan.quarantined === 0 && rows.length > 0 && new Set(rows.map(toText)).size === rows.length;
  const held =
    rows.length === 0 ||
    (unreadable > 0 && plan.deactivated > 0) ||
    tooManyLeave(before, after, rules, () => true) || //
    ['1', '2'].some((company) => tooManyLeave(before, after, rules, ({ row }) => row.companyId === company));
  const applied = spotless ? 'processed' : 'processed_with_warnings';
  const status = held ? 'held' : applied;
  return { text, rows: rows.length, status, applied, plan, changes: changes.sort(), after };
}

function reconcile(
  was: ModelPerson | undefined,
  row: RosterRow,
  rules: ModelRules,
): { kind: 'created' | 'updated' | 'reactivated' | 'deactivated' | 'unchanged'; person: ModelPerson } {
  const deleted = row.isDeleted === 'true';
  if (was === undefined) {
    return { kind: 'created', person: { row, active: !deleted, deactivatedBy: deleted ? 'deleted' : null } };
  }
  const kept = Object.fromEntries(rules.manualFields.map((field) => [field, was.row[field]]));
  const merged: RosterRow = { ...row, ...kept };
  if (deleted && was.active) {
    return { kind: 'deactivated', person: { row: merged, active: false, deactivatedBy: 'deleted' } };
  }
  const mayReturn =
    rules.reactivate === 'always' || (rules.reactivate === 'absent-only' && was.deactivatedBy !== 'manual');
  if (!deleted && !was.active && mayReturn) {
    return { kind: 'reactivated', person: { row: merged, active: true, deactivatedBy: null } };
  }
  const same = toText({ ...merged, isDeleted: '' }) === toText({ ...was.row, isDeleted: '' });
  return { kind: same ? 'unchanged' : 'updated', person: { ...was, row: merged } };
}

/** The guard's limits on the feed (with every company), and on each company of a register with both. */
function tooManyLeave(
  before: ReadonlyMap<string, ModelPerson>,
  after: ReadonlyMap<string, ModelPerson>,
  { guard }: ModelRules,
  among: (person: ModelPerson) => boolean,
): boolean {
  const active = [...before].filter(([, person]) => person.active && among(person));
  const leaving = active.filter(([employeeNo]) => after.get(employeeNo)?.active === false).length;
  const { minDeactivated, maxDeactivatedPercent } = guard;
  return leaving > 0 && leaving >= Math.max(minDeactivated, (active.length * maxDeactivatedPercent) / 100);
}

function toText(row: RosterRow): string {
  return JSON.stringify(row);
}
