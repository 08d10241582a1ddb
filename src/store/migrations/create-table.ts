import type { Knex } from 'knex';

/** MySQL's engine, character set and collation come behind the closing bracket; SQLite has nothing there. */
export async function createTable(
  db: Knex,
  tableOptions: string,
  name: string,
  build: (table: Knex.CreateTableBuilder) => void,
): Promise<void> {
  const statements = db.schema.createTable(name, build).toSQL();
  for (const [index, statement] of statements.entries()) {
    await db.raw(index === 0 ? `${statement.sql} ${tableOptions}` : statement.sql);
  }
}
