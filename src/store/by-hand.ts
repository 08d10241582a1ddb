import type { Knex } from 'knex';
import { canonicalJson } from '../domain/canonical-json.ts';
import { plainFields } from '../domain/employee.ts';
import type { ByHand, ChangeByHand, EmployeePatch, PlainValues, SealedColumns } from './contract.ts';
import { toEmployee } from './register.ts';

/** Edits of single employees in `employees`, with their history in `employee_changes`. */
export function createByHand(db: Knex): ByHand {
  return {
    async employee(id) {
      const row = await db('employees').where({ id }).first();
      return row === undefined ? null : { employee: toEmployee(row), sealed: row.sealed };
    },

    async isTaken(feed, { companyId, employeeNo }) {
      const same = db('employees').where({ feed, company_id: companyId, employee_no: employeeNo });
      return (await same.first('id')) !== undefined;
    },

    async add(feed, { companyId, employeeNo }, values, change) {
      const [id] = await db('employees').insert({
        feed,
        company_id: companyId,
        employee_no: employeeNo,
        ...patchColumns(values, change.at),
        active: true,
        created_at: change.at,
        updated_at: change.at,
      });
      await recordChange(db, Number(id), null, change);
      return { employeeId: Number(id) };
    },

    async change(id, patch, change) {
      const before = await db('employees').where({ id }).first('sealed', 'deactivated_at', 'deactivated_by');
      const changeId = await recordChange(db, id, before, change);
      await db('employees')
        .where({ id })
        .update({ ...patchColumns(patch, change.at), source_digest: null, updated_at: change.at });
      return changeId;
    },
  };
}

interface RowBefore {
  sealed: Buffer | null;
  deactivated_at: string | null;
  deactivated_by: string | null;
}

async function recordChange(
  db: Knex,
  employeeId: number,
  before: RowBefore | null,
  { at, actor, kind, fields, reason }: ChangeByHand,
): Promise<number> {
  const [id] = await db('employee_changes').insert({
    employee_id: employeeId,
    at,
    actor,
    kind,
    fields: JSON.stringify(fields),
    reason,
    sealed_before: before?.sealed ?? null,
    deactivated_at_before: before?.deactivated_at ?? null,
    deactivated_by_before: before?.deactivated_by ?? null,
  });
  return Number(id);
}

/** In `undone_file_id`: a person has undone the deactivation, and no file. */
const byPerson = 0;

function patchColumns(patch: EmployeePatch, at: string): Record<string, unknown> {
  const { plain, sealed, active, deactivatedBy, holdsRepeats = false } = patch;
  const undone = holdsRepeats ? byPerson : null;
  return {
    ...(plain && plainColumns(plain)),
    ...(sealed && sealedColumns(sealed)),
    ...(active === true && { active, deactivated_at: null, deactivated_by: null, absences: 0, undone_file_id: undone }),
    ...(active === false && { active, deactivated_at: at, undone_file_id: null }),
    ...(deactivatedBy && { deactivated_by: deactivatedBy }),
  };
}

function plainColumns(plain: Partial<PlainValues>): Record<string, unknown> {
  const given = plainFields.filter(({ name }) => Object.hasOwn(plain, name));
  return Object.fromEntries(
    given.map(({ name, column, kind }) => {
      const value = plain[name as keyof PlainValues] ?? null;
      return [column, kind === 'json' && value !== null ? canonicalJson(value) : value];
    }),
  );
}

function sealedColumns({ sealed, sealedDigest, nationalIdIndex }: SealedColumns): Record<string, Buffer | null> {
  return { sealed, sealed_digest: sealedDigest, national_id_index: nationalIdIndex };
}
