import type { Knex } from 'knex';
import { createTable } from './create-table.ts';

/** Alerts that stand, mails that are about no file, and up to when it was looked whether a feed's rosters came in time. */
export async function up(db: Knex, tableOptions: string): Promise<void> {
  await createTable(db, tableOptions, 'feed_alerts', (table) => {
    // SHA-256 of feed, code and subject: together they are too long for an index of utf8mb4.
    table.string('id', 64).notNullable().primary();
    table.string('feed', 64).notNullable();
    table.string('code', 32).notNullable();
    table.string('subject', 255).notNullable();
    table.string('since', 24).notNullable();
    table.text('message').notNullable();
    table.text('hint').notNullable();
    table.string('raised_by', 36).notNullable();
    table.string('seen_at', 24).notNullable();
    table.string('seen_by', 255).notNullable();
    table.integer('times').notNullable();
    table.string('account', 64);
  });
  await db.schema.alterTable('outbox', (table) => {
    table.text('detail', 'mediumtext');
  });
  await db.schema.alterTable('feeds', (table) => {
    table.string('expected_at', 24);
  });
}
