import { readFileSync } from 'node:fs';
import { AppError } from '../domain/app-error.ts';

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
