import type { Knex } from 'knex';
import { createTable } from './create-table.ts';

/** The hierarchies of positions, beside the employees: their own staging, plans, register and history. */
export async function up(db: Knex, tableOptions: string): Promise<void> {
  await db.schema.alterTable('roster_files', (table) => {
    table.string('kind', 16).notNullable().defaultTo('employees');
    table.bigInteger('employees_version');
  });
  await db.schema.alterTable('file_issues', (table) => {
    table.string('position_id', 64);
  });
  // The positions of a feed have a version of their own, under the feed's name and 10 characters behind it. SQLite does not
  // look at the length of a text.
  if (tableOptions !== '') {
    await db.schema.alterTable('feeds', (table) => {
      table.string('feed', 80).notNullable().alter();
    });
  }

  await createTable(db, tableOptions, 'positions', (table) => {
    table.bigIncrements('id');
    table.string('feed', 64).notNullable();
    position(table);
    table.boolean('active').notNullable();
    table.string('deactivated_at', 24);
    table.bigInteger('created_file_id');
    table.integer('created_line');
    table.string('created_at', 24).notNullable();
    table.bigInteger('updated_file_id');
    table.string('updated_at', 24).notNullable();
    table.unique(['feed', 'position_id'], { indexName: 'positions_key' });
  });

  await createTable(db, tableOptions, 'position_imports', (table) => {
    table.bigIncrements('id');
    table.bigInteger('file_id').notNullable();
    table.string('feed', 64).notNullable();
    table.integer('line').notNullable();
    table.string('state', 16).notNullable();
    table.string('kind', 16);
    position(table);
    table.index(['file_id', 'position_id'], 'position_imports_key');
  });

  await createTable(db, tableOptions, 'position_plans', (table) => {
    table.bigIncrements('id');
    table.bigInteger('file_id').notNullable();
    table.integer('plan_no').notNullable();
    table.string('kind', 16).notNullable();
    table.string('position_id', 64).notNullable();
    table.bigInteger('import_id');
    table.text('fields', 'mediumtext').notNullable();
    table.unique(['file_id', 'plan_no', 'position_id'], { indexName: 'position_plans_key' });
  });

  await createTable(db, tableOptions, 'position_changes', (table) => {
    table.bigIncrements('id');
    table.string('feed', 64).notNullable();
    table.string('position_id', 64).notNullable();
    table.bigInteger('file_id');
    table.integer('line');
    table.string('at', 24).notNullable();
    table.string('kind', 16).notNullable();
    table.string('actor', 64).notNullable();
    table.text('fields', 'mediumtext').notNullable();
    table.index(['feed', 'position_id'], 'position_changes_position');
  });
}

/** The root is the position without a parent. */
function position(table: Knex.CreateTableBuilder): void {
  table.string('position_id', 64).notNullable();
  table.string('title', 200).notNullable();
  table.string('parent_position_id', 64);
  table.string('employee_no', 64);
}
