import type { Knex } from 'knex';
import { plainFields } from '../domain/employee.ts';
import { sourceDigestLength } from '../domain/roster-index.ts';
import type { DigestChunk, StagedRow, Staging } from './contract.ts';
import { employeeColumns, employeeValues } from './employee-row.ts';
import type { SqlDialect, SqlValue } from './sql-dialect.ts';

/** Rows per step when the register's digests are read: some 100 KB of answer. */
const digestChunk = 20_000;
const idChunk = 5000;
const keysPerStatement = 200;

export function createStaging(db: Knex, dialect: SqlDialect): Staging {
  // Its entries are in id order within a feed: no sorting, and no look at the employees of other feeds.
  const employeesOfFeed = dialect.readBy('employees', 'employees_feed');
  return {
    async *digests(feed) {
      for (let after = 0; ; ) {
        const rows: { id: number; source_digest: Buffer }[] = await db(db.raw(employeesOfFeed))
          .select('id', 'source_digest')
          .where('feed', feed)
          .andWhere('id', '>', after)
          .whereNotNull('source_digest')
          .orderBy('id')
          .limit(digestChunk);
        if (rows.length > 0) yield packDigests(rows);
        if (rows.length < digestChunk) return;
        after = rows.at(-1)?.id ?? after;
      }
    },

    async *withoutDigest(feed) {
      for (let after = 0; ; ) {
        const ids: number[] = await db(db.raw(employeesOfFeed))
          .where({ feed, active: true })
          .andWhere('id', '>', after)
          .whereNull('source_digest')
          .orderBy('id')
          .limit(idChunk)
          .pluck('id');
        if (ids.length > 0) yield ids;
        if (ids.length < idChunk) return;
        after = ids.at(-1) ?? after;
      }
    },

    async stage(fileId, feed, rows) {
      await dialect.insertRows(
        db,
        'employee_imports',
        importColumns,
        rows.map((row) => importValues(fileId, feed, row)),
      );
    },

    async quarantine(fileId, keys) {
      for (let start = 0; start < keys.length; start += keysPerStatement) {
        const some = keys.slice(start, start + keysPerStatement);
        await db('employee_imports')
          .where('file_id', fileId)
          .whereIn(
            ['company_id', 'employee_no'],
            some.map((key) => [key.companyId, key.employeeNo]),
          )
          .update({ state: 'quarantined' });
      }
    },

    async addUnmatched(fileId, employeeIds) {
      if (employeeIds.length === 0) return;
      await dialect.insertRows(
        db,
        'unmatched_employees',
        ['file_id', 'employee_id'],
        employeeIds.map((id) => [fileId, id]),
      );
    },

    async purge(fileId) {
      await db('employee_imports').where('file_id', fileId).delete();
      await db('unmatched_employees').where('file_id', fileId).delete();
    },
  };
}

const sealedColumns = ['sealed', 'sealed_digest', 'national_id_index', 'source_digest'];
const importColumns = ['file_id', 'feed', 'line', 'state', 'inactive_by', ...employeeColumns, ...sealedColumns];

function importValues(fileId: number, feed: string, row: StagedRow): SqlValue[] {
  const { employee } = row;
  const state = employee === null ? 'quarantined' : 'staged';
  const fields =
    employee === null
      ? [row.key.companyId, row.key.employeeNo, ...plainFields.map(() => null)]
      : employeeValues(employee);
  return [
    fileId,
    feed,
    row.line,
    state,
    employee?.inactiveBy ?? null,
    ...fields,
    row.sealed,
    row.sealedDigest,
    row.nationalIdIndex,
    row.sourceDigest,
  ];
}

function packDigests(rows: readonly { id: number; source_digest: Buffer }[]): DigestChunk {
  const ids = new Float64Array(rows.length);
  const digests = Buffer.alloc(rows.length * sourceDigestLength);
  for (const [position, row] of rows.entries()) {
    ids[position] = row.id;
    digests.set(row.source_digest, position * sourceDigestLength);
  }
  return { ids, digests };
}
