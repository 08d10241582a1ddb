import type { Knex } from 'knex';
import { createTable } from './create-table.ts';

/** Keys of encrypted archive files, and when personal data was erased. */
export async function up(db: Knex, tableOptions: string): Promise<void> {
  await createTable(db, tableOptions, 'archive_keys', (table) => {
    table.bigInteger('file_id').notNullable().primary();
    // Null once it is erased: nobody can read that file any more, wherever it was copied to.
    table.specificType('wrapped', 'varbinary(255)');
    table.string('folder', 16).notNullable();
    table.string('name', 255).notNullable();
    table.string('fingerprint', 128);
    table.string('created_at', 24).notNullable();
    table.string('sealed_at', 24);
    table.string('erased_at', 24);
  });
  for (const table of ['employees', 'roster_files']) {
    await db.schema.alterTable(table, (columns) => {
      columns.string('erased_at', 24);
    });
  }
}
