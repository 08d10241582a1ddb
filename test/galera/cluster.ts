import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chown, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { installPackage } from '../services/install-package.ts';
import { freePort } from '../services/mariadb.ts';

const run = promisify(execFile);

/** A MariaDB Galera cluster of our own on loopback. */
export interface Cluster {
  readonly nodes: readonly Node[];
  /** Waits until every node is in the cluster again: one that stood still needs a while to notice that it has missed something. */
  untilWhole(): Promise<void>;
  /** Ends every node and removes their data. */
  remove(): Promise<void>;
}

export interface Node {
  readonly name: string;
  /** `mysql://root@127.0.0.1:port`, without a database. */
  readonly url: string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again, and waits until it has caught up with the others. */
  start(): Promise<void>;
  /** Stops its process, as a stalled machine would; `SIGCONT` lets it go on. */
  signal(signal: NodeJS.Signals): void;
  untilSynced(): Promise<void>;
  /** Sees what was committed through the other nodes. */
  query<T>(sql: string): Promise<T[]>;
}

/** Starts the nodes one after the other. @param options further options of each mariadbd */
export async function startCluster(count = 3, options: readonly string[] = []): Promise<Cluster> {
  await installMissing();
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-galera-'));
  const user = await serverUser();
  if (user !== null) await chown(directory, user.uid, user.gid);
  const ports = await Promise.all(
    Array.from({ length: count }, async () => ({
      sql: await freePort(),
      group: await freePort(),
      ist: await freePort(),
      sst: await freePort(),
    })),
  );
  const address = `gcomm://${ports.map(({ group }) => `127.0.0.1:${group}`).join(',')}`;
  const nodes = ports.map((port, index) =>
    createNode({
      name: `node-${index + 1}`,
      directory: join(directory, `node-${index + 1}`),
      port,
      address,
      user,
      options,
    }),
  );
  const remove = async () => {
    for (const node of nodes) await node.kill();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    for (const [index, node] of nodes.entries()) await node.create(index === 0);
    return { nodes, remove, untilWhole: () => untilWhole(nodes) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function untilWhole(nodes: readonly Node[]): Promise<void> {
  const sql = "SHOW STATUS WHERE Variable_name IN ('wsrep_cluster_size', 'wsrep_local_state_comment', 'wsrep_ready')";
  const whole = ['ON', 'Synced', String(nodes.length)].sort().join();
  for (const node of nodes) {
    for (let attempt = 0; ; attempt += 1) {
      const state = await node.query<{ Value: string }>(sql).catch(() => []);
      if (
        state
          .map(({ Value }) => Value)
          .sort()
          .join() === whole
      )
        break;
      if (attempt === 900) throw new Error(`${node.name} is not in the cluster again after 90 s.`);
      await sleep(100);
    }
  }
}

async function installMissing(): Promise<void> {
  for (const [path, name] of [
    [program, 'mariadb-server'],
    [provider, 'galera-4'],
    ['/usr/bin/rsync', 'rsync'],
    // The script that copies a node's data looks with it which ports are in use.
    ['/usr/bin/lsof', 'lsof'],
  ] as const) {
    await access(path).catch(() => installPackage(name));
  }
}

const program = '/usr/sbin/mariadbd';
const provider = '/usr/lib/galera/libgalera_smm.so';

interface User {
  uid: number;
  gid: number;
}

/** The copy by rsync fails under root. */
async function serverUser(): Promise<User | null> {
  if (process.getuid?.() !== 0) return null;
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'mysql'])).stdout)),
  );
  return { uid: uid ?? 0, gid: gid ?? 0 };
}

interface NodeOptions {
  name: string;
  directory: string;
  port: { sql: number; group: number; ist: number; sst: number };
  address: string;
  user: User | null;
  options: readonly string[];
}

