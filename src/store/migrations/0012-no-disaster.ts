import type { Knex } from 'knex';

/** What the guard's windows, counted absences, the diagnosis of a hold and an undo have to remember. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('roster_files', (table) => {
    table.text('diagnosis', 'mediumtext');
    table.integer('active_before');
    table.bigInteger('undoes');
  });
  await db.schema.alterTable('feeds', (table) => {
    table.string('end_dates_seen', 40);
  });
  await db.schema.alterTable('employees', (table) => {
    table.integer('absences').notNullable().defaultTo(0);
    table.bigInteger('undone_file_id');
  });
  await db.schema.alterTable('employee_changes', (table) => {
    table.string('deactivated_at_before', 24);
    table.string('deactivated_by_before', 16);
  });
}
