import { crc32 } from 'node:zlib';
import { maskNames } from '../../domain/mask.ts';
import type { ByteReader } from './byte-reader.ts';
import { inflate } from './inflate.ts';
import { damaged, UnpackFault } from './unpack-fault.ts';
import { checkDirectory } from './zip-directory.ts';
import { fileHeaderSize, parseFileHeader, tailLengths, type ZipEntry, zipFlag, zipSignature } from './zip-header.ts';
import { judgeMember, type ZipMember } from './zip-name.ts';

/**
 * Unpacks the one file in a zip archive, as a stream from its first byte on: its data as it comes, then the directory
 * behind it, which must say the same of it.
 *
 * No library does it: yauzl and its like begin with the end of the file, which isn't there yet, and leave checksums to
 * the caller ("No CRC-32 Checking"); fflate's stream takes data with a wrong checksum, and an archive without a directory.
 */
export async function* unzip(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const entries: ZipEntry[] = [];
  const rosters: Uint8Array[] = [];
  while (Buffer.from((await reader.peek(4)).subarray(0, 4)).equals(fileSignature)) {
    const entry = await takeFileHeader(reader);
    const member = judgeMember(entry.name);
    if (member === 'roster') rosters.push(entry.name);
    if (rosters.length > 1) throw severalMembers(rosters);
    if (entries.length === maxEntries) throw damaged(what, 'it has more folders than any sound one');
    let passedOver = 0;
    for await (const bytes of readMember(reader, entry, member)) {
      if (member === 'roster') yield bytes;
      else passedOver += bytes.length;
      if (passedOver > maxCompanionBytes)
        throw damaged(what, 'a file in it that is no roster is larger than any sound one');
    }
    entries.push(entry);
  }
  await checkDirectory(reader, entries);
  if (rosters.length > 0) return;
  throw new UnpackFault(
    'archive-members',
    'The zip archive is empty. It must have exactly one file, the roster, in it.',
  );
}

const what = 'The zip archive';
const fileSignature = Buffer.from('PK\x03\x04', 'latin1');
/** Folders and companions of macOS beside the roster. */
const maxEntries = 100;
/** What is passed over isn't metered as what comes out is, and could keep us busy for days. */
const maxCompanionBytes = 16 * 2 ** 20;
const stored = 0;
const deflated = 8;

async function takeFileHeader(reader: ByteReader): Promise<ZipEntry> {
  const offset = reader.position();
  const fixed = await reader.take(fileHeaderSize);
  const lengths = tailLengths(fixed);
  const name = await reader.take(lengths.name);
  return parseFileHeader(fixed, name, await reader.take(lengths.extra), offset);
}

/** The member's content. What the header leaves open, or says wrongly, stands in the entry afterwards. */
async function* readMember(reader: ByteReader, entry: ZipEntry, member: ZipMember): AsyncGenerator<Uint8Array> {
  const hasDescriptor = (entry.flags & zipFlag.descriptor) !== 0;
  demandReadable(entry, member, hasDescriptor);
  const begin = reader.position();
  const found = { checksum: 0, size: 0, packedSize: 0 };
  for await (const bytes of entry.method === stored ? copy(reader, entry.packedSize) : inflate(reader, what)) {
    found.checksum = crc32(bytes, found.checksum);
    found.size += bytes.length;
    yield bytes;
  }
  found.packedSize = reader.position() - begin;
  if (hasDescriptor) await takeDescriptor(reader, found);
  else if (found.checksum !== entry.checksum || found.size !== entry.size || found.packedSize !== entry.packedSize) {
    throw damaged(what, 'its content has another checksum or size than it should have');
  }
  if (member === 'folder' && found.size > 0) throw damaged(what, 'it has a folder with data of its own');
  Object.assign(entry, found);
}

function demandReadable({ flags, method, size }: ZipEntry, member: ZipMember, hasDescriptor: boolean): void {
  if ((flags & (zipFlag.encrypted | zipFlag.strong | zipFlag.masked)) !== 0) {
    const message =
      'The zip archive is encrypted with a password, which Rollcall does not read. Send it without, or encrypt it with OpenPGP.';
    throw new UnpackFault('archive-unsupported', message);
  }
  if (method !== stored && method !== deflated) {
    const name = methodNames[method] ?? `method ${method}`;
    const message = `The zip archive is compressed with ${name}, which Rollcall does not read. Pack it with Deflate, the usual way.`;
    throw new UnpackFault('archive-unsupported', message);
  }
  if (method === stored && hasDescriptor && (member !== 'folder' || size > 0)) {
    const message =
      'The zip archive holds its file uncompressed and without its size before it, so that its end is not told. Pack it with Deflate, the usual way.';
    throw new UnpackFault('archive-unsupported', message);
  }
}

const methodNames: Record<number, string> = {
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'xz',
  98: 'PPMd',
};

async function* copy(reader: ByteReader, size: number): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0; ) {
    const bytes = (await reader.chunk(left)) ?? (await reader.take(1));
    left -= bytes.length;
    yield bytes;
  }
}

/** With or without a signature, with sizes of four or of eight bytes: nothing but the values themselves tells (APPNOTE 4.3.9). */
async function takeDescriptor(
  reader: ByteReader,
  { checksum, size, packedSize }: Pick<ZipEntry, 'checksum' | 'size' | 'packedSize'>,
): Promise<void> {
  const large = Buffer.alloc(24);
  large.writeUInt32LE(zipSignature.descriptor);
  large.writeUInt32LE(checksum, 4);
  large.writeBigUInt64LE(BigInt(packedSize), 8);
  large.writeBigUInt64LE(BigInt(size), 16);
  const small = Buffer.concat([large.subarray(0, 12), large.subarray(16, 20)]);
  const next = Buffer.from(await reader.peek(large.length));
  for (const form of [large, large.subarray(4), small, small.subarray(4)]) {
    if (!next.subarray(0, form.length).equals(form)) continue;
    await reader.take(form.length);
    return;
  }
  if (next.length < small.length) await reader.take(small.length);
  throw damaged(what, 'its content has another checksum or size than it should have');
}

function severalMembers(names: Uint8Array[]): UnpackFault {
  const quoted = names.map((name) => `"${maskNames(Buffer.from(name).toString(), 60)}"`).join(' and ');
  const message = `The zip archive has several files in it (${quoted}), and nothing tells which is the roster. Pack one file only.`;
  return new UnpackFault('archive-members', message);
}
