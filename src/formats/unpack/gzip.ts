import { crc32 } from 'node:zlib';
import type { ByteReader } from './byte-reader.ts';
import { inflate } from './inflate.ts';
import { damaged } from './unpack-fault.ts';

/**
 * Unpacks gzip (RFC 1952): one member or several behind each other, each checked against its checksum and size.
 *
 * Only zeros may follow, with which tapes and mainframes fill up blocks; gzip itself passes over them too.
 */
export async function* gunzip(reader: ByteReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    await takeHeader(reader);
    yield* readMember(reader);
    const next = await reader.peek(2);
    if (next.length === 0) return;
    if (next[0] === magic[0] && next[1] === magic[1]) continue;
    await demandZeros(reader);
    return;
  }
}

const what = 'The gzip file';
const magic = [0x1f, 0x8b] as const;
const deflated = 8;

/** The header names a file and a time, which nobody needs. */
async function takeHeader(reader: ByteReader): Promise<void> {
  const fixed = await reader.take(10);
  let checksum = crc32(fixed);
  const flags = fixed[3] ?? 0;
  if (fixed[2] !== deflated || (flags & flag.reserved) !== 0)
    throw damaged(what, 'its header is not that of a gzip file');

  async function takeField(length: number): Promise<Uint8Array> {
    const bytes = await reader.take(length);
    checksum = crc32(bytes, checksum);
    return bytes;
  }

  if ((flags & flag.extra) !== 0) await takeField(Buffer.from(await takeField(2)).readUInt16LE());
  for (const text of [flag.name, flag.comment]) {
    if ((flags & text) === 0) continue;
    let length = 0;
    while ((await takeField(1))[0] !== 0) {
      length += 1;
      if (length > maxTextLength) throw damaged(what, 'its header has no end');
    }
  }
  if ((flags & flag.checksum) === 0) return;
  const expected = checksum & 0xffff;
  if (Buffer.from(await reader.take(2)).readUInt16LE() !== expected)
    throw damaged(what, "its header's checksum is wrong");
}

const flag = { checksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 };
const maxTextLength = 65_536;

async function* readMember(reader: ByteReader): AsyncGenerator<Uint8Array> {
  let checksum = 0;
  let size = 0;
  for await (const bytes of inflate(reader, what)) {
    checksum = crc32(bytes, checksum);
    size += bytes.length;
    yield bytes;
  }
  const trailer = Buffer.from(await reader.take(8));
  if (trailer.readUInt32LE(0) !== checksum) throw damaged(what, 'its content has another checksum than it should have');
  if (trailer.readUInt32LE(4) !== size % 2 ** 32)
    throw damaged(what, 'its content has another size than it should have');
}

async function demandZeros(reader: ByteReader): Promise<void> {
  const from = reader.position();
  for (let bytes = await reader.chunk(); bytes !== null; bytes = await reader.chunk()) {
    if (bytes.some((byte) => byte !== 0))
      throw damaged(what, `something else stands behind its end, from byte ${from} on`);
  }
}
