import { canonicalJson } from '../domain/canonical-json.ts';
import { plainFields, sealedFields } from '../domain/employee.ts';
import type { FieldChange } from '../domain/plan.ts';
import { type FieldBack, revertFields } from '../domain/revert-fields.ts';
import type { KeptBecause } from './contract.ts';
import { fromColumn } from './employee-row.ts';
import { type PastRow, readPast } from './past-changes.ts';
import type { SqlValue } from './sql-dialect.ts';
import type { EmployeesUndo } from './undo-employees.ts';
import { type KeyMove, type KeyVerdicts, settleKeys } from './undo-keys.ts';
import { writeReverts } from './write-reverts.ts';

/** Employees who are read, compared and written at once. */
const chunkSize = 300;

/** What becomes of one employee. */
export interface Revert {
  employeeId: number;
  companyId: string;
  employeeNo: string;
  kind: 'updated' | 'reactivated' | 'deactivated' | 'renumbered';
  /** What is put back; empty where nothing is. */
  fields: FieldChange[];
  /** New values by the names of the columns. */
  columns: Record<string, SqlValue>;
  /** As the history keeps them. */
  before: { sealed: Buffer | null; deactivatedAt: string | null; deactivatedBy: string | null };
  kept: { field: string; because: KeptBecause }[];
  /** Whether every field is what it was just before the file. */
  isExact: boolean;
  /** A key to go back to; it is looked at when those of all employees are known. */
  move: KeyMove | null;
}

interface EmployeeRow extends Record<string, unknown> {
  id: number;
  company_id: string;
  employee_no: string;
  active: number | boolean;
  deactivated_at: string | null;
  deactivated_by: string | null;
  sealed: Buffer | null;
  attributes: string | null;
  created_at: string;
  erased_at: string | null;
  /** Of the file that created them. */
  created_status: string | null;
}

/** Puts back what the file has changed of employees who were there before it. */
export async function undoChanged(undo: EmployeesUndo): Promise<void> {
  const moves: KeyMove[] = [];
  for await (const ids of changesOf(undo)) {
    const reverts = await planReverts(undo, ids, null);
    const settled = reverts.filter(({ move }) => move === null);
    for (const { move } of reverts) if (move !== null) moves.push(move);
    await writeReverts(undo, settled);
  }
  if (moves.length === 0) return;
  const verdicts = await settleKeys(undo, moves);
  for (let from = 0; from < moves.length; from += chunkSize) {
    const ids = moves.slice(from, from + chunkSize).map(({ changeId }) => changeId);
    await writeReverts(undo, await planReverts(undo, ids, verdicts));
  }
}

/** The rows of history that the file has written, by their ids. */
async function* changesOf({ db, dialect, request }: EmployeesUndo): AsyncGenerator<number[]> {
  const table = dialect.readBy('employee_changes', 'employee_changes_file');
  for (let after = 0; ; ) {
    const rows = await dialect.rows<{ id: number }>(
      db,
      `SELECT id FROM ${table} WHERE file_id = ? AND id > ? ORDER BY id LIMIT ?`,
      [request.fileId, after, chunkSize],
    );
    if (rows.length > 0) yield rows.map(({ id }) => id);
    if (rows.length < chunkSize) return;
    after = rows.at(-1)?.id ?? after;
  }
}

/** @param verdicts on the keys; null while they are being looked for */
async function planReverts(
  undo: EmployeesUndo,
  changeIds: readonly number[],
  verdicts: KeyVerdicts | null,
): Promise<Revert[]> {
  const { db, hasOthers } = undo;
  const employeeIds: number[] = await db('employee_changes')
    .whereIn('id', [...changeIds])
    .orderBy('id')
    .pluck('employee_id');
  const rows: EmployeeRow[] = await db('employees as e')
    .leftJoin('roster_files as f', 'f.id', 'e.created_file_id')
    .select('e.*', { created_status: 'f.status' })
    .whereIn('e.id', employeeIds);
  const employees = new Map(rows.map((row) => [row.id, row]));
  // What came before it matters only where some of that was undone.
  const past = await readPast(db, employeeIds, hasOthers ? 0 : Math.min(...changeIds));
  const own = new Set(changeIds);
  const reverts: Revert[] = [];
  for (const employeeId of employeeIds) {
    const row = employees.get(employeeId);
    const history = past.get(employeeId) ?? [];
    const change = history.find(({ id }) => own.has(id));
    if (row !== undefined && change !== undefined) reverts.push(await revert(undo, row, history, change, verdicts));
  }
  return reverts;
}

