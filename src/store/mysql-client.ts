import Mysql2Client from 'knex/lib/dialects/mysql2/index.js';
import { guardConnecting, guardQuery } from './guarded-query.ts';

/** knex's mysql2 dialect; whatever the driver throws comes out as an AppError without its text. */
export class MysqlClient extends Mysql2Client {
  override acquireConnection(): Promise<unknown> {
    return guardConnecting(() => super.acquireConnection() as Promise<unknown>);
  }

  override query(connection: unknown, statement: unknown): Promise<unknown> {
    return guardQuery(this, statement, () => super.query(connection, statement) as Promise<unknown>);
  }
}
