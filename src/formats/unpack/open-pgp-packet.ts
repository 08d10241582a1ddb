/** The header of an OpenPGP packet (RFC 9580, 4.2). */
export interface PacketHeader {
  tag: number;
  /** Bytes of the header itself. */
  headerLength: number;
  /** Bytes of the body, or of its first part; infinite where the body goes on to the end of the file. */
  length: number;
  /** Whether a further part follows, with a length of its own. */
  isPartial: boolean;
}

export const maxPacketHeader = 6;

/** The packets of which messages are made, by their tags. */
export const packet = {
  publicKeySessionKey: 1,
  signature: 2,
  passwordSessionKey: 3,
  onePassSignature: 4,
  compressed: 8,
  encryptedUnprotected: 9,
  marker: 10,
  literal: 11,
  trust: 12,
  encrypted: 18,
  encryptedAead: 20,
  padding: 21,
} as const;

/** @returns null where no packet begins, or the bytes don't suffice */
export function parsePacketHeader(bytes: Uint8Array): PacketHeader | null {
  const first = bytes[0] ?? 0;
  if ((first & 0x80) === 0) return null;
  if ((first & 0x40) !== 0) {
    const length = parsePartLength(bytes.subarray(1));
    return length && { ...length, tag: first & 0x3f, headerLength: 1 + length.headerLength };
  }
  const tag = (first & 0x3c) >> 2;
  const lengthBytes = [1, 2, 4, 0][first & 3] ?? 0;
  if (lengthBytes === 0) return { tag, headerLength: 1, length: Number.POSITIVE_INFINITY, isPartial: false };
  if (bytes.length < 1 + lengthBytes) return null;
  const length = Buffer.from(bytes.subarray(1, 1 + lengthBytes)).readUIntBE(0, lengthBytes);
  return { tag, headerLength: 1 + lengthBytes, length, isPartial: false };
}

/** The length before each further part of a body that comes in parts. */
export function parsePartLength(bytes: Uint8Array): Omit<PacketHeader, 'tag'> | null {
  const first = bytes[0];
  if (first === undefined) return null;
  if (first < 192) return { headerLength: 1, length: first, isPartial: false };
  if (first < 224) {
    const second = bytes[1];
    return second === undefined
      ? null
      : { headerLength: 2, length: ((first - 192) << 8) + second + 192, isPartial: false };
  }
  if (first < 255) return { headerLength: 1, length: 2 ** (first & 0x1f), isPartial: true };
  if (bytes.length < 5) return null;
  return { headerLength: 5, length: Buffer.from(bytes.subarray(1, 5)).readUInt32BE(), isPartial: false };
}
