import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '../domain/app-error.ts';

/** Bytes of plain text in one chunk; its ciphertext has a tag of 16 bytes behind it. */
const chunkBytes = 64 * 1024;
const tagBytes = 16;
const sealedChunkBytes = chunkBytes + tagBytes;
const saltBytes = 32;
const magic = Buffer.from('rollcall-sealed\x01', 'latin1');
const headerBytes = magic.length + saltBytes;

/** A key for one file. */
export function newArchiveKey(): Buffer {
  return randomBytes(32);
}

/**
 * Encrypts a file of any length, chunk by chunk.
 *
 * AES-256-GCM in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce of each chunk holds its number
 * and whether it is the last one, so that a chunk that was changed, left out, moved or cut off is noticed. The key of the
 * chunks is derived of the file's own and a fresh salt: the same file may be sealed again after a crash.
 */
export async function* sealBytes(key: Buffer, content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const salt = randomBytes(saltBytes);
  const seal = chunkSealer(key, salt);
  yield Buffer.concat([magic, salt]);
  let rest = Buffer.alloc(0);
  for await (const piece of content) {
    rest = Buffer.concat([rest, piece]);
    // The last chunk is never known before the end.
    while (rest.length > chunkBytes) {
      yield seal(rest.subarray(0, chunkBytes), false);
      rest = rest.subarray(chunkBytes);
    }
  }
  yield seal(rest, true);
}

/**
 * The file behind what `sealBytes` gave. Nothing is handed on that was not authenticated, but of a file that was cut off the
 * failure comes at the end: what came before must not be used then.
 *
 * @throws AppError `archive-damaged`
 */
export async function* openBytes(key: Buffer, content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  let open: ReturnType<typeof chunkOpener> | null = null;
  for await (const piece of content) {
    rest = Buffer.concat([rest, piece]);
    if (open === null && rest.length >= headerBytes) {
      open = openerOf(key, rest);
      rest = rest.subarray(headerBytes);
    }
    while (open !== null && rest.length > sealedChunkBytes) {
      yield open(rest.subarray(0, sealedChunkBytes), false);
      rest = rest.subarray(sealedChunkBytes);
    }
  }
  if (open === null) throw damaged();
  yield open(rest, true);
}

function openerOf(key: Buffer, header: Buffer): ReturnType<typeof chunkOpener> {
  if (!header.subarray(0, magic.length).equals(magic)) throw damaged();
  return chunkOpener(key, header.subarray(magic.length, headerBytes));
}

function chunkSealer(key: Buffer, salt: Buffer) {
  const { chunkKey, nextNonce } = derive(key, salt);
  return (plain: Buffer, isLast: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', chunkKey, nextNonce(isLast), { authTagLength: tagBytes });
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
}

function chunkOpener(key: Buffer, salt: Buffer) {
  const { chunkKey, nextNonce } = derive(key, salt);
  return (sealed: Buffer, isLast: boolean): Buffer => {
    if (sealed.length < tagBytes) throw damaged();
    try {
      const decipher = createDecipheriv('aes-256-gcm', chunkKey, nextNonce(isLast), { authTagLength: tagBytes });
      decipher.setAuthTag(sealed.subarray(-tagBytes));
      return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
    } catch (cause) {
      throw damaged(cause);
    }
  };
}

function derive(key: Buffer, salt: Buffer) {
  const derived = Buffer.from(hkdfSync('sha256', key, salt, 'rollcall/v1/archive', 32 + 7));
  const prefix = derived.subarray(32);
  let number = 0;
  return {
    chunkKey: derived.subarray(0, 32),
    nextNonce(isLast: boolean): Buffer {
      const nonce = Buffer.alloc(12);
      prefix.copy(nonce);
      nonce.writeUInt32BE(number, 7);
      nonce[11] = isLast ? 1 : 0;
      number += 1;
      return nonce;
    },
  };
}

function damaged(cause?: unknown): AppError {
  return new AppError('archive-damaged', 'The encrypted file does not open: it was altered, cut off or mixed up.', {
    hint: 'Take it from a backup of the inbox, or ask the sender for the roster.',
    cause,
  });
}
