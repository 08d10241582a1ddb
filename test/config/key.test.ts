import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadKey } from '../../src/config/key.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Log } from '../../src/runtime/log.ts';
import { oneFeed, project } from './project.ts';

function recordingLog() {
  const events: string[] = [];
  const record = (event: string) => void events.push(event);
  const log: Log = { debug: record, info: record, warn: record, error: record, child: () => log };
  return { events, log };
}

const mysql = 'database: { client: mysql, url: "mysql://u@localhost/r" }\n';

async function configOf(yaml: string, env: Record<string, string> = {}) {
  const root = await project({ 'config/rollcall.yaml': yaml, 'data/.keep': '' });
  return loadConfig({ path: join(root, 'config/rollcall.yaml'), env });
}

it('takes the key of the environment and makes none', async () => {
  const config = await configOf(oneFeed, { ROLLCALL_KEY: 'given' });
  const { log, events } = recordingLog();

  expect(await loadKey(config, log)).toBe('given');
  expect(events).toEqual([]);
});

it('makes a private key at the first start, says so once, and keeps to it', async () => {
  const config = await configOf(oneFeed);
  const { log, events } = recordingLog();

  const made = await loadKey(config, log);

  const path = join(config.dataDirectory, 'rollcall.key');
  expect(made.length).toBeGreaterThanOrEqual(32);
  expect((await readFile(path, 'utf8')).trim()).toBe(made);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await loadKey(config, log)).toBe(made);
  expect(events).toEqual(['key-created']);
});

it('gives every process that starts at once the same key', async () => {
  const config = await configOf(oneFeed);
  const { log } = recordingLog();

  const keys = await Promise.all(Array.from({ length: 8 }, () => loadKey(config, log)));

  expect(new Set(keys).size).toBe(1);
});

it('makes none where the register was sealed with another', async () => {
  const config = await configOf(oneFeed);
  await writeFile(join(config.dataDirectory, 'rollcall.db'), 'x');

  await expect(loadKey(config, recordingLog().log)).rejects.toMatchObject({ code: 'key-missing' });
});

it('makes none for a database that several daemons share', async () => {
  await expect(loadKey(await configOf(mysql + oneFeed), recordingLog().log)).rejects.toMatchObject({
    code: 'key-missing',
  });
});
