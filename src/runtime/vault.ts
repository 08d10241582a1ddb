import type { KeyObject } from 'node:crypto';
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { AppError } from '../domain/app-error.ts';

/** Seals sensitive fields and makes the keyed digests by which they are compared and found. */
export interface Vault {
  /** AES-256-GCM: version byte, 4 bytes of key id, 12 of nonce, ciphertext, 16 of tag. */
  seal(plain: string): Buffer;
  /** @throws AppError `key-unknown` or `sealed-damaged` */
  open(sealed: Buffer): string;
  /** 16 bytes that are equal when the plain text is: sealed values are compared by it. */
  sealedDigest(plain: string): Buffer;
  /** 16 bytes by which a national identity number is found, made with the newest key. */
  nationalIdIndex(nationalId: string): Buffer;
  /** The same for every key, newest first: rows are re-indexed by `key rotate` only over time. */
  nationalIdIndexes(nationalId: string): Buffer[];
  /** A function to 8 keyed bytes, bound to what else decides what a row means. */
  rowDigester(fingerprint: string): (row: string) => Buffer;
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
const headerLength = 1 + 4 + 12;
const tagLength = 16;

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

  const nextNonce = createNonces();
  return {
    seal(plain) {
      const nonce = nextNonce();
      const cipher = createCipheriv('aes-256-gcm', newest.sealing, nonce);
      const body = cipher.update(plain, 'utf8');
      cipher.final();
      return Buffer.concat([Buffer.of(version), newest.id, nonce, body, cipher.getAuthTag()]);
    },
    open(sealed) {
      const id = sealed.subarray(1, 5);
      const key = keys.find((candidate) => candidate.id.equals(id));
      if (sealed[0] !== version || key === undefined) throw unknownKey(id);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.sealing, sealed.subarray(5, headerLength), {
          authTagLength: tagLength,
        });
        decipher.setAuthTag(sealed.subarray(-tagLength));
        return Buffer.concat([decipher.update(sealed.subarray(headerLength, -tagLength)), decipher.final()]).toString();
      } catch (cause) {
        throw new AppError('sealed-damaged', 'A sealed value in the database does not open: it was altered.', {
          hint: 'Restore the row from a backup.',
          cause,
        });
      }
    },
    sealedDigest: (plain) => keyedDigest(newest.digesting, plain, 16),
    nationalIdIndex: (nationalId) => keyedDigest(newest.indexing, nationalId, 16),
    nationalIdIndexes: (nationalId) => keys.map((key) => keyedDigest(key.indexing, nationalId, 16)),
    rowDigester(fingerprint) {
      const rowKey = createSecretKey(createHmac('sha256', newest.rows).update(fingerprint).digest());
      return (row) => keyedDigest(rowKey, row, 8);
    },
    keyIds: keys.map((key) => key.id.toString('hex')),
  };
}

/** Random nonces, drawn in thousands: one call for each took 7 us, as long as the sealing itself. */
function createNonces(): () => Buffer {
  const length = 12;
  let pool = Buffer.alloc(0);
  return () => {
    if (pool.length === 0) pool = randomBytes(length * 1000);
    const nonce = pool.subarray(0, length);
    pool = pool.subarray(length);
    return nonce;
  };
}

/** A new key for `ROLLCALL_KEY`. */
export function newKey(): string {
  return randomBytes(32).toString('base64url');
}

function deriveKey(text: string): VaultKey {
  if (text.length < 32) throw invalidKey('a key has fewer than 32 characters');
  const derive = (purpose: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', text, 'rollcall/v1', purpose, 32)));
  return {
    id: createHash('sha256').update(`rollcall/v1/key-id/${text}`).digest().subarray(0, 4),
    sealing: derive('sealing'),
    digesting: derive('digesting'),
    indexing: derive('indexing'),
    rows: derive('rows'),
  };
}

function keyedDigest(key: KeyObject, text: string, length: number): Buffer {
  return createHmac('sha256', key).update(text).digest().subarray(0, length);
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
