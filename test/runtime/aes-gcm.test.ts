import { createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGcm } from '../../src/runtime/aes-gcm.ts';

// McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13 to 15 (AES-256, no associated data).
const longKey = 'feffe9928665731c6d6a8f9467308308'.repeat(2);
const published = [
  {
    number: 13,
    key: '0'.repeat(64),
    nonce: '0'.repeat(24),
    plain: '',
    cipher: '',
    tag: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  {
    number: 14,
    key: '0'.repeat(64),
    nonce: '0'.repeat(24),
    plain: '0'.repeat(32),
    cipher: 'cea7403d4d606b6e074ec5d3baf39d18',
    tag: 'd0d1c8a799996bf0265b98b5d48ab919',
  },
  {
    number: 15,
    key: longKey,
    nonce: 'cafebabefacedbaddecaf888',
    plain:
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255',
    cipher:
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad',
    tag: 'b094dac5d93471bdec1a502270e3cc6c',
  },
];

describe('createGcm', () => {
  it.each(published)('makes ciphertext and tag of the published test case $number', (vector) => {
    const [sealed] = encryptAll(
      Buffer.from(vector.key, 'hex'),
      [Buffer.from(vector.plain, 'hex')],
      Buffer.from(vector.nonce, 'hex'),
    );

    expect(sealed?.toString('hex')).toBe(vector.cipher + vector.tag);
  });

  it('makes what the platform opens, of every message in a batch', () => {
    const batch = fc.array(fc.uint8Array({ maxLength: 300 }));
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), batch, (key, plains) => {
        expectOpens(key, plains);
      }),
      { numRuns: 300 },
    );
  });

  it('makes what the platform opens, of more messages than are encrypted in one call', () => {
    expectOpens(
      randomBytes(32),
      Array.from({ length: 4000 }, (_, index) => randomBytes((index * 11) % 90)),
    );
  });

  it('makes what the platform opens, of a message that is longer than one call usually takes', () => {
    expectOpens(randomBytes(32), [randomBytes(20), randomBytes(300_001), randomBytes(31)]);
  });

  it('leaves the bytes between messages alone', () => {
    const bytes = new Uint8Array(200).fill(7);

    createGcm(createSecretKey(randomBytes(32)))({ bytes, bounds: Uint32Array.of(17, 40, 80, 80) }, new Int32Array(6));

    expect(
      [...bytes.subarray(0, 17), ...bytes.subarray(56, 80), ...bytes.subarray(96)].every((byte) => byte === 7),
    ).toBe(true);
  });
});

function expectOpens(key: Uint8Array, plains: readonly Uint8Array[]): void {
  const nonces = randomBytes(plains.length * 12);
  const opened = encryptAll(key, plains, nonces).map((sealed, index) => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonces.subarray(index * 12, index * 12 + 12));
    decipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString('hex');
  });

  expect(opened).toEqual(plains.map((plain) => Buffer.from(plain).toString('hex')));
}

/** @returns ciphertext and tag of each */
function encryptAll(key: Uint8Array, plains: readonly Uint8Array[], nonces: Uint8Array): Buffer[] {
  const bounds: number[] = [];
  let end = 0;
  for (const plain of plains) {
    bounds.push(end, end + plain.length);
    end += plain.length + 16;
  }
  const bytes = Buffer.alloc(end);
  for (const [index, plain] of plains.entries()) bytes.set(plain, bounds[2 * index]);
  const words = new Int32Array(Uint8Array.from(nonces).buffer);
  createGcm(createSecretKey(key))({ bytes, bounds: Uint32Array.from(bounds) }, words);
  return plains.map((_, index) => bytes.subarray(bounds[2 * index], (bounds[2 * index + 1] ?? 0) + 16));
}
