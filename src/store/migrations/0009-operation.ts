import type { Knex } from 'knex';

/** What operators do with feeds: pause them, and hand what belongs to a renamed one over to its new name. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('feeds', (table) => {
    table.string('paused_at', 24);
    table.string('paused_by', 320);
    table.string('adopted_by', 64);
  });
}
