import type { Knex } from 'knex';

/**
 * What rosters of other systems need: fields that a row leaves as they are, the key of a row whose employee was known under
 * another one, and how a file was written.
 */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('employee_imports', (table) => {
    table.text('unsent');
    table.string('new_company_id', 64);
    table.string('new_employee_no', 64);
  });
  await db.schema.alterTable('roster_files', (table) => {
    table.text('dialect');
  });
}
