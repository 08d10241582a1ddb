import type { Knex } from 'knex';

/** What a sender put beside a roster, so that it is checked and moved along also after a restart. Both are JSON. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('roster_files', (table) => {
    table.text('manifest');
    table.text('companions');
  });
}
