import Mysql2Client from 'knex/lib/dialects/mysql2/index.js';
import { guardConnecting, guardQuery, sqlOf } from './guarded-query.ts';

/** knex's mysql2 dialect; whatever the driver throws comes out as an AppError without its text. */
export class MysqlClient extends Mysql2Client {
  override acquireConnection(): Promise<unknown> {
    return guardConnecting(() => super.acquireConnection() as Promise<unknown>);
  }

  override query(connection: unknown, statement: unknown): Promise<unknown> {
    const transacting = this.transacting === true;
    return guardQuery(sqlOf(statement), transacting, () => super.query(connection, statement) as Promise<unknown>);
  }
}
