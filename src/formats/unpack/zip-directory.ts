import type { ByteReader } from './byte-reader.ts';
import { damaged, UnpackFault } from './unpack-fault.ts';
import {
  directoryHeaderSize,
  parseDirectoryHeader,
  tailLengths,
  type ZipEntry,
  zipFlag,
  zipSignature,
} from './zip-header.ts';

/**
 * Reads the directory behind a zip archive's files, and its end: they must say of each file what was found, name no
 * other, and nothing may follow. Programs that list the archive see the directory alone.
 */
export async function checkDirectory(reader: ByteReader, entries: readonly ZipEntry[]): Promise<void> {
  const begin = reader.position();
  const left = new Map(entries.map((entry) => [entry.offset, entry]));
  while ((await peekSignature(reader)) === zipSignature.directory) {
    const fixed = await reader.take(directoryHeaderSize);
    const lengths = tailLengths(fixed);
    const name = await reader.take(lengths.name);
    const listed = parseDirectoryHeader(fixed, name, await reader.take(lengths.extra));
    await reader.take(lengths.comment);
    const entry = left.get(listed.offset);
    if (entry === undefined || !isSame(entry, listed))
      throw damaged(what, 'its directory says something else than its content');
    if (listed.isLink) {
      const message = 'The zip archive has a link in it, and not the file itself. Pack the file.';
      throw new UnpackFault('archive-members', message);
    }
    left.delete(listed.offset);
  }
  if (left.size > 0 && (await isEnd(reader))) throw damaged(what, 'its directory leaves out what is in it');
  const size = reader.position() - begin;
  await takeEnd(reader, { count: entries.length, size, offset: begin });
}

const what = 'The zip archive';

interface Directory {
  count: number;
  size: number;
  offset: number;
}

async function peekSignature(reader: ByteReader): Promise<number> {
  const bytes = await reader.peek(4);
  return bytes.length < 4 ? 0 : Buffer.from(bytes).readUInt32LE();
}

async function isEnd(reader: ByteReader): Promise<boolean> {
  const signature = await peekSignature(reader);
  return signature === zipSignature.end || signature === zipSignature.end64;
}

function isSame(entry: ZipEntry, listed: ZipEntry): boolean {
  return (
    Buffer.from(entry.name).equals(listed.name) &&
    entry.method === listed.method &&
    entry.checksum === listed.checksum &&
    entry.size === listed.size &&
    entry.packedSize === listed.packedSize &&
    (entry.flags & zipFlag.encrypted) === (listed.flags & zipFlag.encrypted)
  );
}

/** The end of the archive (APPNOTE 4.3.14 to 4.3.16). The records of zip64 stand before it where numbers are too large. */
async function takeEnd(reader: ByteReader, directory: Directory): Promise<void> {
  const isLarge = (await peekSignature(reader)) === zipSignature.end64;
  if (isLarge) await takeEnd64(reader, directory);
  const end = Buffer.from(await reader.take(22));
  if (end.readUInt32LE(0) !== zipSignature.end) throw damaged(what, 'its directory is broken');
  // The largest number means that zip64 has the true one.
  const says = (value: number, expected: number, largest: number) =>
    value === expected || (isLarge && value === largest);
  const isRight =
    end.readUInt32LE(4) === 0 &&
    says(end.readUInt16LE(8), directory.count, 0xffff) &&
    says(end.readUInt16LE(10), directory.count, 0xffff) &&
    says(end.readUInt32LE(12), directory.size, 0xffffffff) &&
    says(end.readUInt32LE(16), directory.offset, 0xffffffff);
  if (!isRight) throw damaged(what, 'its end says something else than its directory');
  await reader.take(end.readUInt16LE(20));
  if ((await reader.peek(1)).length === 0) return;
  throw damaged(what, `something else stands behind its end, from byte ${reader.position()} on`);
}

async function takeEnd64(reader: ByteReader, directory: Directory): Promise<void> {
  const end = Buffer.from(await reader.take(56));
  const isRight =
    end.readBigUInt64LE(4) === 44n &&
    end.readBigUInt64LE(32) === BigInt(directory.count) &&
    end.readBigUInt64LE(40) === BigInt(directory.size) &&
    end.readBigUInt64LE(48) === BigInt(directory.offset);
  const locator = Buffer.from(await reader.take(20));
  if (!isRight || locator.readUInt32LE(0) !== zipSignature.locator64) throw damaged(what, 'its directory is broken');
}
