import type { Connection, ConnectionOptions } from 'mysql2';
import { wrapDriverError } from './driver-error.ts';
import { setUpSession } from './mysql-session.ts';

/** The nodes that a pool may connect to: one server, or those of a cluster. */
export interface MysqlNodes {
  /**
   * A connection to the first node that can be worked with: the one that was, last time, before those behind it in the list.
   *
   * @throws what came of the first, or what is wrong with another one that does answer
   */
  connect(open: (options: ConnectionOptions) => Promise<Connection>): Promise<Connection>;
  /** Notes that the connection's node has failed: no other connection to it is used any more. */
  giveUp(connection: object): void;
  isGivenUp(connection: object): boolean;
}

export function createMysqlNodes(nodes: readonly ConnectionOptions[], idleInTransactionMs: number): MysqlNodes {
  let first = 0;
  const failures = nodes.map(() => 0);
  /** How often its node had failed when the connection was made. */
  const made = new WeakMap<object, { index: number; failures: number }>();
  const isGivenUp = (connection: object) => {
    const at = made.get(connection);
    return at !== undefined && at.failures !== failures[at.index];
  };

  return {
    async connect(open) {
      const refusals: ReturnType<typeof wrapDriverError>[] = [];
      for (let step = 0; step < nodes.length; step += 1) {
        const index = (first + step) % nodes.length;
        try {
          const connection = await open(nodes[index] ?? {});
          await setUp(connection, idleInTransactionMs);
          made.set(connection, { index, failures: failures[index] ?? 0 });
          first = index;
          return connection;
        } catch (error) {
          refusals.push(wrapDriverError(error));
        }
      }
      throw refusals.find(({ retryable }) => !retryable) ?? refusals[0];
    },
    giveUp(connection) {
      const at = made.get(connection);
      if (at === undefined || isGivenUp(connection)) return;
      failures[at.index] = at.failures + 1;
      if (first === at.index) first = (at.index + 1) % nodes.length;
    },
    isGivenUp,
  };
}

async function setUp(connection: Connection, idleInTransactionMs: number): Promise<void> {
  try {
    await setUpSession(connection, idleInTransactionMs);
  } catch (error) {
    connection.destroy();
    throw error;
  }
}
