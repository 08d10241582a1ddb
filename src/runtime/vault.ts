import type { KeyObject } from 'node:crypto';
import {
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  randomFillSync,
} from 'node:crypto';
import { AppError } from '../domain/app-error.ts';
import type { PackedBytes } from '../domain/packed-bytes.ts';
import { createCmac } from './aes-cmac.ts';
import { createGcm, type EncryptInPlace } from './aes-gcm.ts';
import { createTextPacker } from './pack-texts.ts';

/**
 * Seals sensitive fields and makes the keyed digests by which they are compared and found.
 *
 * A first roster of 1,000,000 rows needs four of these for each row. Called one by one, node's crypto took 5.7 us to seal
 * and 3.3 us for each digest; in batches of 2,000 a row takes 0.4 us to seal and 0.1 us for each digest. The single forms
 * give the same values.
 */
export interface Vault {
  /**
   * AES-256-GCM: version byte, 4 bytes of key id, 12 of nonce, ciphertext, 16 of tag. An empty text is sealed to an empty
   * item: there is nothing to seal. The buffer is the caller's to keep or to transfer.
   */
  sealAll(plains: readonly string[]): PackedBytes;
  seal(plain: string): Buffer;
  /** @throws AppError `key-unknown` or `sealed-damaged` */
  open(sealed: Buffer): string;
  /** 16 bytes for each text, one after the other, equal when the text is: sealed values are compared by them. */
  digestSealed(plains: readonly string[]): Uint8Array<ArrayBuffer>;
  sealedDigest(plain: string): Buffer;
  /** 16 bytes for each national identity number, by which it is found, made with the newest key. */
  indexNationalIds(nationalIds: readonly string[]): Uint8Array<ArrayBuffer>;
  nationalIdIndex(nationalId: string): Buffer;
  /** The same for every key, newest first: rows are re-indexed by `key rotate` only over time. */
  nationalIdIndexes(nationalId: string): Buffer[];
  /** A function to 8 keyed bytes for each row's bytes, bound to what else decides what a row means. */
  rowDigester(fingerprint: string): (rows: PackedBytes) => Uint8Array<ArrayBuffer>;
  /** Tells keys apart without telling them; safe to store and to show. */
  readonly keyIds: readonly string[];
}

interface VaultKey {
  id: Buffer;
  sealing: KeyObject;
  digesting: KeyObject;
  indexing: KeyObject;
  rows: KeyObject;
}

const version = 1;
const nonceAt = 1 + 4;
const nonceWords = 3;
const nonceLength = nonceWords * 4;
const headerLength = nonceAt + nonceLength;
const tagLength = 16;
const digestLength = 16;
const rowDigestLength = 8;

/**
 * @param secret `ROLLCALL_KEY`: one or several keys of at least 32 characters, newest first, separated by commas
 * @throws AppError `key-invalid`
 */
export function createVault(secret: string): Vault {
  const keys = secret
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(deriveKey);
  const newest = keys[0];
  if (newest === undefined) throw invalidKey('it is empty');

  const sealAll = createSealer(newest);
  const digestSealed = createTextDigester(newest.digesting);
  const indexNationalIds = createTextDigester(newest.indexing);
  return {
    sealAll,
    seal(plain) {
      const { bytes, bounds } = sealAll([plain]);
      return Buffer.from(bytes.subarray(bounds[0], bounds[1]));
    },
    open(sealed) {
      if (sealed.length < headerLength + tagLength) throw damaged();
      const id = sealed.subarray(1, nonceAt);
      const key = keys.find((candidate) => candidate.id.equals(id));
      if (sealed[0] !== version || key === undefined) throw unknownKey(id);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.sealing, sealed.subarray(nonceAt, headerLength), {
          authTagLength: tagLength,
        });
        decipher.setAuthTag(sealed.subarray(-tagLength));
        return Buffer.concat([decipher.update(sealed.subarray(headerLength, -tagLength)), decipher.final()]).toString();
      } catch (cause) {
        throw damaged(cause);
      }
    },
    digestSealed,
    sealedDigest: (plain) => Buffer.from(digestSealed([plain])),
    indexNationalIds,
    nationalIdIndex: (nationalId) => Buffer.from(indexNationalIds([nationalId])),
    nationalIdIndexes: (nationalId) =>
      keys.map(({ indexing }) => Buffer.from(createTextDigester(indexing)([nationalId]))),
    rowDigester(fingerprint) {
      const cmac = createCmac(createSecretKey(createHmac('sha256', newest.rows).update(fingerprint).digest()));
      return (rows) => cmac(rows, rowDigestLength);
    },
    keyIds: keys.map((key) => key.id.toString('hex')),
  };
}

