import { AppError } from '../domain/app-error.ts';

/**
 * What is kept of a driver's error: its code, its number, and which statement it was. The driver's own message carries
 * bindings (knex: `insert into ... values ('...')`, MySQL: `Duplicate entry '...'`), so it is neither shown nor a cause.
 */
export class DatabaseError extends AppError {
  readonly driverCode: string;
  readonly errno: number | null;

  constructor(kind: DatabaseErrorKind, driver: DriverFacts, statement: string | null) {
    const { message, hint, retryable } = wording[kind];
    const numbered = driver.errno === null ? driver.code : `${driver.code}, ${driver.errno}`;
    const where = statement === null ? '' : ` at "${statement}"`;
    super(kind, `${message}${where} (${numbered}${driver.detail}).`, { hint, retryable });
    this.driverCode = driver.code;
    this.errno = driver.errno;
  }
}

export type DatabaseErrorKind =
  | 'database-unreachable'
  | 'database-refused'
  | 'database-forbidden'
  | 'database-busy'
  | 'database-full'
  | 'write-set-too-large'
  | 'database-failed'
  | 'commit-unknown';

/** Turns whatever knex, mysql2 or the SQLite worker threw into an AppError. */
export function wrapDriverError(error: unknown, sql?: string): AppError {
  if (error instanceof AppError) return error;
  const driver = driverFacts(error);
  return new DatabaseError(kindOf(driver), driver, sql === undefined ? null : nameStatement(sql));
}

/** The connection broke, or the server failed, while it was to commit: nobody knows whether it did. */
export function commitUnknown(error: unknown): AppError {
  const facts = error instanceof DatabaseError ? { code: error.driverCode, errno: error.errno } : driverFacts(error);
  return new DatabaseError('commit-unknown', { ...facts, detail: '' }, null);
}

/** What to do about a change that is too large for a Galera cluster. */
export const writeSetHint =
  'Nothing was changed. Raise wsrep_max_ws_rows and wsrep_max_ws_size on every node of the cluster, or let it replicate in fragments (wsrep_trx_fragment_size), then run "rollcall retry".';

const wording: Record<DatabaseErrorKind, { message: string; hint: string; retryable: boolean }> = {
  'database-unreachable': {
    message: 'The database does not answer',
    hint: 'Check that the database server runs and that the address in "database.url" is right.',
    retryable: true,
  },
  'database-refused': {
    message: 'The database refused the connection',
    hint: 'Check user, password and database name in "database.url", and the rights of that user.',
    retryable: false,
  },
  'database-forbidden': {
    message: 'The database does not let its user do this',
    hint: 'Give the user in "database.url" the grants that the README lists under "Database grants".',
    retryable: false,
  },
  'database-busy': {
    message: 'The database was busy with somebody else for too long',
    hint: 'Try again. If it lasts, look for another program that holds a transaction open.',
    retryable: true,
  },
  'database-full': {
    message: 'The database has no room left',
    hint: 'Free disk space where the database lies.',
    retryable: true,
  },
  'write-set-too-large': {
    message: 'The change is larger than the Galera cluster takes in one transaction',
    hint: writeSetHint,
    retryable: false,
  },
  'database-failed': {
    message: 'The database failed',
    hint: 'Run "rollcall doctor". If it finds nothing, report this message.',
    retryable: false,
  },
  'commit-unknown': {
    message: 'The connection to the database broke during COMMIT, so it is unknown whether the change was saved',
    hint: 'Nothing needs to be done: the file is looked up in the ledger and taken up again if it was not saved.',
    retryable: true,
  },
};

interface DriverFacts {
  code: string;
  errno: number | null;
  /** What may be said beyond the code; see sqlite-worker.ts. */
  detail: string;
  /** Galera has no code of its own for it: 1180 where there are too many rows, 1105 at COMMIT where they are too long. */
  writeSetTooLarge?: boolean;
}

const kinds: readonly [DatabaseErrorKind, RegExp][] = [
  [
    'database-busy',
    /^(SQLITE_BUSY|SQLITE_LOCKED|ER_LOCK_DEADLOCK|ER_LOCK_WAIT_TIMEOUT|ER_CHECKREAD|KnexTimeoutError|TimeoutError|ER_CON_COUNT_ERROR|ER_TOO_MANY_USER_CONNECTIONS)/,
  ],
  // 1021 and 1114 are also what a full temporary directory of the server gives.
  ['database-full', /^(SQLITE_FULL|ENOSPC|EDQUOT|ER_RECORD_FILE_FULL|ER_DISK_FULL)/],
  [
    'database-unreachable',
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|PROTOCOL_|ER_SERVER_SHUTDOWN|ER_NORMAL_SHUTDOWN|ER_SHUTDOWN_COMPLETE|ER_CONNECTION_KILLED|ER_QUERY_INTERRUPTED|ER_UNKNOWN_COM_ERROR|ER_NET_|HANDSHAKE_)/,
  ],
  [
    'database-forbidden',
    /^(ER_TABLEACCESS_DENIED|ER_COLUMNACCESS_DENIED|ER_SPECIFIC_ACCESS_DENIED|ER_NONEXISTING_TABLE_GRANT)/,
  ],
  ['database-refused', /^(ER_ACCESS_DENIED|ER_DBACCESS_DENIED|ER_BAD_DB_ERROR|ER_HOST_|ER_NOT_SUPPORTED_AUTH|EACCES)/],
];

/**
 * A unix socket that is not there (ENOENT) is a server that is down; errno 1047 is a Galera node that left its cluster, and 1180
 * one that was leaving it while it committed.
 */
function kindOf(driver: DriverFacts): DatabaseErrorKind {
  if (driver.writeSetTooLarge) return 'write-set-too-large';
  if (driver.code === 'ENOENT' || [1047, 1053, 1180].includes(driver.errno ?? 0)) return 'database-unreachable';
  return kinds.find(([, pattern]) => pattern.test(driver.code))?.[0] ?? 'database-failed';
}

function driverFacts(error: unknown): DriverFacts {
  if (typeof error !== 'object' || error === null) return { code: 'UNKNOWN', errno: null, detail: '' };
  const { code, errno, name, fatal, safeDetail, sqlMessage } = error as Record<string, unknown>;
  // mysql2 gives no code to the error for a statement on a connection that has been closed.
  const nameless = fatal === true ? 'PROTOCOL_CONNECTION_LOST' : String(name ?? 'UNKNOWN');
  return {
    code: typeof code === 'string' ? code : nameless,
    errno: typeof errno === 'number' && errno > 0 ? errno : null,
    detail: typeof safeDetail === 'string' ? `: ${safeDetail}` : '',
    writeSetTooLarge: /wsrep_max_ws_rows exceeded|maximum writeset size exceeded/i.test(String(sqlMessage ?? '')),
  };
}

/** `insert outbox` for `insert into "outbox" (...) values (...)`: enough to find the place, and nothing else. */
function nameStatement(sql: string): string {
  const verb = /^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase() ?? 'statement';
  const table = /\b(?:from|into|update|table)\s+(?:if\s+(?:not\s+)?exists\s+)?[`"]?(\w+)/i.exec(sql)?.[1];
  return table === undefined ? verb : `${verb} ${table}`;
}
