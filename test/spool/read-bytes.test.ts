import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readBytes } from '../../src/spool/read-bytes.ts';

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

async function write(content: Buffer): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-bytes-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'roster.csv');
  await writeFile(path, content);
  return path;
}
