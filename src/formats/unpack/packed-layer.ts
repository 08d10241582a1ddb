import { beginsOpenPgp } from './open-pgp-head.ts';
import { UnpackFault } from './unpack-fault.ts';
import type { PackedLayer } from './unpack-options.ts';

/**
 * What the bytes are packed in, told from how they begin and never from a name; null for what is not packed.
 *
 * @param head the first `layerHeadBytes` bytes; fewer where there are no more
 */
export function recogniseLayer(head: Uint8Array): PackedLayer | null {
  if (begins(head, [0x1f, 0x8b])) return 'gzip';
  if (begins(head, 'PK\x03\x04') || begins(head, 'PK\x05\x06')) return 'zip';
  if (beginsOpenPgp(head)) return 'openpgp';
  for (const { beginning, at = 0, what } of notRead) {
    if (!begins(head.subarray(at), beginning)) continue;
    const message = `The file is ${what}. Send a CSV, XML or JSON file, as it is or packed as gzip, zip (with one file in it) or OpenPGP.`;
    throw new UnpackFault('archive-unsupported', message);
  }
  return null;
}

/** Enough for the blank lines before an ASCII armor, and for the mark of a tar archive. */
export const layerHeadBytes = 1024;

/** What a roster might be sent as by mistake. No text begins like these. */
const notRead: { beginning: string | number[]; at?: number; what: string }[] = [
  { beginning: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], what: 'an Excel workbook (.xls)' },
  { beginning: 'PK\x07\x08', what: 'a zip archive in several parts' },
  { beginning: 'ustar\x00', at: 257, what: 'a tar archive' },
  { beginning: 'ustar  \x00', at: 257, what: 'a tar archive' },
  { beginning: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], what: 'a 7-Zip archive' },
  { beginning: 'Rar!\x1a\x07', what: 'a RAR archive' },
  { beginning: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], what: 'packed with xz' },
  { beginning: [0x28, 0xb5, 0x2f, 0xfd], what: 'packed with Zstandard' },
  { beginning: '1AY&SY', at: 4, what: 'packed with bzip2' },
  { beginning: '%PDF-', what: 'a PDF' },
  {
    beginning: '-----BEGIN PGP SIGNED MESSAGE-----',
    what: 'a clear-signed OpenPGP text, which Rollcall does not read (sign it with gpg --sign)',
  },
  {
    beginning: '-----BEGIN PGP SIGNATURE-----',
    what: 'an OpenPGP signature without what it signs (gpg --sign writes both into one file)',
  },
  {
    beginning: '\xff\xfe-\0-\0-\0-\0-\0B\0E\0G\0I\0N\0 \0P\0G\0P\0',
    what: 'an OpenPGP text in UTF-16, as Windows PowerShell writes with ">" (gpg --output writes it right)',
  },
  { beginning: '-----BEGIN PGP PUBLIC KEY BLOCK-----', what: 'an OpenPGP key' },
  { beginning: '-----BEGIN PGP PRIVATE KEY BLOCK-----', what: 'a private OpenPGP key' },
];

function begins(bytes: Uint8Array, beginning: string | number[]): boolean {
  for (let i = 0; i < beginning.length; i += 1) {
    const expected = typeof beginning === 'string' ? beginning.charCodeAt(i) : beginning[i];
    if (bytes[i] !== expected) return false;
  }
  return true;
}