async function revert(
  undo: EmployeesUndo,
  row: EmployeeRow,
  history: readonly PastRow[],
  change: PastRow,
  verdicts: KeyVerdicts | null,
): Promise<Revert> {
  const reverting = startRevert(row, verdicts?.moving.get(row.id));
  if (row.erased_at !== null) return keepErased(reverting, change, row.erased_at);
  const { back, kept } = revertFields(history, change);
  for (const { field, by } of kept) {
    const { fileId, actor, at } = by;
    reverting.kept.push({ field, because: { code: 'changed-later', fileId, actor, at, employeeId: null } });
  }
  for (const one of back) {
    if (one.to !== change) reverting.isExact = false;
  }
  await putBackActive(undo, reverting, row, back);
  putBackKey(reverting, back, change, verdicts);
  putBackSealed(undo, reverting, row, back);
  putBackPlain(reverting, row, back);
  if (reverting.kept.length > 0) reverting.isExact = false;
  if (reverting.kind === 'updated' && change.kind === 'renumbered' && 'employee_no' in reverting.columns) {
    reverting.kind = 'renumbered';
  }
  return reverting;
}

/** Of somebody whose personal data is erased nothing comes back, their being active included. */
function keepErased(reverting: Revert, change: PastRow, at: string): Revert {
  const because: KeptBecause = { code: 'erased', fileId: null, actor: null, at, employeeId: null };
  reverting.kept = change.fields.map(({ field }) => ({ field, because }));
  reverting.isExact = false;
  return reverting;
}

/** @param moving the key that the employee has, where it has been taken away for a moment */
function startRevert(row: EmployeeRow, moving: KeyMove | undefined): Revert {
  const key = moving?.from ?? { companyId: row.company_id, employeeNo: row.employee_no };
  return {
    employeeId: row.id,
    ...key,
    kind: 'updated',
    fields: [],
    columns: {},
    before: { sealed: null, deactivatedAt: row.deactivated_at, deactivatedBy: row.deactivated_by },
    kept: [],
    isExact: true,
    move: null,
  };
}

type Back = readonly FieldBack<PastRow>[];

async function putBackActive(undo: EmployeesUndo, reverting: Revert, row: EmployeeRow, back: Back): Promise<void> {
  const one = back.find(({ field }) => field === 'active');
  if (one === undefined) return;
  const isActive = Boolean(row.active);
  // Before everything that counts they were not there: whoever created them was undone.
  const wasThere = !(one.isFirst && row.created_status === 'undone');
  if (wasThere && one.before === true) {
    if (isActive) return;
    reverting.kind = 'reactivated';
    reverting.fields.push({ field: 'active', before: false, after: true });
    const columns = { active: 1, deactivated_at: null, deactivated_by: null, undone_file_id: undo.request.fileId };
    Object.assign(reverting.columns, columns);
    return;
  }
  if (!wasThere && !isActive) return;
  const was = wasThere ? await deactivationBefore(undo, row, one.to) : { at: undo.request.at, by: 'undo' };
  if (isActive) {
    reverting.kind = 'deactivated';
    reverting.fields.push({ field: 'active', before: true, after: false });
  } else if (row.deactivated_by !== was.by) {
    reverting.fields.push({ field: 'deactivatedBy', before: row.deactivated_by, after: was.by });
  } else return;
  Object.assign(reverting.columns, { active: 0, deactivated_at: was.at, deactivated_by: was.by });
}

/** Rows of history from before migration 0012 don't say since when and why somebody was not active. */
async function deactivationBefore(
  { db }: EmployeesUndo,
  row: EmployeeRow,
  { id, deactivatedAtBefore: at, deactivatedByBefore: by }: PastRow,
): Promise<{ at: string; by: string }> {
  if (at !== null && by !== null) return { at, by };
  const last: { at: string; by: string | null } | undefined = await db('employee_changes as c')
    .leftJoin('plan_changes as p', (on) => on.on('p.file_id', 'c.file_id').on('p.employee_id', 'c.employee_id'))
    .where({ 'c.employee_id': row.id, 'c.kind': 'deactivated' })
    .where('c.id', '<', id)
    .orderBy([
      { column: 'c.id', order: 'desc' },
      { column: 'p.plan_no', order: 'desc' },
    ])
    .first({ at: 'c.at', by: 'p.deactivated_by' });
  return last === undefined ? { at: row.created_at, by: 'deleted' } : { at: last.at, by: last.by ?? 'absent' };
}

