import type { Knex } from 'knex';
import type { ResealedValue, Resealing, SealedTable } from './contract.ts';
import type { SqlDialect, SqlValue } from './sql-dialect.ts';

/** Where sealed values are. `digests`: whether those by which they are compared and found stand beside them. */
export const sealedTables: Readonly<
  Record<SealedTable, { table: string; id: string; sealed: string; digests: boolean }>
> = {
  employees: { table: 'employees', id: 'id', sealed: 'sealed', digests: true },
  imports: { table: 'employee_imports', id: 'id', sealed: 'sealed', digests: true },
  corrections: { table: 'import_corrections', id: 'id', sealed: 'corrected', digests: false },
  history: { table: 'employee_changes', id: 'id', sealed: 'sealed_before', digests: false },
  archiveKeys: { table: 'archive_keys', id: 'file_id', sealed: 'wrapped', digests: false },
};

/** Ids in one look: some 5 ms where nothing is to be done. */
const idsPerLook = 5_000;
/** In one statement, which holds their rows for some milliseconds. */
const valuesPerStatement = 200;

const noted = 'key-check';
const replacedName = (keyId: string) => `replaced-key ${keyId}`;

/** See Resealing. Every step is a statement by itself, so that rosters are taken and applied in between. */
export function createResealing(db: Knex, dialect: SqlDialect): Resealing {
  return {
    async others(name, keyId, after) {
      const { table, id, sealed } = sealedTables[name];
      // A load that was rolled back may have left a gap of a million ids.
      const [first] = await db(table).where(id, '>', after).orderBy(id).limit(1).pluck(id);
      if (first === undefined) return { values: [], next: null };
      const next = Number(first) + idsPerLook;
      // The id of its key stands behind the version byte: see runtime/vault.ts.
      const values = await dialect.rows<{ id: number; sealed: Uint8Array }>(
        db,
        `SELECT ${id} AS id, ${sealed} AS sealed FROM ${table} WHERE ${id} >= ? AND ${id} <= ?
           AND ${sealed} IS NOT NULL AND LENGTH(${sealed}) > 0 AND SUBSTR(${sealed}, 2, 4) <> ? ORDER BY ${id}`,
        [first, next, Buffer.from(keyId, 'hex')],
      );
      return { values: values.map((value) => ({ id: value.id, sealed: Buffer.from(value.sealed) })), next };
    },

    async write(name, values) {
      let written = 0;
      for (let from = 0; from < values.length; from += valuesPerStatement) {
        written += await writeSome(db, dialect, name, values.slice(from, from + valuesPerStatement));
      }
      return written;
    },

    async finish(keyId, replaced, at) {
      await db('settings').where({ name: noted }).update({ value: keyId });
      for (const other of replaced) {
        await dialect.insertMissing(db, 'settings', { name: replacedName(other), value: at });
      }
    },

    async replacedAt(keyId) {
      const row = await db('settings')
        .where({ name: replacedName(keyId) })
        .first('value');
      return row?.value ?? null;
    },
  };
}

async function writeSome(
  db: Knex,
  dialect: SqlDialect,
  name: SealedTable,
  values: readonly ResealedValue[],
): Promise<number> {
  const { table, id, sealed, digests } = sealedTables[name];
  const bindings: SqlValue[] = [];
  const byId = (part: (value: ResealedValue) => SqlValue) => {
    for (const value of values) bindings.push(value.id, part(value));
    return `CASE ${id} ${values.map(() => 'WHEN ? THEN ?').join(' ')} END`;
  };
  const set = [`${sealed} = ${byId((value) => value.sealed)}`];
  if (digests) {
    set.push(`sealed_digest = ${byId(({ sealedDigest }) => sealedDigest)}`);
    set.push(`national_id_index = ${byId(({ nationalIdIndex }) => nationalIdIndex)}`);
  }
  bindings.push(...values.map((value) => value.id));
  const unchanged = `${sealed} = ${byId(({ before }) => before)}`;
  const marks = values.map(() => '?').join(', ');
  return dialect.run(db, `UPDATE ${table} SET ${set.join(', ')} WHERE ${id} IN (${marks}) AND ${unchanged}`, bindings);
}
