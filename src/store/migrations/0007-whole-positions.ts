import type { Knex } from 'knex';

/** A file of positions is taken with all of its positions or not at all: none of them has a state of its own. */
export async function up(db: Knex): Promise<void> {
  await db.raw('ALTER TABLE position_imports DROP COLUMN state');
}
