import type { Knex } from 'knex';
import { createTable } from './create-table.ts';

/** What people do by hand: corrections of rows before they are processed, edits of employees, and who has decided about a file. */
export async function up(db: Knex, tableOptions: string): Promise<void> {
  await createTable(db, tableOptions, 'import_corrections', (table) => {
    table.bigIncrements('id');
    table.bigInteger('file_id').notNullable();
    table.integer('line').notNullable();
    table.integer('nth').notNullable();
    table.string('at', 24).notNullable();
    table.string('actor', 320).notNullable();
    table.text('fields').notNullable();
    table.specificType('corrected', tableOptions === '' ? 'blob' : 'mediumblob').notNullable();
    table.index(['file_id'], 'import_corrections_file');
  });
  await db.schema.alterTable('employee_imports', (table) => {
    table.integer('nth').notNullable().defaultTo(1);
  });
  await db.schema.alterTable('roster_files', (table) => {
    table.string('decided_by', 320);
    table.string('decided_at', 24);
  });
  // An operator's name has a host of up to 255 characters in it. SQLite does not look at the length of a text.
  if (tableOptions !== '') {
    await db.schema.alterTable('employee_changes', (table) => {
      table.string('actor', 320).notNullable().alter();
    });
  }
  await db.schema.alterTable('employee_changes', (table) => {
    table.string('reason', 255);
  });
}
