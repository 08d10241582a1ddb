import type { Knex } from 'knex';
import { canonicalJson } from '../domain/canonical-json.ts';
import { plainFields } from '../domain/employee.ts';
import type { SqlDialect } from './sql-dialect.ts';
import type { IdRange } from './staged-ids.ts';

/** Rows whose attributes are merged and written back at once. */
const chunkSize = 500;

/** Fills the fields that matched rows leave as they are with what the register has. */
export async function mergeUnsent(db: Knex, dialect: SqlDialect, fileId: number, range: IdRange): Promise<void> {
  const lists: { unsent: string }[] = await ofRange(db, fileId, range)
    .distinct('unsent')
    .whereNotNull('unsent')
    .whereNotNull('employee_id');
  for (const { unsent } of lists) {
    const names = JSON.parse(unsent) as string[];
    const columns = plainFields.filter(({ name }) => names.includes(name)).map(({ column }) => column);
    if (columns.length > 0) await copyColumns(db, dialect, { fileId, range, unsent, columns });
    if (names.some(isAttribute)) await mergeAttributes(db, { fileId, range, unsent, paths: attributePaths(names) });
  }
}

function ofRange(db: Knex, fileId: number, { first, last }: IdRange) {
  return db('employee_imports').where({ file_id: fileId, state: 'staged' }).whereBetween('id', [first, last]);
}

async function copyColumns(
  db: Knex,
  dialect: SqlDialect,
  part: { fileId: number; range: IdRange; unsent: string; columns: readonly string[] },
): Promise<void> {
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'employee_imports',
      targetAlias: 'i',
      source: 'employees e',
      on: 'e.id = i.employee_id',
      where: "i.file_id = ? AND i.state = 'staged' AND i.id >= ? AND i.id <= ? AND i.unsent = ?",
      set: Object.fromEntries(part.columns.map((column) => [column, `e.${column}`])),
    }),
    [part.fileId, part.range.first, part.range.last, part.unsent],
  );
}

/** Attributes are JSON, which no SQL looks into (README.md). */
async function mergeAttributes(
  db: Knex,
  { fileId, range, unsent, paths }: { fileId: number; range: IdRange; unsent: string; paths: readonly string[][] },
): Promise<void> {
  for (let after = range.first - 1; ; ) {
    const rows: { id: number; sent: string | null; known: string | null }[] = await db('employee_imports as i')
      .join('employees as e', 'e.id', 'i.employee_id')
      .select({ id: 'i.id', sent: 'i.attributes', known: 'e.attributes' })
      .where({ 'i.file_id': fileId, 'i.state': 'staged', 'i.unsent': unsent })
      .andWhere('i.id', '>', after)
      .andWhere('i.id', '<=', range.last)
      .orderBy('i.id')
      .limit(chunkSize);
    const merged = rows
      .map(({ id, sent, known }) => ({ id, sent, text: mergeTexts(sent, known, paths) }))
      .filter(({ sent, text }) => sent !== text);
    if (merged.length > 0) await writeAttributes(db, merged);
    if (rows.length < chunkSize) return;
    after = rows.at(-1)?.id ?? after;
  }
}

async function writeAttributes(db: Knex, rows: readonly { id: number; text: string | null }[]): Promise<void> {
  const cases = rows.map(() => 'WHEN ? THEN ?').join(' ');
  await db('employee_imports')
    .whereIn(
      'id',
      rows.map(({ id }) => id),
    )
    .update({
      attributes: db.raw(
        `CASE id ${cases} END`,
        rows.flatMap(({ id, text }) => [id, text as string]),
      ),
    });
}

function isAttribute(name: string): boolean {
  return name.startsWith(prefix);
}

function attributePaths(names: readonly string[]): string[][] {
  return names.filter(isAttribute).map((name) => name.slice(prefix.length).split('.'));
}

const prefix = 'attributes.';

type Attributes = Record<string, unknown>;

/** What was sent, with the register's value at each of the paths where it has one. */
function mergeTexts(sent: string | null, known: string | null, paths: readonly string[][]): string | null {
  if (known === null) return sent;
  const before = JSON.parse(known) as Attributes;
  const after = sent === null ? {} : (JSON.parse(sent) as Attributes);
  for (const path of paths) copyAt(before, after, path);
  return Object.keys(after).length === 0 ? null : canonicalJson(after);
}

function copyAt(from: Attributes, to: Attributes, [name = '', ...rest]: readonly string[]): void {
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  if (value === undefined) return;
  if (rest.length === 0) {
    to[name] = value;
    return;
  }
  if (!isGroup(value)) return;
  const target = Object.hasOwn(to, name) ? to[name] : undefined;
  // A block that was not sent at all stays absent, unless it is named itself.
  if (isGroup(target)) copyAt(value, target, rest);
}

function isGroup(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
