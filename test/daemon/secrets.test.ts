import { execFileSync, spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { testKey } from '../fixtures/app.ts';
import { daemonProject } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { startHostileSftp } from '../services/hostile-sftp.ts';
import { startSmtp } from '../services/smtp.ts';

vi.setConfig({ testTimeout: 90_000 });

const passwords = {
  SFTP_PASSWORD: 'sftp-Wr0ngHorse',
  KEY_PASSPHRASE: 'key-0penSesame',
  SMTP_PASSWORD: 'smtp-C0rrectStaple',
  DB_PASSWORD: 'db-Batt3ryLost',
};

onDatabase('sqlite', 'secrets of the config', (databases) => {
  it('stand in no log, error, report or file of a daemon that is refused everywhere, nor in what ps shows', async () => {
    const [sftp, smtp] = [
      await startHostileSftp(),
      await startSmtp({ auth: { user: 'rollcall', password: 'another' } }),
    ];
    onTestFinished(async () => {
      await Promise.all([sftp.stop(), smtp.close()]);
    });
    const { host, port, hostKey } = sftp;
    const privateKey = await sealedKey(passwords.KEY_PASSPHRASE);
    const account = { kind: 'sftp', host, port, username: 'hr', hostKey, path: '/in', poll: '100ms' };
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: {
        acme: {},
        password: { inbox: { ...account, path: '/a', password: ref('SFTP_PASSWORD') } },
        key: { inbox: { ...account, path: '/b', privateKey, passphrase: ref('KEY_PASSPHRASE') } },
        broken: { inbox: { ...account, path: '/c', privateKey, passphrase: ref('SFTP_PASSWORD') } },
        stranger: { inbox: { ...account, path: '/d', password: ref('SFTP_PASSWORD'), hostKey: strange } },
      },
      config: {
        mail: {
          transport: 'smtp',
          url: `smtp://rollcall:${ref('SMTP_PASSWORD')}@127.0.0.1:${smtp.port}`,
          allowInsecure: true,
        },
      },
    });
    const url = new URL(inject('mariaDbUrl'));
    const lost = await daemonProject({
      database: { client: 'mysql', url: `mysql://rollcall:${ref('DB_PASSWORD')}@127.0.0.1:${url.port}/rollcall` },
      feeds: { acme: {} },
    });
    const env = Object.entries(passwords).map(([name, value]) => `${name}=${value}\n`);
    for (const { dir } of [project, lost]) await appendFile(join(dir, '.env'), env.join(''));
    const daemon = await project.start();
    await project.drop('acme', 'roster.csv', csvOf(syntheticEmployees(5)));
    for (const feed of ['password', 'key', 'broken', 'stranger']) await daemon.until('feed has to wait', { feed });
    await daemon.until('mail waits');
    const shown = await Promise.all(
      ['cmdline', 'environ'].map((name) => readFile(`/proc/${daemon.pid}/${name}`, 'utf8')),
    );
    const children = spawnSync('ps', ['-o', 'args=', '--ppid', String(daemon.pid)], { encoding: 'utf8' }).stdout;
    const refused = await lost.start({ ready: false });
    const outputs = await Promise.all([
      project.command('doctor', '--json', '--verbose'),
      project.command('file', '1'),
      lost.command('doctor', '--verbose'),
    ]);
    await refused.ended;
    await daemon.end('SIGTERM');

    const all: Record<string, string> = {
      ps: [...shown, children].join('\n'),
      logs: [...daemon.lines, ...refused.lines].map((line) => JSON.stringify(line)).join('\n'),
      commands: outputs.map(({ stdout, stderr }) => stdout + stderr).join('\n'),
      files: (await contentsOf(join(project.dir, 'data'))).join('\n'),
    };
    // What is looked through is really there.
    expect(children).toBe('');
    expect(all.logs).toContain('refuses the login of hr');
    expect(all.logs).toContain("can't be read");
    expect(all.commands).toContain('Wrong password');
    expect(all.commands).toMatch(/database.*(denied|refuse)/i);
    const secrets = [...Object.values(passwords), testKey, ...privateKey.split('\n').slice(1, -2)];
    const forms = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')]);
    expect(leaks(`${env.join('')}${testKey}${privateKey}`, secrets)).toEqual(secrets);
    for (const [where, text] of Object.entries(all)) expect([where, leaks(text, forms)]).toEqual([where, []]);
  });
});

const strange = `SHA256:${'A'.repeat(43)}`;

function ref(name: string): string {
  return `\${${name}}`;
}

function leaks(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => text.includes(secret));
}

async function sealedKey(passphrase: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-key-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', join(directory, 'key')]);
  return readFile(join(directory, 'key'), 'utf8');
}

async function contentsOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')));
}
