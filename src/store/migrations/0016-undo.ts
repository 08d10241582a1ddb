import type { Knex } from 'knex';

/** Who has undone a file, and which deliveries a destination may have got although nobody has written down what became of them. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('roster_files', (table) => {
    table.string('done_by', 320);
  });
  await db.schema.alterTable('deliveries', (table) => {
    table.boolean('handed_out').notNullable().defaultTo(false);
  });
  // Nobody knows it of those that wait now.
  await db('deliveries').where('status', 'waiting').update({ handed_out: true });
}
