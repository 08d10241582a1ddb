import type { Knex } from 'knex';

/** Who has undone a file, and which deliveries a destination may have got although nobody has written down what became of them. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('roster_files', (table) => {
    table.string('done_by', 320);
  });
  // 0: nobody has sent it; 1: it is on its way; 2: it has arrived, or may have.
  await db.schema.alterTable('deliveries', (table) => {
    table.smallint('sent').notNullable().defaultTo(0);
  });
  // Of those that wait now nobody knows.
  await db('deliveries').where('status', 'waiting').update({ sent: 2 });
}
