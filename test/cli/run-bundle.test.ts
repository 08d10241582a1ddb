import { execFile } from 'node:child_process';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { oneFeed } from '../config/project.ts';
import { type BuiltCheckout, copyCheckout } from '../fixtures/built-checkout.ts';
import { csvOf, longAddress, syntheticEmployees } from '../fixtures/roster.ts';
import { migratedProject } from './migrated-project.ts';

const run = promisify(execFile);

let built: BuiltCheckout;
let dir: string;
let compiled: string;
beforeAll(async () => {
  built = await copyCheckout();
  compiled = join(built.dir, 'dist', '.compiled');
});
afterAll(() => built.remove());
beforeEach(async () => {
  await rm(compiled, { recursive: true, force: true });
  dir = await migratedProject(oneFeed);
});

it('a command keeps what was compiled of it three times, each use apart, and leaves nothing unfinished', async () => {
  const kept: number[] = [];
  for (let times = 1; times <= 5; times += 1) {
    await command('files');
    kept.push((await stat(await cacheOf('files'))).mtimeMs);
  }

  expect(await uses()).toEqual(['files.bin']);
  expect(new Set(kept.slice(0, 3)).size).toBe(3);
  expect(new Set(kept.slice(2)).size).toBe(1);
});

it.each<[string, (cache: Buffer) => Buffer]>([
  ['was cut off', (cache) => cache.subarray(0, cache.length >> 1)],
  ['is empty', () => Buffer.alloc(0)],
  ['was damaged', (cache) => Buffer.from(cache.map((byte, at) => (at % 1000 === 999 ? byte ^ 0xff : byte)))],
  ['is of another source', (cache) => Buffer.concat([cache.subarray(0, 4), Buffer.alloc(4), cache.subarray(8)])],
  ['V8 refuses', withoutVersion],
])('a cache that %s is made anew', async (_, spoil) => {
  await command('files');
  const cache = await cacheOf('files');
  const whole = await readFile(cache);
  await writeFile(cache, spoil(whole));

  const { stdout } = await command('files');

  const renewed = await readFile(cache);
  expect(stdout).toContain('No files');
  expect(renewed.readUInt32LE(0)).toBe(1);
  expect(renewed.length).toBeGreaterThan(whole.length * 0.9);
});

it('the thread that reads a large roster has a cache of its own', async () => {
  await writeFile(join(dir, 'large.csv'), csvOf(syntheticEmployees(3000, 0, { addressLine: longAddress })));

  const { stdout } = await command('check', 'large.csv', '--feed', 'acme');

  expect(stdout).toContain('3,000');
  expect(await uses()).toEqual(['check.bin', 'roster-thread.bin']);
});

it('is not used where coverage is measured', async () => {
  const { stdout } = await commandIn({ NODE_V8_COVERAGE: join(dir, 'coverage') }, 'files');

  expect(stdout).toContain('No files');
  expect(await uses()).toEqual([]);
});

it('works where nothing can be kept', async () => {
  await rm(compiled, { recursive: true, force: true });
  await writeFile(compiled, 'in the way');

  const { stdout, stderr } = await command('files');

  expect(stdout).toContain('No files');
  expect(stderr).toBe('');
});

it('neither a daemon nor a word that is no command has a cache', async () => {
  await expect(command('../../up')).rejects.toMatchObject({ code: 2 });
  await expect(command('nonsense')).rejects.toMatchObject({ code: 2 });
  await expect(command('run', '--nonsense')).rejects.toMatchObject({ code: 2 });

  expect(await uses()).toEqual([]);
});

/** There is a directory for each version of V8, and for each set of its flags. */
async function cacheOf(use: string): Promise<string> {
  const [name = 'none'] = (await caches()).filter((path) => path.endsWith(`/${use}.bin`));
  return join(compiled, name);
}

async function uses(): Promise<string[]> {
  return (await caches()).map((path) => basename(path)).sort();
}

async function caches(): Promise<string[]> {
  const paths = await readdir(compiled, { recursive: true }).catch(() => []);
  return paths.filter((path) => path.includes('/'));
}

/** V8's own head begins behind ours; a damaged one would be found by our checksum, so that is made to fit. */
function withoutVersion(cache: Buffer): Buffer {
  const changed = Buffer.from(cache);
  changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);
  changed.writeUInt32LE(crc32(changed.subarray(16)), 8);
  return changed;
}

function command(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return commandIn({}, ...args);
}

/** @param env what it has beside the test's own environment */
function commandIn(env: Record<string, string>, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const { NODE_V8_COVERAGE: _, ...own } = process.env;
  return run(process.execPath, [built.main, ...args], { cwd: dir, env: { ...own, ...env } });
}
