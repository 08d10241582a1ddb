import knex, { type Knex } from 'knex';
import type { ConnectionOptions } from 'mysql2';
import type { Log } from '../runtime/log.ts';
import { knexLog } from './knex-log.ts';
import { parseMysqlUrl } from './mysql-address.ts';
import { mysqlClientOn } from './mysql-client.ts';
import { createMysqlNodes, type NodeTimes } from './mysql-nodes.ts';

const maxConnections = 8;
const defaultTimes: NodeTimes = { idleInTransactionMs: 30_000, silentAfterMs: 15_000 };

/** A pool for one address or several nodes of one cluster, see parseMysqlUrl; nothing is connected yet. */
export function openMysql(config: MysqlServer, log: Log): Knex {
  const nodes = [config.url].flat().map((url) => connectionOptions(url, config));
  return knex({
    client: mysqlClientOn(createMysqlNodes(nodes, { ...defaultTimes, ...config.times })),
    connection: { ...nodes[0] } as Knex.StaticConnectionConfig,
    compileSqlOnError: false,
    asyncStackTraces: false,
    pool: {
      min: 0,
      max: maxConnections,
      // An idle daemon asks every half minute, and would connect and set up its session anew each time.
      idleTimeoutMillis: 60_000,
      reapIntervalMillis: 5_000,
    },
    log: knexLog(log),
  });
}

export interface MysqlServer {
  /** Holds passwords: never log it. */
  url: string | readonly string[];
  allowInsecure?: boolean;
  /** `ca` is the text of the authority's certificate; null for the system's authorities. */
  tls?: { ca: string | null } | null;
  times?: Partial<NodeTimes>;
}

function connectionOptions(url: string, { allowInsecure, tls }: MysqlServer): ConnectionOptions {
  return {
    ...parseMysqlUrl(url, allowInsecure === true || Boolean(tls)),
    ...(tls ? { ssl: { rejectUnauthorized: true, ca: tls.ca ?? undefined } } : {}),
    charset: 'utf8mb4',
    timezone: 'Z',
    // Dates stay the text that they are; ids are numbers, and only beyond 2^53 text; SUM() of whole numbers is a number.
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: false,
    decimalNumbers: true,
    multipleStatements: false,
    connectTimeout: 10_000,
    enableKeepAlive: true,
    keepAliveInitialDelay: 10_000,
  };
}
