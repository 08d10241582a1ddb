import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startCopy } from '../../src/app/start-copy.ts';
import { createLocalSpool } from '../../src/spool/local-spool.ts';

const running = new AbortController().signal;

async function openSpool() {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-copy-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return { directory, spool: createLocalSpool(directory) };
}

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    yield Buffer.alloc(1000);
  }
}

async function* two(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('ab');
  yield Buffer.from('c');
}

test('a copy that is taken stays', async () => {
  const { directory, spool } = await openSpool();
  const copy = startCopy(spool, spool.begin(), two(), running);

  const { spoolName, bytes } = await copy.take();
  await copy.drop();

  expect([bytes, await readdir(directory)]).toEqual([3, [spoolName]]);
});

test('a copy that nobody takes leaves nothing, whether it is made or under way', async () => {
  const { directory, spool } = await openSpool();
  const made = startCopy(spool, spool.begin(), two(), running);
  while ((await readdir(directory)).every((name) => name.endsWith('.tmp'))) await new Promise(setImmediate);
  await made.drop();
  await startCopy(spool, spool.begin(), endless(), running).drop();

  expect(await readdir(directory)).toEqual([]);
});

test('what the copy fails with is thrown where it is taken', async () => {
  const { spool } = await openSpool();
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a');
    throw new Error('the disk is gone');
  }
  const copy = startCopy(spool, spool.begin(), broken(), running);
  await new Promise((resolve) => setTimeout(resolve, 20));

  await expect(copy.take()).rejects.toThrow('the disk is gone');
  await copy.drop();
});
