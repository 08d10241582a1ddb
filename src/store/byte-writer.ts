/** Bytes that grow; one is kept for as long as a thread encodes, so that a batch costs one allocation: its result. */
export interface ByteWriter {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where the next byte goes. */
  at: number;
}

export function createByteWriter(): ByteWriter {
  return { bytes: new Uint8Array(1 << 20), at: 0 };
}

/** Makes room for `count` more bytes. */
export function reserve(writer: ByteWriter, count: number): void {
  const needed = writer.at + count;
  if (needed <= writer.bytes.length) return;
  const larger = new Uint8Array(Math.max(needed, 2 * writer.bytes.length));
  larger.set(writer.bytes);
  writer.bytes = larger;
}

/** What was written so far, on its own; the writer begins anew. */
export function takeBytes(writer: ByteWriter): Uint8Array<ArrayBuffer> {
  const taken = writer.bytes.slice(0, writer.at);
  writer.at = 0;
  return taken;
}

/**
 * Writes the character that begins at `index` of the text, and is not ASCII, as UTF-8 (RFC 3629). The caller has made
 * room. Half a surrogate pair becomes U+FFFD, as in TextEncoder.
 *
 * @returns whether the character takes two places of the text
 */
export function writeBeyondAscii(writer: ByteWriter, text: string, index: number): boolean {
  const { bytes } = writer;
  let code = text.charCodeAt(index);
  if (code < 0x800) {
    bytes[writer.at] = 0xc0 | (code >> 6);
    bytes[writer.at + 1] = 0x80 | (code & 0x3f);
    writer.at += 2;
    return false;
  }
  let pair = false;
  if ((code & 0xf800) === 0xd800) {
    const low = text.charCodeAt(index + 1);
    pair = code < 0xdc00 && (low & 0xfc00) === 0xdc00;
    code = pair ? 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff) : 0xfffd;
  }
  if (pair) {
    bytes[writer.at] = 0xf0 | (code >> 18);
    bytes[writer.at + 1] = 0x80 | ((code >> 12) & 0x3f);
  } else bytes[writer.at] = 0xe0 | (code >> 12);
  const end = writer.at + (pair ? 4 : 3);
  bytes[end - 2] = 0x80 | ((code >> 6) & 0x3f);
  bytes[end - 1] = 0x80 | (code & 0x3f);
  writer.at = end;
  return pair;
}
