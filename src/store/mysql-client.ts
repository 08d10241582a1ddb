import Mysql2Client from 'knex/lib/dialects/mysql2/index.js';
import type { Connection, ConnectionOptions } from 'mysql2';
import { DatabaseError } from './driver-error.ts';
import { guardConnecting, guardQuery } from './guarded-query.ts';
import type { MysqlNodes } from './mysql-nodes.ts';

/**
 * knex's mysql2 dialect, with several addresses; whatever the driver throws comes out as an AppError without its text.
 *
 * Connections of a node that fails are not used again: one that has left its cluster keeps them, and answers 1047. A node that
 * says nothing more is found out.
 */
export function mysqlClientOn(nodes: MysqlNodes): typeof Mysql2Client {
  return class MysqlClient extends Mysql2Client {
    override acquireConnection(): Promise<unknown> {
      return guardConnecting(() => super.acquireConnection() as Promise<unknown>);
    }

    override acquireRawConnection(): Promise<unknown> {
      return nodes.connect((options: ConnectionOptions) => {
        // knex reads it in the same turn.
        this.connectionSettings = options;
        return super.acquireRawConnection() as Promise<Connection>;
      });
    }

    override async validateConnection(connection: object): Promise<boolean> {
      return !nodes.isGivenUp(connection) && (await super.validateConnection(connection));
    }

    override async query(connection: object, statement: unknown): Promise<unknown> {
      const endWatch = nodes.watch(connection);
      try {
        return await guardQuery(this, statement, () => super.query(connection, statement) as Promise<unknown>);
      } catch (error) {
        if (error instanceof DatabaseError && error.code === 'database-unreachable') nodes.giveUp(connection);
        throw error;
      } finally {
        endWatch();
      }
    }
  };
}