function putBackKey(reverting: Revert, back: Back, change: PastRow, verdicts: KeyVerdicts | null): void {
  const { employeeId, companyId, employeeNo } = reverting;
  const from = { companyId, employeeNo };
  const parts = back.flatMap(({ field, before }) =>
    isKey(field) && from[field] !== before ? [{ field, before: String(before) }] : [],
  );
  if (parts.length === 0) return;
  const to = { ...from, ...Object.fromEntries(parts.map(({ field, before }) => [field, before])) };
  if (verdicts === null) {
    reverting.move = { changeId: change.id, employeeId, from, to };
    return;
  }
  const takenBy = verdicts.taken.get(employeeId);
  if (takenBy !== undefined) {
    const because = { code: 'key-taken' as const, fileId: null, actor: null, at: null, employeeId: takenBy };
    for (const { field } of parts) reverting.kept.push({ field, because });
    return;
  }
  // In this order: see settleKeys.
  Object.assign(reverting.columns, { company_id: to.companyId, employee_no: to.employeeNo });
  for (const { field, before } of parts) reverting.fields.push({ field, before: from[field], after: before });
}

function isKey(field: string): field is 'companyId' | 'employeeNo' {
  return field === 'companyId' || field === 'employeeNo';
}

/** Only the fields concerned; the others may have been changed since. */
function putBackSealed({ sealedValues }: EmployeesUndo, reverting: Revert, row: EmployeeRow, back: Back): void {
  const concerned = back.filter(({ field }) => isSealed(field));
  if (concerned.length === 0) return;
  const now = sealedValues.open(row.sealed);
  const values = { ...now };
  for (const { field, to, before } of concerned) {
    if (before !== null && to.sealedBefore === null) {
      const because = { code: 'erased' as const, fileId: null, actor: null, at: null, employeeId: null };
      reverting.kept.push({ field, because });
      continue;
    }
    const was = sealedValues.open(to.sealedBefore)[field] ?? null;
    const is = now[field] ?? null;
    if (was === is) continue;
    values[field] = was;
    reverting.fields.push({ field, before: masked(is), after: masked(was) });
  }
  if (!reverting.fields.some(({ field }) => isSealed(field))) return;
  const { sealed, sealedDigest, nationalIdIndex } = sealedValues.seal(values);
  Object.assign(reverting.columns, { sealed, sealed_digest: sealedDigest, national_id_index: nationalIdIndex });
  reverting.before.sealed = row.sealed;
}

function isSealed(field: string): boolean {
  return sealedFields.some((name) => name === field);
}

function masked(value: unknown): string | null {
  return value === null ? null : '*****';
}

function putBackPlain(reverting: Revert, row: EmployeeRow, back: Back): void {
  for (const { name, column, kind } of plainFields) {
    const one = back.find(({ field }) => field === name);
    if (one === undefined) continue;
    const now = fromColumn({ name, column, kind }, row[column]);
    if (now === one.before) continue;
    reverting.columns[column] = typeof one.before === 'boolean' ? Number(one.before) : (one.before as SqlValue);
    reverting.fields.push({ field: name, before: now, after: one.before });
  }
  putBackAttributes(reverting, row, back);
}

const attribute = 'attributes.';

/** Each by itself, like they were changed (diff-employee.ts). */
function putBackAttributes(reverting: Revert, row: EmployeeRow, back: Back): void {
  const concerned = back.filter(({ field }) => field.startsWith(attribute));
  if (concerned.length === 0) return;
  const values: Record<string, unknown> = row.attributes === null ? {} : JSON.parse(row.attributes);
  for (const { field, before } of concerned) {
    const name = field.slice(attribute.length);
    const now = values[name] ?? null;
    if (JSON.stringify(now) === JSON.stringify(before)) continue;
    if (before === null) delete values[name];
    else values[name] = before;
    reverting.fields.push({ field, before: now, after: before });
    reverting.columns.attributes = null;
  }
  if (!('attributes' in reverting.columns)) return;
  if (Object.keys(values).length > 0) reverting.columns.attributes = canonicalJson(values);
}
