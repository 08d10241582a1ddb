import type { Connection, RowDataPacket } from 'mysql2';
import { DatabaseError } from './driver-error.ts';

/**
 * Makes a new connection one of ours.
 *
 * @param idleInTransactionMs after this time without a statement a transaction is given up, and with it its locks
 * @throws whatever the driver throws; DatabaseError `database-unreachable` where the node has left its cluster
 */
export async function setUpSession(connection: Connection, idleInTransactionMs: number): Promise<void> {
  for (const setting of sessionSettings(idleInTransactionMs)) await ask(connection, setting);
  if (!(await isOnGalera(connection))) return;
  await ask(connection, `SET SESSION wsrep_sync_wait = ${syncWait}`);
  const [ready] = await ask(connection, "SHOW STATUS LIKE 'wsrep_ready'");
  if (ready?.Value !== 'ON') throw notReady();
}

/**
 * READ COMMITTED, because under the default REPEATABLE READ an INSERT ... SELECT or UPDATE ... JOIN locks the gaps between
 * the rows that it reads, so that two feeds in the same tables would wait for each other and deadlock
 * (https://mariadb.com/kb/en/innodb-lock-modes/). What a plan was made on is guarded by lease and register version instead.
 *
 * lock_wait_timeout (86,400 s by default) is the wait for somebody's ALTER TABLE.
 *
 * idle_transaction_timeout (no limit by default), which MySQL does not know: a host that loses power in the middle of applying
 * says no farewell, and its transaction would keep the feed's lease locked for the 8 hours of wait_timeout.
 */
const sessionSettings = (idleInTransactionMs: number) => [
  `SET ${[
    "SESSION sql_mode = 'STRICT_TRANS_TABLES,STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    "SESSION time_zone = '+00:00'",
    'SESSION innodb_lock_wait_timeout = 10',
    'SESSION lock_wait_timeout = 60',
    // Joined digests (read-digests.ts) take 500 KB; MySQL cuts off after 1 KB.
    'SESSION group_concat_max_len = 16777216',
    // More than a connection waits in the pool.
    'SESSION wait_timeout = 120',
  ].join(', ')} /*M!100300 , SESSION idle_transaction_timeout = ${Math.ceil(idleInTransactionMs / 1000)} */`,
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  'SET NAMES utf8mb4 COLLATE utf8mb4_bin',
];

/**
 * Reads and BEGIN (1), UPDATE and DELETE (2): what was committed through one node is then seen through every other, so that
 * connections may go to different ones. Of 300 looks at what another node had just committed, 17 of 300 SELECTs and 23 UPDATEs
 * came too early without it, 3 UPDATEs with 1 alone, 4 SELECTs with 2 alone, none with both. INSERTs outside a transaction need
 * none: what they may collide with, certification finds.
 */
const syncWait = 3;

/** MySQL and a MariaDB without Galera don't know the variable. */
async function isOnGalera(connection: Connection): Promise<boolean> {
  try {
    const [row] = await ask(connection, 'SELECT @@wsrep_on AS galera');
    return Number(row?.galera) === 1;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ER_UNKNOWN_SYSTEM_VARIABLE') return false;
    throw error;
  }
}

/** Such a node answers whatever needs no table, and everything else with 1047. */
function notReady(): DatabaseError {
  const detail = ': the node is not in the primary component of its cluster';
  return new DatabaseError('database-unreachable', { code: 'ER_UNKNOWN_COM_ERROR', errno: 1047, detail }, null);
}

function ask(connection: Connection, sql: string): Promise<RowDataPacket[]> {
  return new Promise((resolve, reject) => {
    connection.query<RowDataPacket[]>(sql, (error, rows) => (error ? reject(error) : resolve(rows)));
  });
}
