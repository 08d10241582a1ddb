import { execFile } from 'node:child_process';
import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { daemonProject } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 90_000 });

const run = promisify(execFile);

onDatabase('mysql', 'a register that was restored from a backup', (databases) => {
  it('knows its holds, and is made true by the last roster when that is dropped again', async () => {
    const database = await databases.createConfig();
    const project = await daemonProject({
      database,
      feeds: { acme: { inbox: { kind: 'local', path: 'data/inbox/acme', settle: '100ms', poll: '100ms' } } },
      here: true,
    });
    const active = () => project.sql('SELECT employee_no, surname FROM employees WHERE active ORDER BY employee_no');
    const daemon = await project.start();
    await project.drop('acme', 'day-1.csv', csvOf(syntheticEmployees(60)));
    await project.quiet(1);
    await project.drop('acme', 'day-2.csv', csvOf(syntheticEmployees(40)));
    const held = await project.verdict('acme', 'day-2.csv', 'held');
    const backup = await dump(database, join(project.dir, 'backup.sql'));

    expect(await project.command('approve', String(held.id))).toMatchObject({ code: 0 });
    await project.drop('acme', 'day-3.csv', csvOf(syntheticEmployees(41, 0, { surname: 'Haugen' })));
    await project.quiet(3);
    const before = await active();
    await daemon.end('SIGTERM');
    await restore(database, backup);
    expect(await active()).toHaveLength(60);

    await project.start();
    const approved = await project.command('approve', String(held.id));
    const archive = join(project.inbox('acme'), 'processed');
    await copyFile(join(archive, 'day-3.csv'), join(project.inbox('acme'), 'day-3.csv'));
    await project.quiet(3);

    expect(approved).toMatchObject({ code: 0 });
    expect(await active()).toEqual(before);
    expect(await readdir(archive)).toEqual(['day-1.csv', 'day-2.csv', 'day-3.2.csv', 'day-3.csv']);
  });
});

/** As README.md has it. */
async function dump(database: DatabaseConfig, path: string): Promise<string> {
  const { login, name } = addressOf(database);
  await run('mariadb-dump', [...login, '--single-transaction', `--result-file=${path}`, name]);
  return path;
}

async function restore(database: DatabaseConfig, path: string): Promise<void> {
  const { login, name } = addressOf(database);
  await run('mariadb', [...login, '-e', `DROP DATABASE ${name}; CREATE DATABASE ${name} CHARACTER SET utf8mb4`]);
  await run('mariadb', [...login, name, '-e', `source ${path}`]);
}

function addressOf(database: DatabaseConfig): { login: string[]; name: string } {
  if (database.client !== 'mysql') throw new Error('Only a server has an address.');
  const { hostname, port, username, pathname } = new URL(database.url);
  return { login: ['--no-defaults', `-h${hostname}`, `-P${port}`, `-u${username}`], name: pathname.slice(1) };
}
