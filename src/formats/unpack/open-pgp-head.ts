import { armorBegin } from './open-pgp-armor.ts';
import { packet, parsePacketHeader } from './open-pgp-packet.ts';

/** Whether a file begins like an OpenPGP message: by its ASCII armor, or by a packet that no text looks like. */
export function beginsOpenPgp(head: Uint8Array): boolean {
  return armorBegin.test(Buffer.from(head).toString('latin1')) || beginsMessage(head);
}

/**
 * The first byte alone is a letter in many charsets (0xC3 begins "Å" in UTF-8, 0x85 is an ellipsis in Windows-1252). What
 * stands in the packet's body decides: each kind has a small number at its beginning, which is a control character that
 * no text has.
 */
function beginsMessage(head: Uint8Array): boolean {
  const header = parsePacketHeader(head);
  if (header === null) return false;
  const { tag, headerLength, length, isPartial } = header;
  const body = head.subarray(headerLength);
  const [first = -1, second = -1] = body;
  const isSmall = !isPartial && length <= 65_536;
  switch (tag) {
    case packet.publicKeySessionKey:
      return isSmall && length >= 12 && (first === 3 || first === 6);
    case packet.passwordSessionKey:
      return isSmall && length >= 4 && first >= 4 && first <= 6;
    case packet.onePassSignature:
      return isSmall && length >= 13 && (first === 3 || first === 6) && second <= 1;
    case packet.marker:
      return length === 3 && Buffer.from(body.subarray(0, 3)).toString('latin1') === 'PGP';
    case packet.compressed:
      return length >= 2 && first >= 0 && first <= 3;
    case packet.encrypted:
      return length >= 40 && (first === 1 || first === 2);
    case packet.encryptedAead:
      return length >= 36 && first === 1;
    case packet.literal:
      return length >= 6 && 'btulm1'.includes(String.fromCharCode(first)) && hasControlCharacter(body.subarray(1, 2));
    default:
      return false;
  }
}

/** The length of a literal packet's file name; one of 32 letters and more would pass for text, and so it is taken for. */
function hasControlCharacter(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
}
