import type { Knex } from 'knex';
import type { Person, RollEntry, Sample } from '../domain/diagnosis/held-plan.ts';
import type { FieldChange } from '../domain/plan.ts';
import type { HeldPlanRef, HeldPlans } from './contract.ts';
import { chunksOfFeed } from './feed-chunks.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { type IdRange, idsOfStaged } from './staged-ids.ts';

export function createHeldPlans(db: Knex, dialect: SqlDialect): HeldPlans {
  return {
    async gonePerCompany(plan) {
      const rows: { companyId: string; absent: number; all: number }[] = await goneOf(db, plan)
        .join('employees as e', 'e.id', 'p.employee_id')
        .select({ companyId: 'e.company_id' })
        .count({ all: '*' })
        .sum({ absent: db.raw('CASE WHEN p.import_id IS NULL THEN 1 ELSE 0 END') })
        .groupBy('e.company_id');
      return rows.map(({ companyId, absent, all }) => ({
        companyId,
        absent: Number(absent),
        renumbered: Number(all) - Number(absent),
      }));
    },

    async missing(plan, total, most) {
      const rows: PersonRow[] = await selectionOf(goneOf(db, plan), 'p.employee_id', total, most)
        .join('employees as e', 'e.id', 'p.employee_id')
        .select(personColumns('e'))
        .orderBy('p.employee_id');
      return { total, items: rows.map(toPerson) };
    },

    async renumbered(plan, total, most) {
      const rows: PersonRow[] = await selectionOf(goneOf(db, plan), 'p.employee_id', total, most)
        .join('employee_imports as i', 'i.id', 'p.import_id')
        .select({
          ...personColumns('i'),
          companyId: db.raw('COALESCE(i.new_company_id, i.company_id)'),
          employeeNo: db.raw('COALESCE(i.new_employee_no, i.employee_no)'),
        })
        .orderBy('p.employee_id');
      return rows.map(toPerson);
    },

    async newcomers(plan, total, most) {
      const query = newcomersById(db, dialect, plan, await idsOfStaged(db, plan.fileId));
      const rows: PersonRow[] = await selectionOf(query, 'i.id', total, most).orderBy('i.id');
      return { total, items: rows.map(toPerson) };
    },

    async newcomersWith(plan, keys) {
      const found: PersonRow[] = [];
      for (const [companyId, ofCompany] of Map.groupBy(keys, (key) => key.companyId)) {
        const numbers = [...new Set(ofCompany.map(({ employeeNo }) => employeeNo))];
        for (let at = 0; at < numbers.length; at += keysPerQuery) {
          const rows: PersonRow[] = await newcomersOf(db)
            .where('i.file_id', plan.fileId)
            .where('i.company_id', companyId)
            .whereIn('i.employee_no', numbers.slice(at, at + keysPerQuery));
          found.push(...rows);
        }
      }
      return found.map(toPerson);
    },

    async newcomersLike(plan, people) {
      const known = <T>(values: readonly (T | null)[]) => [...new Set(values.filter((value) => value !== null))];
      const query = newcomersById(db, dialect, plan, await idsOfStaged(db, plan.fileId));
      const rows: PersonRow[] = await query.where((any) => {
        any
          .whereIn('i.email', known(people.map(({ email }) => email)))
          .orWhereIn('i.national_id_index', known(people.map(({ nationalIdIndex }) => bytesOf(nationalIdIndex))))
          .orWhereIn(['i.surname', 'i.first_name'], namesOf(people));
      });
      return rows.map(toPerson);
    },

    roll: (plan, total, most) => readRoll(db, dialect, plan, total, most),

    async updates({ fileId, planNo }, total, most) {
      const updated = db('plan_changes as p').where({ 'p.file_id': fileId, 'p.plan_no': planNo, 'p.kind': 'updated' });
      const rows: { fields: string }[] = await selectionOf(updated, 'p.employee_id', total, most).select('p.fields');
      return { total, items: rows.map(({ fields }) => JSON.parse(fields) as FieldChange[]) };
    },

    async strangeCompanies(feed, companyIds) {
      const strange: string[] = [];
      for (const companyId of companyIds) {
        const known = await db('employees').where({ feed, company_id: companyId }).first('id');
        if (known === undefined) strange.push(companyId);
      }
      return strange;
    },
  };
}

const keysPerQuery = 1000;

