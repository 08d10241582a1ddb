/** What a zip archive says of one of its files, before its data and once more in its directory (APPNOTE 4.3.7, 4.3.12). */
export interface ZipEntry {
  /** As it stands there: its charset doesn't matter. */
  name: Uint8Array;
  flags: number;
  method: number;
  checksum: number;
  packedSize: number;
  size: number;
  /** Where its own header stands. */
  offset: number;
  /** Whether the entry is a link in a Unix file system, whose content is another file's name. */
  isLink: boolean;
}

export const zipSignature = {
  file: 0x04034b50,
  descriptor: 0x08074b50,
  directory: 0x02014b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  end: 0x06054b50,
} as const;

export const zipFlag = { encrypted: 1, descriptor: 8, strong: 0x40, masked: 0x2000 } as const;
export const fileHeaderSize = 30;
export const directoryHeaderSize = 46;

/** Lengths of what follows a header's fixed part: its name, its extra fields and its comment. */
export function tailLengths(fixed: Uint8Array): { name: number; extra: number; comment: number } {
  const view = Buffer.from(fixed);
  const isFile = view.readUInt32LE(0) === zipSignature.file;
  return isFile
    ? { name: view.readUInt16LE(26), extra: view.readUInt16LE(28), comment: 0 }
    : { name: view.readUInt16LE(28), extra: view.readUInt16LE(30), comment: view.readUInt16LE(32) };
}

/** @param offset where the header stands */
export function parseFileHeader(fixed: Uint8Array, name: Uint8Array, extra: Uint8Array, offset: number): ZipEntry {
  const view = Buffer.from(fixed);
  const large = parseZip64(extra);
  return {
    name,
    flags: view.readUInt16LE(6),
    method: view.readUInt16LE(8),
    checksum: view.readUInt32LE(14),
    size: large(view.readUInt32LE(22)),
    packedSize: large(view.readUInt32LE(18)),
    offset,
    isLink: false,
  };
}

export function parseDirectoryHeader(fixed: Uint8Array, name: Uint8Array, extra: Uint8Array): ZipEntry {
  const view = Buffer.from(fixed);
  const large = parseZip64(extra);
  const isUnix = view[5] === 3;
  return {
    name,
    flags: view.readUInt16LE(8),
    method: view.readUInt16LE(10),
    checksum: view.readUInt32LE(16),
    size: large(view.readUInt32LE(24)),
    packedSize: large(view.readUInt32LE(20)),
    offset: large(view.readUInt32LE(42)),
    isLink: isUnix && (view.readUInt16LE(40) & 0xf000) === 0xa000,
  };
}

/** Numbers too large for four bytes stand in an extra field, one behind the other, in the order in which they are asked for. */
function parseZip64(extra: Uint8Array): (value: number) => number {
  const view = Buffer.from(extra);
  let large = Buffer.alloc(0);
  for (let at = 0; at + 4 <= view.length; at += 4 + view.readUInt16LE(at + 2)) {
    if (view.readUInt16LE(at) === 1) large = view.subarray(at + 4, at + 4 + view.readUInt16LE(at + 2));
  }
  return (value) => {
    if (value !== 0xffffffff || large.length < 8) return value;
    const wide = Number(large.readBigUInt64LE());
    large = large.subarray(8);
    return wide;
  };
}
