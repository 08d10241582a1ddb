import type { Knex } from 'knex';
import { createTable } from './create-table.ts';

/** Issues apart from their language, and which failures of a feed were mailed lately, so that their repeats are gathered. */
export async function up(db: Knex, tableOptions: string): Promise<void> {
  await db.schema.alterTable('file_issues', (table) => {
    table.text('told', 'mediumtext');
  });
  await createTable(db, tableOptions, 'told_failures', (table) => {
    table.string('feed', 64).notNullable();
    table.string('kind', 16).notNullable();
    // SHA-256 of what the mail told.
    table.string('cause', 64).notNullable();
    table.string('event', 16).notNullable();
    table.bigInteger('first_file_id').notNullable();
    table.bigInteger('last_file_id').notNullable();
    table.string('first_at', 24).notNullable();
    table.string('gather_until', 24).notNullable();
    table.integer('repeats').notNullable();
    table.primary(['feed', 'kind', 'cause']);
  });
}