/** Of those who have both names. Each for itself would find everybody: a few hundred first names are everybody's. */
function namesOf(people: readonly Person[]): string[][] {
  return people.flatMap(({ surname, firstName }) =>
    surname === null || firstName === null ? [] : [[surname, firstName]],
  );
}

/** Whom a full roster does not name under the register's key: the absent, who have no row, and the renumbered. */
function goneOf(db: Knex, { fileId, planNo }: HeldPlanRef): Knex.QueryBuilder {
  return db('plan_changes as p')
    .where({ 'p.file_id': fileId, 'p.plan_no': planNo })
    .where((kinds) => {
      kinds.where('p.kind', 'renumbered').orWhere((absent) => {
        absent.where('p.deactivated_by', 'absent').whereNull('p.import_id');
      });
    });
}

function newcomersOf(db: Knex): Knex.QueryBuilder {
  return db('employee_imports as i').where('i.state', 'staged').whereNull('i.employee_id').select(personColumns('i'));
}

/** Read by id: in the order of their keys it takes SQLite five times as long. */
function newcomersById(
  db: Knex,
  dialect: SqlDialect,
  { fileId }: HeldPlanRef,
  range: IdRange | null,
): Knex.QueryBuilder {
  return newcomersOf(db)
    .whereRaw(`${dialect.unindexed('i.file_id')} = ?`, [fileId])
    .whereBetween('i.id', [range?.first ?? 0, range?.last ?? 0]);
}

/**
 * An even selection by id. Ids are multiplied first: on a Galera cluster they go up in steps, and every n-th of them could be none.
 * The product stays below 2^63 for a million million ids.
 */
function selectionOf<Query extends Knex.QueryBuilder>(query: Query, id: string, total: number, most: number): Query {
  if (total > most) query.whereRaw(`${selected(id)} < ?`, [bound(total, most)]);
  return query;
}

function selected(id: string): string {
  return `(${id} * 7919) % ${selectionSize}`;
}

/** A prime. */
const selectionSize = 10_007;

function bound(total: number, most: number): number {
  return Math.ceil((selectionSize * most) / total);
}

interface PersonRow extends Omit<Person, 'nationalIdIndex'> {
  nationalIdIndex: Uint8Array | null;
}

function personColumns(alias: 'e' | 'i') {
  return {
    companyId: `${alias}.company_id`,
    employeeNo: `${alias}.employee_no`,
    firstName: `${alias}.first_name`,
    surname: `${alias}.surname`,
    dateOfBirth: `${alias}.date_of_birth`,
    email: `${alias}.email`,
    nationalIdIndex: `${alias}.national_id_index`,
  };
}

function toPerson({ nationalIdIndex, ...person }: PersonRow): Person {
  return { ...person, nationalIdIndex: nationalIdIndex === null ? null : Buffer.from(nationalIdIndex).toString('hex') };
}

function bytesOf(nationalIdIndex: string | null): Buffer | null {
  return nationalIdIndex === null ? null : Buffer.from(nationalIdIndex, 'hex');
}

/** Employees that are looked at in one step. */
const rollChunk = 100_000;

async function readRoll(
  db: Knex,
  dialect: SqlDialect,
  { fileId, planNo, feed }: HeldPlanRef,
  total: number,
  most: number,
): Promise<Sample<RollEntry>> {
  const found: (Omit<RollEntry, 'isMissing'> & { id: number; missing: number | null })[] = [];
  const [some, bounds] = total > most ? [`AND ${selected('id')} < ?`, [bound(total, most)]] : ['', []];
  for await (const { table, where, bindings } of chunksOfFeed(db, dialect, feed, rollChunk)) {
    const rows = await dialect.rows<(typeof found)[number]>(
      db,
      `SELECT id, company_id AS companyId, employee_no AS employeeNo, surname, first_name AS firstName,
         created_file_id AS broughtBy,
         (SELECT 1 FROM plan_changes p WHERE p.file_id = ? AND p.plan_no = ? AND p.employee_id = employees.id
           AND p.deactivated_by = 'absent' AND p.import_id IS NULL) AS missing
       FROM ${table} WHERE ${where} AND active = 1 ${some}`,
      [fileId, planNo, ...bindings, ...bounds],
    );
    found.push(...rows);
  }
  found.sort((one, other) => one.id - other.id);
  const items = found.map(({ id: _id, missing, ...entry }) => ({ ...entry, isMissing: missing !== null }));
  return { total, items };
}