function createSealer(key: VaultKey): (plains: readonly string[]) => PackedBytes {
  const pack = createTextPacker(headerLength, tagLength);
  const mark = Buffer.of(version, ...key.id);
  // Made when it is needed: its tables take 6 ms in a process that has just started, and most commands seal nothing.
  let encrypt: EncryptInPlace | undefined;
  return (plains) => {
    encrypt ??= createGcm(key.sealing);
    const { bytes, bounds, length } = pack(plains);
    const nonces = randomFillSync(new Int32Array(plains.length * nonceWords));
    encrypt({ bytes, bounds }, nonces);
    const nonceBytes = new Uint8Array(nonces.buffer);
    for (let index = 0; index < plains.length; index += 1) {
      const start = bounds[2 * index] ?? 0;
      const end = bounds[2 * index + 1] ?? 0;
      if (start === end) continue;
      const header = start - headerLength;
      for (let at = 0; at < nonceAt; at += 1) bytes[header + at] = mark[at] ?? 0;
      for (let at = 0; at < nonceLength; at += 1) {
        bytes[header + nonceAt + at] = nonceBytes[index * nonceLength + at] ?? 0;
      }
      bounds[2 * index] = header;
      bounds[2 * index + 1] = end + tagLength;
    }
    return { bytes: new Uint8Array(bytes.subarray(0, length)), bounds };
  };
}

function createTextDigester(key: KeyObject): (texts: readonly string[]) => Uint8Array<ArrayBuffer> {
  const pack = createTextPacker(0, 1);
  const cmac = createCmac(key);
  return (texts) => cmac(pack(texts), digestLength);
}

/** A new key for `ROLLCALL_KEY`. */
export function newKey(): string {
  return randomBytes(32).toString('base64url');
}

function deriveKey(text: string): VaultKey {
  if (text.length < 32) throw invalidKey('a key has fewer than 32 characters');
  // A derived key serves one algorithm: what is made by CMAC was made by HMAC, with the keys of v1.
  const derive = (generation: 'rollcall/v1' | 'rollcall/v2', purpose: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', text, generation, purpose, 32)));
  return {
    id: createHash('sha256').update(`rollcall/v1/key-id/${text}`).digest().subarray(0, 4),
    sealing: derive('rollcall/v1', 'sealing'),
    digesting: derive('rollcall/v2', 'digesting'),
    indexing: derive('rollcall/v2', 'indexing'),
    rows: derive('rollcall/v2', 'rows'),
  };
}

function invalidKey(why: string): AppError {
  return new AppError('key-invalid', `ROLLCALL_KEY can't be used: ${why}.`, {
    hint: 'Run "rollcall init" in a new directory to get one, or generate 32 random bytes with "openssl rand -base64 32".',
  });
}

function unknownKey(id: Buffer): AppError {
  return new AppError(
    'key-unknown',
    `A value in the database was sealed with a key (${id.toString('hex')}) that is not in ROLLCALL_KEY.`,
    {
      hint: 'Add the earlier key to ROLLCALL_KEY, behind the newest one and a comma.',
    },
  );
}

function damaged(cause?: unknown): AppError {
  return new AppError('sealed-damaged', 'A sealed value in the database does not open: it was altered.', {
    hint: 'Restore the row from a backup.',
    cause,
  });
}