function createNode({ name, directory, port, address, user, options }: NodeOptions) {
  const data = join(directory, 'data');
  const url = `mysql://root@127.0.0.1:${port.sql}`;
  const asUser = { cwd: '/', ...(user ?? {}) };
  let server: ChildProcess | null = null;
  const settings = [
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${join(directory, 'socket')}`,
    `--tmpdir=${directory}`,
    `--port=${port.sql}`,
    '--bind-address=127.0.0.1',
    '--local-infile=1',
    '--skip-name-resolve',
    '--innodb-buffer-pool-size=128M',
    '--innodb-log-file-size=64M',
    '--performance-schema=OFF',
    '--innodb-flush-log-at-trx-commit=2',
    '--binlog-format=ROW',
    '--innodb-autoinc-lock-mode=2',
    `--wsrep-provider=${provider}`,
    `--wsrep-cluster-address=${address}`,
    '--wsrep-cluster-name=rollcall',
    `--wsrep-node-name=${name}`,
    '--wsrep-node-address=127.0.0.1',
    '--wsrep-sst-method=rsync',
    `--wsrep-sst-receive-address=127.0.0.1:${port.sst}`,
    `--wsrep-provider-options=${providerOptions(port)}`,
    ...options,
  ];

  async function launch(more: readonly string[]): Promise<void> {
    const log = await open(join(directory, 'log'), 'a');
    server = spawn(program, [...settings, '--wsrep-on=ON', ...more], { stdio: ['ignore', log.fd, log.fd], ...asUser });
    await log.close();
    await untilSynced();
  }

  async function untilSynced(): Promise<void> {
    for (let attempt = 0; attempt < 900; attempt += 1) {
      if (server === null || server.exitCode !== null || server.signalCode !== null) {
        throw new Error(`${name} ended while it started:\n${await readFile(join(directory, 'log'), 'utf8')}`);
      }
      const state = await query<{ Value: string }>("SHOW STATUS LIKE 'wsrep_local_state_comment'").catch(() => []);
      if (state[0]?.Value === 'Synced') return;
      await sleep(100);
    }
    throw new Error(`${name} has not joined the cluster within 90 s.`);
  }

  async function query<T>(sql: string): Promise<T[]> {
    const connection = await createConnection({ uri: url, connectTimeout: 2000 });
    try {
      await connection.query('SET SESSION wsrep_sync_wait = 7');
      const [rows] = await connection.query<RowDataPacket[]>(sql);
      return rows as T[];
    } finally {
      connection.destroy();
    }
  }

  return {
    name,
    url,
    query,
    untilSynced,
    async create(isFirst: boolean): Promise<void> {
      await run('mkdir', [directory], asUser);
      const plain = [
        '--no-defaults',
        `--datadir=${data}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
      ];
      await run('mariadb-install-db', plain, asUser);
      await launch(isFirst ? ['--wsrep-new-cluster'] : []);
    },
    /** As Debian's service does: the position that the data stands at spares a copy of all of them. */
    async start(): Promise<void> {
      const recovering = run(program, [...settings, '--wsrep-on=ON', '--wsrep-recover', '--log-error='], asUser);
      const { stderr, stdout } = await recovering;
      const position = /Recovered position:?\s*([0-9a-f-]+:-?\d+)/.exec(stderr + stdout)?.[1];
      await launch(position === undefined ? [] : [`--wsrep-start-position=${position}`]);
    },
    async kill(): Promise<void> {
      if (server === null || server.exitCode !== null || server.signalCode !== null) return;
      const exited = once(server, 'exit');
      server.kill('SIGKILL');
      await exited;
    },
    signal: (signal: NodeJS.Signals): void => void server?.kill(signal),
  };
}

/** A node that is silent is given up by the others after seconds, not after Galera's 15. */
function providerOptions({ group, ist }: NodeOptions['port']): string {
  return [
    `gmcast.listen_addr=tcp://127.0.0.1:${group}`,
    `ist.recv_addr=127.0.0.1:${ist}`,
    'evs.keepalive_period=PT0.3S',
    'evs.suspect_timeout=PT1S',
    'evs.inactive_timeout=PT3S',
    'evs.inactive_check_period=PT0.2S',
    'gcache.size=128M',
  ].join(';');
}
