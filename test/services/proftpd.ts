import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installPackage } from './install-package.ts';
import { answersSsh, fingerprintOfFile, freePort, type Sshd } from './sshd.ts';

const module = '/usr/lib/proftpd/mod_sftp.so';

/** A real ProFTPD with mod_sftp on a free loopback port, run by the current user; `kill` ends it and its sessions. */
export async function startProftpd(): Promise<Sshd & { password: string }> {
  if (!existsSync(module)) await installPackage('proftpd-mod-crypto');
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-proftpd-'));
  const root = join(directory, 'root');
  await mkdir(root);
  for (const [type, key] of [
    ['ed25519', 'host_ed25519'],
    ['rsa', 'host_rsa'],
    ['ed25519', 'user_key'],
  ] as const) {
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'test', '-f', join(directory, key)]);
  }
  const { uid, gid, username: owner } = userInfo();
  const password = 'correct horse battery staple';
  const sealed = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password, encoding: 'utf8' }).trim();
  const write = async (name: string, text: string) => {
    await writeFile(join(directory, name), text, { mode: 0o600 });
    return join(directory, name);
  };
  await write('passwd', `hr:${sealed}:${uid}:${gid}::${root}:/bin/sh\n`);
  await write('group', `hr:x:${gid}:\n`);
  await write('keys', execFileSync('ssh-keygen', ['-e', '-f', join(directory, 'user_key.pub')], { encoding: 'utf8' }));
  const port = await freePort();
  const config = await write('proftpd.conf', renderConfig(directory, port, owner));
  const hostKeys = ['host_ed25519', 'host_rsa'].map((key) => fingerprintOfFile(join(directory, `${key}.pub`)));
  await chmod(directory, 0o755);

  let child: ChildProcess | undefined;
  const server: Sshd & { password: string } = {
    host: '127.0.0.1',
    port,
    hostKey: hostKeys[0] ?? '',
    hostKeys,
    username: 'hr',
    password,
    privateKey: await readFile(join(directory, 'user_key'), 'utf8'),
    root,
    async start() {
      // A group of its own, so that its sessions end with it.
      child = spawn('/usr/sbin/proftpd', ['--nodaemon', '--config', config], { stdio: 'ignore', detached: true });
      for (const started = Date.now(); !(await answersSsh(port)); await delay(25)) {
        if (child.exitCode === null && Date.now() - started < 10_000) continue;
        throw new Error(
          `ProFTPD did not start: ${await readFile(join(directory, 'system.log'), 'utf8').catch(String)}`,
        );
      }
    },
    async kill() {
      if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
    async stop() {
      await server.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

function renderConfig(directory: string, port: number, owner: string): string {
  const at = (name: string) => join(directory, name);
  return [
    'ModulePath /usr/lib/proftpd',
    'LoadModule mod_sftp.c',
    'ServerType standalone',
    'DefaultAddress 127.0.0.1',
    `Port ${port}`,
    'UseIPv6 off',
    'UseReverseDNS off',
    `User ${owner}`,
    'RootLogin on',
    'UseFtpUsers off',
    'RequireValidShell off',
    'AuthOrder mod_auth_file.c',
    `AuthUserFile ${at('passwd')}`,
    `AuthGroupFile ${at('group')}`,
    `PidFile ${at('pid')}`,
    `ScoreboardFile ${at('scoreboard')}`,
    `SystemLog ${at('system.log')}`,
    'TransferLog none',
    'WtmpLog off',
    'DelayEngine off',
    'SFTPEngine on',
    `SFTPLog ${at('sftp.log')}`,
    `SFTPHostKey ${at('host_ed25519')}`,
    `SFTPHostKey ${at('host_rsa')}`,
    'SFTPAuthMethods publickey password',
    `SFTPAuthorizedUserKeys file:${at('keys')}`,
    '',
  ].join('\n');
}
