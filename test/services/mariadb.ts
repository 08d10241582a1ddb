import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { installPackage } from './install-package.ts';

const run = promisify(execFile);

export interface MariaDb {
  /** `mysql://root@127.0.0.1:port`, without a database. */
  readonly url: string;
  readonly socket: string;
  readonly port: number;
  /** Stops cleanly and keeps the data. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again, on the same data and port. */
  start(): Promise<void>;
  /** Stops it and removes the data. */
  remove(): Promise<void>;
}

/** A MariaDB server of our own in a temporary directory, on loopback. @param options further options of mariadbd */
export async function startMariaDb(options: readonly string[] = []): Promise<MariaDb> {
  const program = await findServer();
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-mariadb-'));
  const data = join(directory, 'data');
  const socket = join(directory, 'socket');
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  // A server that starts deletes every temporary table in its tmpdir: in /tmp also those of servers that are at work.
  const env = { ...process.env, TMPDIR: directory };
  await run(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...asRoot],
    { env },
  );
  const port = await freePort();
  let server: ChildProcess | null = null;

  async function start(): Promise<void> {
    server = spawn(
      program,
      [
        '--no-defaults',
        `--datadir=${data}`,
        `--socket=${socket}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--local-infile=1',
        '--skip-log-bin',
        '--skip-name-resolve',
        '--innodb-buffer-pool-size=128M',
        '--innodb-log-file-size=64M',
        '--performance-schema=OFF',
        // A killed server loses nothing without these, only a machine that loses power does; creating tables takes half the time.
        '--sync-frm=OFF',
        '--innodb-doublewrite=0',
        ...asRoot,
        ...options,
      ],
      { stdio: 'ignore', env },
    );
    await untilReady(server, port);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  }

  await start();
  return {
    url: `mysql://root@127.0.0.1:${port}`,
    socket,
    port,
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async remove() {
      await end('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** `/usr/sbin` is missing from an ordinary user's PATH on Debian. */
async function findServer(): Promise<string> {
  for (const attempt of ['as it is', 'installed']) {
    if (attempt === 'installed') await installPackage('mariadb-server');
    for (const path of [
      '/usr/sbin/mariadbd',
      '/usr/bin/mariadbd',
      '/usr/local/bin/mariadbd',
      '/opt/homebrew/bin/mariadbd',
    ]) {
      if (await exists(path)) return path;
    }
  }
  throw new Error('mariadbd was installed, but is not where it should be.');
}

async function untilReady(server: ChildProcess, port: number): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`mariadbd ended with code ${server.exitCode} while it started.`);
    try {
      const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' });
      await connection.end();
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error('mariadbd was not ready within 30 s.');
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
