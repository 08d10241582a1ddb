import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { createVault } from '../../src/runtime/vault.ts';
import { project } from '../config/project.ts';
import { rollcall } from './run.ts';

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

it('writes a project whose config is valid and whose key can be used', async () => {
  const root = await project({});

  const { code, stdout } = await rollcall(['init', join(root, 'new')]);

  const config = await loadConfig({ path: join(root, 'new/config/rollcall.yaml'), env: {} });
  expect(code).toBe(0);
  expect(config.feeds[0]?.inbox.path).toBe(join(root, 'new/data/inbox/acme'));
  expect(config.warnings).toEqual([]);
  expect(createVault(config.key ?? '').keyIds).toHaveLength(1);
  expect(stdout).toContain('Next:');
});

it('makes the inbox directories, and keeps secrets private', async () => {
  const root = await project({});

  await rollcall(['init', root]);

  expect(await readdir(join(root, 'data/inbox/acme'))).toEqual(['held', 'processed', 'rejected']);
  expect(await modeOf(join(root, '.env'))).toBe(0o600);
  expect(await modeOf(join(root, 'data'))).toBe(0o700);
});

it('closes the archive folders to others, and not the inbox that files are dropped into', async () => {
  const root = await project({});

  await rollcall(['init', root]);

  const inbox = join(root, 'data/inbox/acme');
  for (const folder of ['processed', 'rejected', 'held']) expect(await modeOf(join(inbox, folder))).toBe(0o700);
  expect(await modeOf(inbox)).toBe(0o777 & ~process.umask());
});

it('gives each project a key of its own', async () => {
  const [one, two] = [await project({}), await project({})];

  await rollcall(['init', one]);
  await rollcall(['init', two]);

  expect(await readFile(join(one, '.env'), 'utf8')).not.toBe(await readFile(join(two, '.env'), 'utf8'));
});

it('never overwrites, and lists what it left alone', async () => {
  const root = await project({ 'config/rollcall.yaml': 'mine', '.env': 'mine' });

  const { code, stdout } = await rollcall(['init', root, '--json']);

  const outcome = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(await readFile(join(root, 'config/rollcall.yaml'), 'utf8')).toBe('mine');
  expect(await readFile(join(root, '.env'), 'utf8')).toBe('mine');
  expect(outcome.leftAlone).toEqual(['config/rollcall.yaml', '.env']);
  expect(outcome.created).toContain('ecosystem.config.cjs');
});

it('changes nothing when run again', async () => {
  const root = await project({});
  await rollcall(['init', root]);
  const before = await readFile(join(root, '.env'), 'utf8');

  const { stdout } = await rollcall(['init', root, '--json']);

  expect(JSON.parse(stdout).created).toEqual([]);
  expect(await readFile(join(root, '.env'), 'utf8')).toBe(before);
});

it('writes a PM2 config that stops cleanly and does not restart on a wrong config', async () => {
  const root = await project({});
  await rollcall(['init', root]);

  const { apps } = createRequire(import.meta.url)(join(root, 'ecosystem.config.cjs'));

  expect(apps).toHaveLength(1);
  expect(apps[0]).toMatchObject({
    args: 'run',
    exec_mode: 'fork',
    instances: 1,
    wait_ready: true,
    stop_exit_codes: [2],
    exp_backoff_restart_delay: 100,
  });
  const { times } = await loadConfig({ path: join(root, 'config/rollcall.yaml'), env: {} });
  expect(apps[0].kill_timeout).toBeGreaterThan(times.shutdownGraceMs);
  expect(apps[0].cwd).toBe(root);
});

it('ends with 2 where it may not write', async () => {
  const root = await project({ file: '' });

  const { code, stderr } = await rollcall(['init', join(root, 'file')]);

  expect(code).toBe(2);
  expect(stderr).toContain('To mend it');
});
