import { createCipheriv, type KeyObject } from 'node:crypto';

/** Encrypts each 16-byte block for itself. Handing over thousands at once costs little more than handing over one. */
export type EncryptBlocks = (blocks: Uint8Array) => Int32Array;

/**
 * The AES-256 block function, on which CMAC and GCM are built. It is no way to encrypt data: equal blocks stay equal.
 *
 * A call takes 0.8 us for one block and 26 us for 4,096. So a mode that is computed here for a whole batch, its blocks
 * encrypted together, is ten times and more faster than node's objects for each message, of 3.3 us and 5.7 us.
 */
export function createBlockEncryption(key: KeyObject): EncryptBlocks {
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return (blocks) => {
    const encrypted = cipher.update(blocks);
    return new Int32Array(encrypted.buffer, encrypted.byteOffset, encrypted.byteLength / 4);
  };
}
