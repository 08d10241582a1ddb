import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { newKey } from '../../src/runtime/vault.ts';
import { type MariaDb, startMariaDb } from '../services/mariadb.ts';
import { type ReceivedMail, type SmtpService, startSmtp } from '../services/smtp.ts';
import { type Sshd, startSshd } from '../services/sshd.ts';
import { startTcpProxy, type TcpProxy } from '../services/tcp-proxy.ts';
import { type SoakFeed, soakFeeds } from './feeds.ts';
import { type KeptDaemon, keepDaemon } from './keep-daemon.ts';
import type { Options } from './options.ts';

/** Real parts, the daemons on them, and a bad line between each two. */
export interface SoakProject {
  readonly directory: string;
  readonly key: string;
  readonly feeds: readonly SoakFeed[];
  readonly daemons: readonly KeptDaemon[];
  readonly mariaDb: MariaDb;
  readonly sshd: Sshd;
  readonly lines: { database: readonly TcpProxy[]; sftp: TcpProxy; smtp: TcpProxy };
  readonly smtp: MailServer;
  pathOf(feed: SoakFeed): string;
  /** The data directories of the daemons. */
  readonly dataDirectories: readonly string[];
  /** On a connection of its own, past the bad lines; waits for a server that is just away. */
  sql<T = Record<string, unknown>>(statement: string, bindings?: readonly unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

/** An SMTP server that can be closed and opened again; mails of before are kept. */
export interface MailServer {
  /** Null while it is closed. */
  readonly now: SmtpService | null;
  readonly mails: ReceivedMail[];
  open(): Promise<void>;
  close(): Promise<void>;
}

export const databaseName = 'rollcall';

export async function openSoakProject(program: string, { daemons, shareData }: Options): Promise<SoakProject> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-soak-'));
  const [mariaDb, sshd, smtp] = await Promise.all([startMariaDb(), startSshd(), startMailServer()]);
  const lines = {
    database: await Promise.all(Array.from({ length: daemons }, () => startTcpProxy(mariaDb.port))),
    sftp: await startTcpProxy(sshd.port),
    smtp: await startTcpProxy(smtp.port),
  };
  const feeds = soakFeeds();
  const key = newKey();
  const pathOf = ({ id, inbox }: SoakFeed) =>
    inbox === 'sftp' ? join(sshd.root, id) : join(directory, 'data', 'inbox', id);
  for (const feed of feeds) await mkdir(pathOf(feed), { recursive: true });
  await mkdir(join(directory, 'config'));
  await writeFile(join(directory, '.env'), `ROLLCALL_KEY=${key}\n`, { mode: 0o600 });
  await writeFile(join(directory, 'sftp-key'), sshd.privateKey, { mode: 0o600 });

  let connection: Connection | null = null;
  const sql: SoakProject['sql'] = async <T>(statement: string, bindings: readonly unknown[] = []): Promise<T[]> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        connection ??= await createConnection({ uri: `${mariaDb.url}/${databaseName}`, dateStrings: true });
        const [rows] = await connection.query<RowDataPacket[]>(statement, [...bindings]);
        return rows as T[];
      } catch (error) {
        connection?.destroy();
        connection = null;
        if (attempt === 100) throw error;
        await delay(200);
      }
    }
  };
  const first = await createConnection(mariaDb.url);
  await first.query(`CREATE DATABASE ${databaseName}`);
  await first.end();

  const dataDirectories: string[] = [];
  const kept: KeptDaemon[] = [];
  for (const [at, line] of lines.database.entries()) {
    const name = `daemon-${at + 1}`;
    const dataDirectory = join(directory, 'data', shareData ? 'all' : name);
    if (!dataDirectories.includes(dataDirectory)) dataDirectories.push(dataDirectory);
    const config = join(directory, 'config', `${name}.yaml`);
    const entries = feeds.map((feed) => feedEntry(feed, pathOf(feed), { directory, sshd, port: lines.sftp.port }));
    const url = `mysql://root@127.0.0.1:${line.port}/${databaseName}`;
    const settings = { ...common, dataDirectory, database: { client: 'mysql', url, migrate: 'auto' }, feeds: entries };
    const mail = {
      transport: 'smtp',
      url: `smtp://127.0.0.1:${lines.smtp.port}`,
      from: 'Rollcall <rollcall@example.org>',
    };
    await writeFile(config, JSON.stringify({ ...settings, mail }, null, 2));
    kept.push(keepDaemon({ name, program, directory, config, log: join(directory, `${name}.log`) }));
  }

  return {
    directory,
    key,
    feeds,
    daemons: kept,
    mariaDb,
    sshd,
    lines,
    smtp,
    pathOf,
    dataDirectories,
    sql,
    async close() {
      connection?.destroy();
      for (const daemon of kept) await daemon.end();
      for (const line of [...lines.database, lines.sftp, lines.smtp]) await line.close();
      await smtp.close();
      await sshd.stop();
      await mariaDb.remove();
    },
  };
}

/** Everything that is waited for is short, so that a fault is over soon. */
const common = {
  concurrency: 2,
  log: { level: 'debug' },
  times: {
    // Every verdict is to have a mail of its own: see judge-mails.ts.
    digestAfter: '0s',
    leaseExpiry: '4s',
    leaseWait: '15s',
    shutdownGrace: '10s',
    backoff: {
      inbox: { start: '200ms', cap: '2s' },
      database: { start: '200ms', cap: '2s' },
      mail: { start: '300ms', cap: '3s' },
    },
  },
  technicalUsers: [
    {
      name: 'Everything',
      email: 'everything@example.org',
      notify: ['rejected', 'held', 'warnings', 'processed', 'failed'],
    },
    { name: 'Two feeds', email: 'two-feeds@example.org', feeds: ['oslo', 'bergen'] },
  ],
};

/** The guard that the model knows, too. */
export const soakGuard = { maxDeactivatedPercent: 10, minDeactivated: 3 };

function feedEntry(
  { id, inbox, complete, written, settings }: SoakFeed,
  path: string,
  { directory, sshd, port }: { directory: string; sshd: Sshd; port: number },
) {
  const settle = complete === 'settled' ? '1200ms' : '200ms';
  const { host, username, hostKey } = sshd;
  const privateKey = `\${file:${join(directory, 'sftp-key')}}`;
  const timeouts = { noProgressTimeout: '4s', operationTimeout: '5s' };
  return {
    id,
    layout: written.layout,
    inbox:
      inbox === 'local'
        ? { kind: 'local', path, settle, poll: '400ms' }
        : { kind: 'sftp', host, port, username, privateKey, hostKey, path, settle, poll: '500ms', ...timeouts },
    complete,
    timeZone: 'Europe/Oslo',
    guard: soakGuard,
    // The soak kills daemons far more often than a file does.
    maxCrashes: 100,
    ...settings,
  };
}

async function startMailServer(): Promise<MailServer & { port: number }> {
  const mails: ReceivedMail[] = [];
  let now: SmtpService | null = await startSmtp();
  const { port } = now;
  return {
    port,
    get now() {
      return now;
    },
    get mails() {
      return [...mails, ...(now?.mails ?? [])];
    },
    async open() {
      now ??= await startSmtp({ port });
    },
    async close() {
      const closed = now;
      now = null;
      if (closed === null) return;
      await closed.close();
      mails.push(...closed.mails);
    },
  };
}
