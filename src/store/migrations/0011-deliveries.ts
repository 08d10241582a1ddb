import type { Knex } from 'knex';
import { createTable } from './create-table.ts';

/** What destinations are to be told of, and what became of it. */
export async function up(db: Knex, tableOptions: string): Promise<void> {
  // Who delivers to a destination holds a lease on `<feed>/deliver/<destination>`. SQLite does not look at the length of a text.
  if (tableOptions !== '') {
    await db.schema.alterTable('feed_leases', (table) => {
      table.string('feed', 128).notNullable().alter();
    });
  }
  await db.schema.alterTable('roster_files', (table) => {
    table.boolean('deliver').notNullable().defaultTo(true);
  });

  await createTable(db, tableOptions, 'deliveries', (table) => {
    table.bigIncrements('id');
    table.string('feed', 64).notNullable();
    table.string('destination', 32).notNullable();
    table.bigInteger('employee_id').notNullable();
    table.bigInteger('change_id');
    table.bigInteger('file_id');
    table.string('kind', 16).notNullable();
    table.string('queued_at', 24).notNullable();
    table.string('status', 16).notNullable();
    table.integer('attempts').notNullable().defaultTo(0);
    table.integer('redeliveries').notNullable().defaultTo(0);
    table.string('next_attempt_at', 24);
    table.string('settled_at', 24);
    table.text('message');
    table.text('dry_run', 'mediumtext');
    table.boolean('told').notNullable().defaultTo(false);
    table.index(['feed', 'destination', 'status'], 'deliveries_queue');
    table.index(['file_id', 'status'], 'deliveries_file');
  });

  await createTable(db, tableOptions, 'destinations', (table) => {
    table.string('feed', 64).notNullable();
    table.string('destination', 32).notNullable();
    table.integer('failures').notNullable();
    table.string('waits_until', 24);
    table.text('message');
    table.primary(['feed', 'destination']);
  });
}
