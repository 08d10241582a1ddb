import { readFileSync } from 'node:fs';
import knex, { type Knex } from 'knex';
import type { Connection, ConnectionOptions } from 'mysql2';
import { AppError } from '../domain/app-error.ts';
import type { Log } from '../runtime/log.ts';
import { knexLog } from './knex-log.ts';
import { MysqlClient } from './mysql-client.ts';

const maxConnections = 8;

/** A pool for `mysql://user:password@host:port/database`, see parseMysqlUrl; nothing is connected yet. */
export function openMysql(config: MysqlServer, log: Log): Knex {
  return knex({
    client: MysqlClient,
    connection: connectionOptions(
      parseMysqlUrl(config.url, config.allowInsecure === true || Boolean(config.tls)),
      config.tls ?? null,
    ),
    compileSqlOnError: false,
    asyncStackTraces: false,
    pool: {
      min: 0,
      max: maxConnections,
      // An idle daemon asks every half minute, and would connect and set up its session anew each time.
      idleTimeoutMillis: 60_000,
      reapIntervalMillis: 5_000,
      afterCreate: (connection: Connection, done: (error: Error | null) => void) => setUpSession(connection, done),
    },
    log: knexLog(log),
  });
}

export interface MysqlServer {
  url: string;
  allowInsecure?: boolean;
  /** `ca` is the text of the authority's certificate; null for the system's authorities. */
  tls?: { ca: string | null } | null;
}

export interface MysqlAddress {
  host?: string;
  port?: number;
  socketPath?: string;
  user: string;
  password: string;
  database: string;
  ssl?: { rejectUnauthorized: true; ca?: string };
}

/**
 * `?ssl=true` asks for TLS with the system's authorities, `?ca=/path/ca.pem` for TLS with that one,
 * `?socket=/run/mysqld/mysqld.sock` for the unix socket. Without TLS the server must be on this host.
 *
 * @throws AppError `database-url-invalid`, `database-insecure`
 */
export function parseMysqlUrl(text: string, allowInsecure: boolean): MysqlAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  const database = decodeURIComponent(url?.pathname.slice(1) ?? '');
  if (url?.protocol !== 'mysql:' || database === '') {
    throw new AppError('database-url-invalid', 'The address in "database.url" can\'t be read.', {
      hint: 'Write it as mysql://user:password@host:3306/database, with special characters in the password %-encoded.',
    });
  }
  const socketPath = url.searchParams.get('socket') ?? undefined;
  const ca = url.searchParams.get('ca') ?? undefined;
  const tls = ca !== undefined || url.searchParams.get('ssl') === 'true';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!tls && socketPath === undefined && !allowInsecure && !isLoopback(host)) {
    throw new AppError('database-insecure', `The connection to the database at ${host} would not be encrypted.`, {
      hint: 'Add ?ssl=true (or ?ca=/path/to/ca.pem) to "database.url", or set "database.allowInsecure: true".',
    });
  }
  return {
    ...(socketPath === undefined ? { host, port: Number(url.port || 3306) } : { socketPath }),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
    ssl: tls ? { rejectUnauthorized: true, ca: ca === undefined ? undefined : readAuthority(ca) } : undefined,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function readAuthority(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('database-url-invalid', `The certificate ${path} that "database.url" names can't be read.`, {
      hint: 'Check the path behind "ca=", and that Rollcall\'s user may read the file.',
      cause,
    });
  }
}

function connectionOptions(address: MysqlAddress, tls: MysqlServer['tls']): Knex.StaticConnectionConfig {
  const options: ConnectionOptions = {
    ...address,
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
  return options as Knex.StaticConnectionConfig;
}

/**
 * READ COMMITTED, because under the default REPEATABLE READ an INSERT ... SELECT or UPDATE ... JOIN locks the gaps between
 * the rows that it reads, so that two feeds in the same tables would wait for each other and deadlock
 * (https://mariadb.com/kb/en/innodb-lock-modes/). What a plan was made on is guarded by lease and register version instead.
 *
 * lock_wait_timeout (86,400 s by default) is the wait for somebody's ALTER TABLE.
 */
const sessionSettings = [
  `SET ${[
    "SESSION sql_mode = 'STRICT_TRANS_TABLES,STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    "SESSION time_zone = '+00:00'",
    'SESSION innodb_lock_wait_timeout = 10',
    'SESSION lock_wait_timeout = 60',
    // Joined digests (read-digests.ts) take 500 KB; MySQL cuts off after 1 KB.
    'SESSION group_concat_max_len = 16777216',
  ].join(', ')}`,
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  'SET NAMES utf8mb4 COLLATE utf8mb4_bin',
];

function setUpSession(connection: Connection, done: (error: Error | null) => void): void {
  const next = (index: number): void => {
    const setting = sessionSettings[index];
    if (setting === undefined) done(null);
    else connection.query(setting, (error) => (error ? done(error) : next(index + 1)));
  };
  next(0);
}
