import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { newArchiveKey, openBytes, sealBytes } from '../../src/runtime/archive-cipher.ts';

const chunk = 64 * 1024;
const header = 16 + 32;
const sealedChunk = chunk + 16;

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const seal = (key: Buffer, plain: Buffer, size = 10_000) => buffer(sealBytes(key, inPieces(plain, size)));
const open = (key: Buffer, sealed: Buffer, size = 7_777) => buffer(openBytes(key, inPieces(sealed, size)));

describe('an encrypted archive file', () => {
  it.each([0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 5])(
    'of %d bytes opens to what it was',
    async (bytes) => {
      const key = newArchiveKey();
      const plain = randomBytes(bytes);

      const sealed = await seal(key, plain);

      expect((await open(key, sealed)).equals(plain)).toBe(true);
      expect((await open(key, sealed, sealed.length)).equals(plain)).toBe(true);
      expect((await seal(key, plain)).equals(sealed)).toBe(false);
    },
  );

  it('shows nothing of what is in it', async () => {
    const sealed = await seal(newArchiveKey(), Buffer.from('Berg;Ola\n'.repeat(20_000)));

    expect(sealed.includes('Berg')).toBe(false);
  });

  const key = newArchiveKey();
  const plain = randomBytes(3 * chunk + 100);
  const chunkOf = (sealed: Buffer, number: number) =>
    sealed.subarray(header + number * sealedChunk, header + (number + 1) * sealedChunk);

  it.each<[string, (sealed: Buffer) => Buffer]>([
    ['was cut off in a chunk', (sealed) => sealed.subarray(0, -1)],
    ['was cut off behind a chunk', (sealed) => sealed.subarray(0, header + 2 * sealedChunk)],
    ['was cut off behind its header', (sealed) => sealed.subarray(0, header)],
    ['has no bytes', () => Buffer.alloc(0)],
    ['lacks a chunk', (sealed) => Buffer.concat([sealed.subarray(0, header), sealed.subarray(header + sealedChunk)])],
    [
      'has two chunks in another order',
      (sealed) =>
        Buffer.concat([
          sealed.subarray(0, header),
          chunkOf(sealed, 1),
          chunkOf(sealed, 0),
          sealed.subarray(header + 2 * sealedChunk),
        ]),
    ],
    ['has another byte', (sealed) => Buffer.from(sealed.map((byte, at) => (at === header + 1000 ? byte ^ 1 : byte)))],
    ['has another salt', (sealed) => Buffer.from(sealed.map((byte, at) => (at === 20 ? byte ^ 1 : byte)))],
    ['has another beginning', (sealed) => Buffer.concat([Buffer.from('X'), sealed.subarray(1)])],
    ['has more behind it', (sealed) => Buffer.concat([sealed, Buffer.from('x')])],
  ])('does not open when it %s', async (_what, damage) => {
    const sealed = await seal(key, plain);

    await expect(open(key, damage(sealed))).rejects.toMatchObject({ code: 'archive-damaged' });
  });

  it('does not open with the key of another file', async () => {
    await expect(open(newArchiveKey(), await seal(key, plain))).rejects.toMatchObject({ code: 'archive-damaged' });
  });

  it('fails as its source does', async () => {
    const source = Readable.from(
      (async function* () {
        yield randomBytes(100);
        throw new Error('the server is gone');
      })(),
    );

    await expect(buffer(sealBytes(key, source))).rejects.toThrow('the server is gone');
  });
});
