import type { ByteReader } from './byte-reader.ts';
import { maxPacketHeader, type PacketHeader, packet, parsePacketHeader, parsePartLength } from './open-pgp-packet.ts';
import { damaged, truncated, type UnpackFault } from './unpack-fault.ts';

/**
 * Passes the packets of one message on as they are, and refuses what no sound message has: a packet that ends early,
 * something behind the end, a packet that the openpgp package would hold in memory as a whole though it is large.
 *
 * @param mayBeEncrypted false for what was within an encryption already
 */
export async function* walkPackets(reader: ByteReader, mayBeEncrypted: boolean): AsyncGenerator<Uint8Array> {
  let dataTag: number | null = null;
  let others = 0;
  let signaturesDue = 0;
  for (;;) {
    const head = await reader.peek(maxPacketHeader);
    if (head.length === 0) break;
    const header = parsePacketHeader(head);
    if (header === null) throw brokenHeader(head, reader.position(), dataTag !== null);
    const { tag, length, isPartial } = header;
    const isData = dataPackets.has(tag);
    if (dataTag !== null && !(tag === packet.signature && !encryptedPackets.has(dataTag))) {
      throw damaged(what, `something else stands behind its end, from byte ${reader.position()} on`);
    }
    if (!mayBeEncrypted && encryptedPackets.has(tag)) throw damaged(what, 'it is encrypted twice over');
    if (isData) dataTag = tag;
    if (tag === packet.onePassSignature) signaturesDue += 1;
    if (tag === packet.signature && dataTag !== null) signaturesDue -= 1;
    others += isData ? 0 : 1;
    if (!isData && (isPartial || length > maxOtherPacket || others > maxOtherPackets)) {
      throw damaged(what, `its part at byte ${reader.position()} is larger than any sound one`);
    }
    yield bare(await reader.take(header.headerLength));
    if (tag === packet.encrypted || tag === packet.encryptedAead) demandSmallChunks(tag, await reader.peek(4));
    for await (const bytes of readBody(reader, header, true)) yield bare(bytes);
  }
  if (dataTag === null || signaturesDue > 0) throw truncated(what, reader.position());
}

const what = 'The OpenPGP message';
const encryptedPackets = new Set<number>([packet.encrypted, packet.encryptedAead, packet.encryptedUnprotected]);
const dataPackets = new Set<number>([...encryptedPackets, packet.compressed, packet.literal]);
/** A session key or a signature has some hundred bytes; with keys that withstand quantum computers some thousands. */
const maxOtherPacket = 65_536;
/** A message may be meant for several keys and signed by several. */
const maxOtherPackets = 256;

/**
 * openpgp takes a Buffer's `slice` for a copy, which it is not: it changed the nonce of all chunks with each of them, so that
 * what gpg 2.3 and later encrypt with OCB came out as far as the second chunk only (6.3.2).
 */
function bare(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Data that is authenticated in chunks is decrypted chunk by chunk: at most 4 MiB each (RFC 9580, 5.13.2). */
function demandSmallChunks(tag: number, body: Uint8Array): void {
  const [version = 0, , , chunkSizeByte = 0] = body;
  if (tag === packet.encrypted && version === 1) return;
  if (chunkSizeByte > 16) throw damaged(what, 'it says that it is made of chunks larger than any');
}

/**
 * The body of a packet whose header has been taken.
 *
 * @param withLengths gives out the lengths between its parts too, so that it stays a packet
 */
export async function* readBody(
  reader: ByteReader,
  header: Pick<PacketHeader, 'length' | 'isPartial'>,
  withLengths: boolean,
): AsyncGenerator<Uint8Array> {
  for (let part = header; ; ) {
    for (let left = part.length; left > 0; ) {
      const bytes = await reader.chunk(left);
      if (bytes === null && left === Number.POSITIVE_INFINITY) return;
      if (bytes === null) throw truncated(what, reader.position());
      left -= bytes.length;
      yield bytes;
    }
    if (!part.isPartial) return;
    const next = parsePartLength(await reader.peek(maxPacketHeader));
    if (next === null) throw truncated(what, reader.position());
    const length = await reader.take(next.headerLength);
    if (withLengths) yield length;
    part = next;
  }
}

function brokenHeader(head: Uint8Array, position: number, isBehind: boolean): UnpackFault {
  const isCut = head.length < maxPacketHeader && ((head[0] ?? 0) & 0x80) !== 0;
  if (isCut && !isBehind) return truncated(what, position + head.length);
  if (isBehind) return damaged(what, `something else stands behind its end, from byte ${position} on`);
  return damaged(what, `no part of a message begins at byte ${position}`);
}
