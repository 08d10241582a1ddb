import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PackedBytes } from '../../src/domain/packed-bytes.ts';
import { createCmac } from '../../src/runtime/aes-cmac.ts';

// NIST SP 800-38B, appendix D.3 (AES-256).
const publishedKey = '603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4';
const publishedMessage =
  '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710';
const published: [number, string][] = [
  [0, '028962f61b7bf89efc6b551f4667d983'],
  [16, '28a7023f452e8f82bd4bf28d8c37c35c'],
  [40, 'aaf3d8f1de5640c232f5b169b9c911e6'],
  [64, 'e1992190549f6ed5696a2c056c315410'],
];

describe('createCmac', () => {
  it.each(published)('makes the published code of the first %i bytes', (length, code) => {
    const cmac = createCmac(createSecretKey(publishedKey, 'hex'));

    expect(hexCodes(cmac(packed([Buffer.from(publishedMessage, 'hex').subarray(0, length)]), 16), 16)).toEqual([code]);
  });

  it('makes the published codes of messages of all lengths in one batch, in their order', () => {
    const cmac = createCmac(createSecretKey(publishedKey, 'hex'));
    const messages = published.map(([length]) => Buffer.from(publishedMessage, 'hex').subarray(0, length));

    expect(hexCodes(cmac(packed(messages), 16), 16)).toEqual(published.map(([, code]) => code));
  });

  it('makes of every message in a batch what a plain CMAC makes of it alone', () => {
    const message = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.array(message), (key, messages) => {
        const codes = createCmac(createSecretKey(key))(packed(messages), 16);

        expect(hexCodes(codes, 16)).toEqual(messages.map((bytes) => plainCmac(key, bytes).toString('hex')));
      }),
      { numRuns: 300 },
    );
  });

  it('makes the same codes of more messages than go side by side, and again with the same key', () => {
    const key = randomBytes(32);
    const cmac = createCmac(createSecretKey(key));
    const messages = Array.from({ length: 2500 }, (_, index) => randomBytes((index * 7) % 120));
    const expected = messages.map((bytes) => plainCmac(key, bytes).toString('hex'));

    expect(hexCodes(cmac(packed(messages), 16), 16)).toEqual(expected);
    expect(hexCodes(cmac(packed(messages), 8), 8)).toEqual(expected.map((code) => code.slice(0, 16)));
  });

  it('reads messages that stand apart, out of order and in the middle of a larger buffer', () => {
    const key = randomBytes(32);
    const around = randomBytes(400);
    const bytes = new Uint8Array(around.buffer, around.byteOffset + 3, 390);
    const bounds = Uint32Array.of(301, 390, 7, 40, 100, 100);

    const codes = createCmac(createSecretKey(key))({ bytes, bounds }, 16);

    const messages = [bytes.subarray(301, 390), bytes.subarray(7, 40), new Uint8Array()];
    expect(hexCodes(codes, 16)).toEqual(messages.map((message) => plainCmac(key, message).toString('hex')));
  });
});

/** RFC 4493, 2.4, by way of AES-CBC: only the last block needs work before. */
function plainCmac(key: Uint8Array, message: Uint8Array): Buffer {
  const zeros = Buffer.alloc(16);
  const encrypt = (blocks: Uint8Array) => {
    const cipher = createCipheriv('aes-256-cbc', key, zeros).setAutoPadding(false);
    return Buffer.concat([cipher.update(blocks), cipher.final()]).subarray(-16);
  };
  const complete = message.length > 0 && message.length % 16 === 0;
  const blocks = Buffer.alloc(complete ? message.length : (Math.floor(message.length / 16) + 1) * 16);
  blocks.set(message);
  if (!complete) blocks[message.length] = 0x80;
  const once = double(BigInt(`0x${encrypt(zeros).toString('hex')}`));
  const subkey = Buffer.from((complete ? once : double(once)).toString(16).padStart(32, '0'), 'hex');
  const last = blocks.subarray(-16);
  last.set(last.map((byte, at) => byte ^ (subkey[at] ?? 0)));
  return encrypt(blocks);
}

function double(value: bigint): bigint {
  const shifted = value << 1n;
  return shifted >> 128n === 0n ? shifted : BigInt.asUintN(128, shifted) ^ 0x87n;
}

function packed(messages: readonly Uint8Array[]): PackedBytes {
  const bounds: number[] = [];
  let end = 0;
  for (const message of messages) {
    bounds.push(end, end + message.length);
    end += message.length;
  }
  return { bytes: Buffer.concat(messages), bounds: Uint32Array.from(bounds) };
}

function hexCodes(codes: Uint8Array, length: number): string[] {
  const count = codes.length / length;
  return Array.from({ length: count }, (_, index) =>
    Buffer.from(codes.subarray(index * length, (index + 1) * length)).toString('hex'),
  );
}
