/** knex has no types for its own dialects; these are the parts that sqlite-client.ts and mysql-client.ts build on. */
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import type { Knex } from 'knex';

  class BetterSqlite3Client extends Knex.Client {
    /** True on the copy that a transaction works with. */
    transacting?: boolean;
    _formatBindings(bindings: unknown): unknown[];
    _driver(): unknown;
    _query(connection: unknown, statement: unknown): Promise<unknown>;
  }
  export = BetterSqlite3Client;
}

declare module 'knex/lib/dialects/mysql2/index.js' {
  import type { Knex } from 'knex';

  class Mysql2Client extends Knex.Client {
    transacting?: boolean;
    /** What `acquireRawConnection` connects with. */
    connectionSettings: object;
    _query(connection: unknown, statement: unknown): Promise<unknown>;
  }
  export = Mysql2Client;
}
