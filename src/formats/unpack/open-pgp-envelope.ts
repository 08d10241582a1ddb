import { createDecipheriv, createHash } from 'node:crypto';
import type { Message, PrivateKey } from 'openpgp';
import type { ByteReader } from './byte-reader.ts';
import { explainSessionKey } from './open-pgp-fault.ts';
import { openPrivateKeys } from './open-pgp-keys.ts';
import { maxPacketHeader, type PacketHeader, packet, parsePacketHeader } from './open-pgp-packet.ts';
import { readBody } from './open-pgp-walk.ts';
import { damaged, UnpackFault } from './unpack-fault.ts';
import type { DecryptKeys } from './unpack-options.ts';

type OpenPgp = typeof import('openpgp');

/**
 * Opens the usual encryption of OpenPGP (version 1 of the protected packet, with an MDC at its end: what gpg writes), and
 * gives out the packets in it; null where the message is none of these, and nothing of it has been taken then.
 *
 * The openpgp package finds the session key. It could do the rest too, but when it decrypts as a stream (6.3.2,
 * allowUnauthenticatedStream) it waits for ever on 2 of 120 messages with one bit flipped in the first bytes that are
 * encrypted: what looks like the body of a packet that isn't allowed there is never read to its end.
 */
export async function openEnvelope(
  openpgp: OpenPgp,
  reader: ByteReader,
  keys: DecryptKeys | null,
): Promise<AsyncGenerator<Uint8Array> | null> {
  const sessionKeys = await takeSessionKeys(reader);
  const header = await peekHeader(reader);
  const version = header && (await reader.peek(header.headerLength + 1))[header.headerLength];
  if (header?.tag !== packet.encrypted || version !== 1) {
    reader.unread(sessionKeys);
    return null;
  }
  await reader.take(header.headerLength);
  const { algorithm, data } = await findSessionKey(openpgp, sessionKeys, await openPrivateKeys(openpgp, keys));
  return decrypt(reader, header, algorithm, data);
}

const what = 'The OpenPGP message';

async function peekHeader(reader: ByteReader): Promise<PacketHeader | null> {
  return parsePacketHeader(await reader.peek(maxPacketHeader));
}

/** The packets before the data, which hold its key, encrypted for each who may read it. */
async function takeSessionKeys(reader: ByteReader): Promise<Uint8Array> {
  const taken: Uint8Array[] = [];
  for (let size = 0; ; ) {
    const header = await peekHeader(reader);
    if (header === null || !beforeData.has(header.tag)) break;
    const length = header.headerLength + header.length;
    size += length;
    if (header.isPartial || size > maxSessionKeys) break;
    if ((await reader.peek(length)).length < length) break;
    taken.push(await reader.take(length));
  }
  return Buffer.concat(taken);
}

const beforeData = new Set<number>([
  packet.publicKeySessionKey,
  packet.passwordSessionKey,
  packet.marker,
  packet.padding,
]);
/** One has some hundred bytes, with keys that withstand quantum computers some thousands. */
const maxSessionKeys = 2 ** 20;

async function findSessionKey(openpgp: OpenPgp, packets: Uint8Array, decryptionKeys: PrivateKey[]) {
  // openpgp takes them only with data behind; this has none.
  const binaryMessage = new Uint8Array(Buffer.concat([packets, Buffer.from([0xd2, 0x01, 0x01])]));
  const ours = idsOf(decryptionKeys);
  let isForUs = true;
  try {
    const message = await openpgp.readMessage({ binaryMessage });
    isForUs = demandOurKey(message, decryptionKeys);
    const [found] = await openpgp.decryptSessionKeys({ message, decryptionKeys });
    if (found?.algorithm != null) return { algorithm: found.algorithm, data: found.data };
  } catch (error) {
    throw explainSessionKey(error, isForUs ? null : ours);
  }
  throw explainSessionKey(null, null);
}

/**
 * Key ids are public, and tell the sender which key to take.
 *
 * @returns false where the message hides whom it is for: then the keys have to be tried
 */
export function demandOurKey(message: Message<Uint8Array>, keys: readonly PrivateKey[]): boolean {
  const ours = keys.flatMap((key) => key.getKeyIDs().map((id) => id.toHex()));
  const theirs = message.getEncryptionKeyIDs().map((id) => id.toHex());
  if (theirs.some((id) => ours.includes(id))) return true;
  if (theirs.some((id) => /^0+$/.test(id))) return false;
  const forWhom = theirs.length === 0 ? 'with a password' : `for ${theirs.slice(0, 3).join(', ')}`;
  throw new UnpackFault(
    'not-decryptable',
    `The file can't be decrypted: it is encrypted ${forWhom}, and not for the feed's key ${idsOf(keys)}. Encrypt it for that key.`,
  );
}

/** The last of a key's is that which files are encrypted for. */
function idsOf(keys: readonly PrivateKey[]): string {
  return keys.map((key) => key.getKeyIDs().at(-1)?.toHex()).join(' or ');
}

/** CFB with a random prefix of a block and two bytes more before the packets, and a SHA-1 of it all behind (RFC 9580, 5.13.1). */
async function* decrypt(
  reader: ByteReader,
  header: PacketHeader,
  algorithm: string,
  key: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const cipher = ciphers[algorithm];
  if (cipher === undefined) {
    const message = `The file is encrypted with ${algorithm}, which is outdated. Encrypt it with AES (gpg --cipher-algo AES256).`;
    throw new UnpackFault('archive-unsupported', message);
  }
  // Behind the version.
  await reader.take(1);
  const body = readBody(reader, { ...header, length: header.length - 1 }, false);
  const decipher = createDecipheriv(cipher.name, key, Buffer.alloc(cipher.block));
  const hash = createHash('sha1');
  let prefix = cipher.block + 2;
  let kept = Buffer.alloc(0);
  for await (const bytes of body) {
    const plain = Buffer.concat([kept, decipher.update(bytes)]);
    const ready = Math.max(0, plain.length - mdcSize);
    hash.update(plain.subarray(0, ready));
    kept = plain.subarray(ready);
    const from = Math.min(prefix, ready);
    prefix -= from;
    if (from < ready) yield plain.subarray(from, ready);
  }
  const mdc = hash.update(kept.subarray(0, 2)).digest();
  if (prefix > 0 || !kept.equals(Buffer.concat([mdcHeader, mdc])))
    throw damaged(what, 'it was changed after it had been encrypted');
  if ((await reader.peek(1)).length === 0) return;
  throw damaged(what, `something else stands behind its end, from byte ${reader.position()} on`);
}

const ciphers: Record<string, { name: string; block: number }> = {
  aes128: { name: 'aes-128-cfb', block: 16 },
  aes192: { name: 'aes-192-cfb', block: 16 },
  aes256: { name: 'aes-256-cfb', block: 16 },
  tripledes: { name: 'des-ede3-cfb', block: 8 },
};
const mdcHeader = Buffer.from([0xd3, 0x14]);
const mdcSize = 22;
