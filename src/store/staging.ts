import type { Knex } from 'knex';
import type { Staging } from './contract.ts';
import { countImports, findImport, listImports } from './list-imports.ts';
import { readDigests } from './read-digests.ts';
import type { SqlDialect } from './sql-dialect.ts';

const keysPerStatement = 200;

export function createStaging(db: Knex, dialect: SqlDialect): Staging {
  return {
    digests: (feed) => readDigests(db, dialect, feed),

    stage: (fileId, feed, batches) =>
      dialect.insertEncoded(db, batches, {
        table: 'employee_imports',
        renamed: {},
        set: {
          file_id: (_encoded, bind) => bind(fileId),
          feed: (_encoded, bind) => bind(feed),
          state: () => "'staged'",
        },
      }),

    async stageQuarantined(fileId, feed, rows) {
      const columns = ['file_id', 'feed', 'state', 'line', 'nth', 'company_id', 'employee_no', 'email'];
      const values = rows.map(({ line, nth, key, email }) => [
        fileId,
        feed,
        'quarantined',
        line,
        nth,
        key.companyId,
        key.employeeNo,
        email,
      ]);
      await dialect.insertRows(db, 'employee_imports', columns, values);
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
      await unplanned(fileId).whereIn(
        'import_id',
        db('employee_imports').select('id').where({ file_id: fileId, state: 'quarantined' }),
      );
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

    imports: (fileId, filter) => listImports(db, fileId, filter),
    countImports: (fileId) => countImports(db, fileId),
    importAt: (fileId, place) => findImport(db, fileId, place),

    async purge(fileId) {
      await db('employee_imports').where('file_id', fileId).delete();
      await db('unmatched_employees').where('file_id', fileId).delete();
      await db('position_imports').where('file_id', fileId).delete();
      await unplanned(fileId);
    },
  };

  /** Takes back what was planned ahead: the ledger has no plan of that number yet. */
  function unplanned(fileId: number): Knex.QueryBuilder {
    return db('plan_changes')
      .where('file_id', fileId)
      .where('plan_no', '>', db('roster_files').select('plan_no').where('id', fileId))
      .delete();
  }
}
