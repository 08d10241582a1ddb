import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installPackage } from './install-package.ts';

/** A real OpenSSH server on a free loopback port, with its own host key, for the tests' own key. */
export interface Sshd {
  host: string;
  port: number;
  /** `SHA256:...` of its first host key. */
  hostKey: string;
  /** Of all of them. */
  hostKeys: string[];
  username: string;
  /** Text of the key that logs in. */
  privateKey: string;
  /** A directory that the user may write to, the same path on the server and here. */
  root: string;
  /** Starts it again on the same port, with the same keys. */
  start(): Promise<void>;
  /** Ends it and every connection as a crash would. */
  kill(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

export interface SshdOptions {
  /** Somebody else than the current user: only root can do that. */
  username?: string;
  /** As ssh-keygen names them. */
  hostKeyTypes?: readonly string[];
}

export async function startSshd({
  username = userInfo().username,
  hostKeyTypes = ['ed25519'],
}: SshdOptions = {}): Promise<Sshd> {
  const sshd = await findSshd();
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-sshd-'));
  const root = join(directory, 'root');
  await chmod(directory, 0o755);
  await mkdir(root);
  await chmod(root, 0o777);
  if (userInfo().uid === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const hostKeyFiles = hostKeyTypes.map((type) => join(directory, `host_key_${type}`));
  const keyOfType = (type: string, path: string) =>
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'test', '-f', path]);
  keyOfType('ed25519', join(directory, 'user_key'));
  for (const [index, path] of hostKeyFiles.entries()) keyOfType(hostKeyTypes[index] ?? '', path);
  const hostKeys = hostKeyFiles.map((path) => fingerprintOfFile(`${path}.pub`));
  const port = await freePort();
  await writeFile(join(directory, 'sshd_config'), renderConfig(directory, port, hostKeyFiles));
  await chmod(join(directory, 'user_key.pub'), 0o644);

  const server: Sshd = {
    host: '127.0.0.1',
    port,
    hostKey: hostKeys[0] ?? '',
    hostKeys,
    username,
    privateKey: await readFile(join(directory, 'user_key'), 'utf8'),
    root,
    async start() {
      child = spawn(sshd, ['-D', '-e', '-f', join(directory, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      child.stderr?.on('data', (text) => {
        said += text;
      });
      for (const started = Date.now(); !(await answersSsh(port)); await delay(25)) {
        if (child.exitCode !== null || Date.now() - started > 10_000) throw new Error(`sshd did not start: ${said}`);
      }
    },
    async kill() {
      if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      const sessions = childrenOf(child.pid);
      process.kill(child.pid, 'SIGKILL');
      for (const pid of sessions) killIfThere(pid);
      await ended;
    },
    async stop() {
      await server.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
  let child: ChildProcess | undefined;
  await server.start();
  return server;
}

async function findSshd(): Promise<string> {
  const places = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'];
  const found = places.find((path) => existsSync(path));
  if (found !== undefined) return found;
  await installPackage('openssh-server');
  return '/usr/sbin/sshd';
}

function renderConfig(directory: string, port: number, hostKeyFiles: readonly string[]): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...hostKeyFiles.map((path) => `HostKey ${path}`),
    `PidFile ${join(directory, 'sshd.pid')}`,
    `AuthorizedKeysFile ${join(directory, 'user_key.pub')}`,
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'StrictModes no',
    'UsePAM no',
    'MaxStartups 100',
    'Subsystem sftp internal-sftp',
    '',
  ].join('\n');
}

/** `SHA256:...` of a public key. */
export function fingerprintOfFile(publicKeyPath: string): string {
  return (
    execFileSync('ssh-keygen', ['-l', '-E', 'sha256', '-f', publicKeyPath], { encoding: 'utf8' }).split(' ')[1] ?? ''
  );
}

/** sshd forks a process or two for each connection; they outlive it. */
function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  const pids = stdout.split('\n').map(Number).filter(Boolean);
  return [...pids, ...pids.flatMap(childrenOf)];
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was free');
  return address.port;
}

/** Whether something there begins to speak. */
export function answersSsh(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('data', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('data', () => socket.destroy());
  });
}
