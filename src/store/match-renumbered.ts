import type { Knex } from 'knex';
import type { PlanRequest } from './contract.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** Rows that are looked for at once: some 30 MB for each side. */
const partSize = 200_000;
/** Rows that one statement writes. */
const chunkSize = 500;

interface NewRow {
  id: number;
  national_id_index: Buffer;
  sealed: Buffer | null;
}

interface Gone {
  id: number;
  national_id_index: Buffer;
}

/**
 * Finds, for rows whose key the register has not, the employee who is gone and has the row's national identity number, one to
 * one: the same person under another key. Such a row takes the register's key, and keeps its own as the new one.
 *
 * @returns how many were found
 */
export async function matchRenumbered(db: Knex, dialect: SqlDialect, request: PlanRequest): Promise<number> {
  const [row] = await newRows(db, request).count({ rows: '*' });
  const rows = Number(row?.rows ?? 0);
  if (rows === 0) return 0;
  const active = [...request.active.values()].reduce((sum, count) => sum + count, 0);
  let found = 0;
  for (const part of partsOf(request, Math.max(rows, active))) {
    const pairs = pairUp(request, await readNewRows(db, request, part), await readGone(db, dialect, request, part));
    for (let at = 0; at < pairs.length; at += chunkSize) await writePairs(db, pairs.slice(at, at + chunkSize));
    found += pairs.length;
  }
  if (found > 0) await takeKeys(db, dialect, request);
  return found;
}

/** Values of the index, from `from` up to but not including `to`. */
interface Part {
  from: Buffer;
  to: Buffer | null;
}

/** By the first byte of the index, which is evenly spread. Where a number has several indexes its rows can't be split so. */
function* partsOf({ nationalIdIndexes }: PlanRequest, people: number): Generator<Part> {
  const parts = nationalIdIndexes === null ? Math.min(256, Math.ceil(people / partSize)) : 1;
  for (let part = 0; part < parts; part += 1) {
    const bound = (no: number) => Buffer.of(Math.floor((no * 256) / parts));
    yield { from: bound(part), to: part + 1 === parts ? null : bound(part + 1) };
  }
}

function newRows(db: Knex, { fileId }: PlanRequest) {
  return db('employee_imports as i')
    .where({ 'i.file_id': fileId, 'i.state': 'staged' })
    .whereNull('i.employee_id')
    .whereNull('i.inactive_by')
    .whereNotNull('i.national_id_index');
}

function readNewRows(db: Knex, request: PlanRequest, { from, to }: Part): Promise<NewRow[]> {
  const rows = newRows(db, request).where('i.national_id_index', '>=', from);
  if (to !== null) rows.where('i.national_id_index', '<', to);
  const columns = ['i.id', 'i.national_id_index'];
  return rows.select(request.nationalIdIndexes === null ? columns : [...columns, 'i.sealed']).orderBy('i.id');
}

/** Active employees that no row of the file names, quarantined ones included. */
function readGone(db: Knex, dialect: SqlDialect, request: PlanRequest, { from, to }: Part): Promise<Gone[]> {
  const { fileId, feed, unmatchedOnly } = request;
  const gone = unmatchedOnly
    ? db('unmatched_employees as u').join('employees as e', 'e.id', 'u.employee_id').where('u.file_id', fileId)
    : db('employees as e');
  const named = db('employee_imports as i')
    .select(db.raw('1'))
    .where('i.file_id', fileId)
    .whereRaw('i.company_id = e.company_id AND i.employee_no = e.employee_no');
  // Not by the key, in which SQLite would read the whole feed: see planAbsent.
  gone.whereRaw(`${dialect.unindexed('e.feed')} = ?`, [feed]).where('e.active', 1);
  gone.whereNotExists(named).where('e.national_id_index', '>=', from);
  if (to !== null) gone.where('e.national_id_index', '<', to);
  return gone.select('e.id', 'e.national_id_index');
}

interface Pair {
  importId: number;
  employeeId: number;
}

function pairUp({ nationalIdIndexes }: PlanRequest, rows: readonly NewRow[], gone: readonly Gone[]): Pair[] {
  const people = onlyOnes(gone, ({ national_id_index }) => [national_id_index]);
  const indexesOf = ({ national_id_index, sealed }: NewRow) =>
    nationalIdIndexes === null || sealed === null ? [national_id_index] : nationalIdIndexes(sealed);
  const pairs: Pair[] = [];
  const taken = new Set<number>();
  for (const [index, row] of onlyOnes(rows, indexesOf)) {
    const employee = row === null ? null : (people.get(index) ?? null);
    if (row === null || employee === null || taken.has(row.id)) continue;
    taken.add(row.id);
    pairs.push({ importId: row.id, employeeId: employee.id });
  }
  return pairs;
}

/** By index; null where several have it. */
function onlyOnes<Row>(rows: readonly Row[], indexesOf: (row: Row) => readonly Buffer[]): Map<string, Row | null> {
  const found = new Map<string, Row | null>();
  for (const row of rows) {
    for (const index of indexesOf(row)) {
      const key = index.toString('latin1');
      found.set(key, found.has(key) ? null : row);
    }
  }
  return found;
}

async function writePairs(db: Knex, pairs: readonly Pair[]): Promise<void> {
  const cases = pairs.map(() => 'WHEN ? THEN ?').join(' ');
  await db('employee_imports')
    .whereIn(
      'id',
      pairs.map(({ importId }) => importId),
    )
    .update({
      kind: 'renumbered',
      employee_id: db.raw(
        `CASE id ${cases} END`,
        pairs.flatMap(({ importId, employeeId }) => [importId, employeeId]),
      ),
    });
}

/** The new keys are set first: MySQL sets columns one after the other, each from what is there by then. */
async function takeKeys(db: Knex, dialect: SqlDialect, { fileId }: PlanRequest): Promise<void> {
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'employee_imports',
      targetAlias: 'i',
      targetIndex: 'employee_imports_key',
      source: 'employees e',
      on: 'e.id = i.employee_id',
      where: "i.file_id = ? AND i.kind = 'renumbered' AND i.new_company_id IS NULL AND i.new_employee_no IS NULL",
      set: {
        new_company_id: 'CASE WHEN i.company_id <> e.company_id THEN i.company_id END',
        new_employee_no: 'CASE WHEN i.employee_no <> e.employee_no THEN i.employee_no END',
        company_id: 'e.company_id',
        employee_no: 'e.employee_no',
      },
    }),
    [fileId],
  );
}
