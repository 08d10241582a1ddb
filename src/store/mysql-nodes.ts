import type { Duplex } from 'node:stream';
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2';
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
  /**
   * Looks, for as long as a statement takes, whether its node still answers others, and breaks the connection where it doesn't.
   *
   * @returns what ends that
   */
  watch(connection: object): () => void;
}

export interface NodeTimes {
  /** See setUpSession. */
  idleInTransactionMs: number;
  /** After this long it is looked whether a node that owes an answer still takes connections; it has as long for that. */
  silentAfterMs: number;
}

export function createMysqlNodes(nodes: readonly ConnectionOptions[], times: NodeTimes): MysqlNodes {
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
          await setUp(connection, times.idleInTransactionMs);
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
    watch(connection) {
      const options = nodes[made.get(connection)?.index ?? -1];
      if (options === undefined) return () => {};
      let isLooking = false;
      let isOver = false;
      const timer = setInterval(async () => {
        if (isLooking) return;
        isLooking = true;
        const isSilent = !(await answers({ ...options, connectTimeout: times.silentAfterMs }));
        // The statement may have ended meanwhile, and the connection be somebody else's.
        if (isSilent && !isOver) breakOff(connection);
        isLooking = false;
      }, times.silentAfterMs);
      timer.unref();
      return () => {
        isOver = true;
        clearInterval(timer);
      };
    },
  };
}

/** A server that refuses a connection is alive. */
function answers(options: ConnectionOptions): Promise<boolean> {
  const probe = createConnection(options);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  probe.on('error', () => resolve(false));
  probe.connect((error) => resolve(error === null || wrapDriverError(error).code !== 'database-unreachable'));
  return promise.finally(() => probe.destroy());
}

/**
 * A machine that loses its power says no farewell, and TCP takes 11 minutes and more to notice. The stream's error, other than
 * mysql2's own destroy, reaches the statement that waits.
 */
function breakOff(connection: object): void {
  const silent = { code: 'PROTOCOL_SERVER_SILENT', safeDetail: 'the server has stopped answering' };
  (connection as { stream: Duplex }).stream.destroy(Object.assign(new Error(silent.safeDetail), silent));
}

async function setUp(connection: Connection, idleInTransactionMs: number): Promise<void> {
  try {
    await setUpSession(connection, idleInTransactionMs);
  } catch (error) {
    connection.destroy();
    throw error;
  }
}
