import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLocalSpool } from '../../src/spool/local-spool.ts';
import { readBytes } from '../../src/spool/read-bytes.ts';

const never = new AbortController().signal;

test('gives all bytes of a file, chunk by chunk', async () => {
  const content = randomBytes(1_000_003);
  const path = await write(content);

  const chunks = await Array.fromAsync(readBytes(path), (chunk) => Buffer.from(chunk));

  expect(chunks.length).toBeGreaterThan(3);
  expect(Buffer.concat(chunks).equals(content)).toBe(true);
});

test('lets go of the file when nobody wants the rest', async () => {
  const path = await write(randomBytes(1_000_000));

  for await (const chunk of readBytes(path)) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }

  await rm(path);
  await expect(Array.fromAsync(readBytes(path))).rejects.toThrow();
});

test.each([
  { what: 'is gone', path: '/no/such/roster.csv', code: 'ENOENT' },
  { what: 'is a directory', path: tmpdir(), code: 'EISDIR' },
  // It can be opened, and then fails as a damaged disk would.
  { what: 'fails while it is read', path: '/proc/self/mem', code: 'EIO' },
])('names the file that $what, and blames no spool', async ({ path, code }) => {
  const reading = Array.fromAsync(readBytes(path));

  await expect(reading).rejects.toMatchObject({
    code: 'reading-failed',
    message: `The file ${path} can't be read (${code}).`,
    retryable: true,
  });
});

test('gives a copy that is still being made as far as it has come, in the same chunks as one that is whole', async () => {
  const path = await write(Buffer.alloc(0));
  const spool = createLocalSpool(dirname(path));
  const copy = spool.begin();
  const content = randomBytes(700_000);
  const rest = Promise.withResolvers<void>();
  async function* arriving(): AsyncGenerator<Uint8Array> {
    yield content.subarray(0, 1000);
    yield content.subarray(1000, 600_001);
    await rest.promise;
    yield content.subarray(600_001);
  }
  const receiving = spool.receive(copy, arriving(), never);

  const got: Buffer[] = [];
  for await (const chunk of readBytes(copy.path, copy.growth)) {
    got.push(Buffer.from(chunk));
    if (got.length === 2) rest.resolve();
  }

  expect(Buffer.concat(got).equals(content)).toBe(true);
  expect(await receiving).toMatchObject({ bytes: content.length });
  const whole = await Array.fromAsync(readBytes(copy.path), (chunk) => chunk.length);
  expect(got.map(({ length }) => length)).toEqual(whole);
});

test('tells of a copy that was given up', async () => {
  const path = await write(Buffer.alloc(0));
  const spool = createLocalSpool(dirname(path));
  const copy = spool.begin();
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(1000);
    throw new Error('The server is gone.');
  }
  const reading = Array.fromAsync(readBytes(copy.path, copy.growth));
  const refused = expect(reading).rejects.toMatchObject({ code: 'copy-given-up', retryable: true });

  await expect(spool.receive(copy, broken(), never)).rejects.toThrow('The server is gone.');
  await refused;
});

async function write(content: Buffer): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-bytes-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'roster.csv');
  await writeFile(path, content);
  return path;
}
