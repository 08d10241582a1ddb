import { companionOf } from '../domain/companion.ts';
import { maskFileName } from '../domain/national-ids/mask-file-name.ts';
import type { NationalIdScheme } from '../domain/national-ids/scheme.ts';
import { sealedEnding } from './contract.ts';

/** Of a roster: leaves room for `.errors.csv.sealed`, a companion's ending and a suffix below the 255 bytes that file systems allow. */
const longestNameBytes = 200;

/** Names that senders use while they write: left alone without a word. */
export function isIgnorableName(name: string): boolean {
  return name.startsWith('.') || /\.(tmp|part|filepart)$/i.test(name);
}

/**
 * Why a file of this name is never taken, or null when it may be.
 *
 * @param scheme the feed's, whose numbers no name may hold, beside Norwegian ones
 */
export function refusalOf(name: string, scheme: NationalIdScheme | null): string | null {
  if (name.includes('/')) return 'its name holds a path';
  if (name.includes('\\')) return 'its name holds a backslash';
  if (name.includes('\uFFFD')) return 'its name is not valid UTF-8';
  // Line breaks could forge a log line or a mail header, direction marks what a reader sees.
  if (/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u.test(name)) return 'its name holds control characters';
  // A name stands in logs, mails and the ledger.
  if (maskFileName(name, scheme) !== name) return 'its name holds what looks like a national identity number';
  if (Buffer.byteLength(withoutSealedEnding(companionOf(name)?.roster ?? name)) > longestNameBytes)
    return `its name is longer than ${longestNameBytes} bytes`;
  return null;
}

/** A refused name for a log: printable ASCII, at most 200 characters, without identity numbers. */
export function escapeName(name: string | Buffer, scheme: NationalIdScheme | null): string {
  const text = name.toString();
  // Before letters become digits, which would hide a number behind them.
  const masked = maskFileName(text, scheme);
  const bytes = masked !== text || typeof name === 'string' ? Buffer.from(masked) : name;
  const escaped = Array.from(bytes.subarray(0, longestNameBytes), (byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('');
  return escaped.length > longestNameBytes ? `${escaped.slice(0, longestNameBytes)}...` : escaped;
}

/**
 * The name itself, or with the first free suffix: `roster.2.csv`, `roster.2.csv.gz`. A name is taken where its encrypted file
 * is there, too.
 *
 * @param taken names in the folder
 */
export function freeName(name: string, taken: Iterable<string>): string {
  // Case is folded: a share or an SFTP server on Windows would take ROSTER.csv for roster.csv.
  const names = new Set(Array.from(taken, (each) => withoutSealedEnding(each.toLowerCase())));
  const { stem, endings } = splitName(name);
  let candidate = name;
  for (let number = 2; names.has(withoutSealedEnding(candidate.toLowerCase())); number += 1)
    candidate = `${stem}.${number}${endings}`;
  return candidate;
}

export function withoutSealedEnding(name: string): string {
  return name.endsWith(sealedEnding) ? name.slice(0, -sealedEnding.length) : name;
}

/** Whether `candidate` is what `freeName` could have made of the name. */
export function isNameOrSuffixed(name: string, candidate: string): boolean {
  const { stem, endings } = splitName(name);
  if (candidate === name) return true;
  if (!candidate.startsWith(`${stem}.`) || !candidate.endsWith(endings)) return false;
  return /^\d+$/.test(candidate.slice(stem.length + 1, candidate.length - endings.length));
}

const namePattern = /^(.+?)(\.manifest\.json|\.[^.]+(?:\.(?:gz|zip|pgp|gpg|asc))?(?:\.sealed)?)?$/i;

function splitName(name: string): { stem: string; endings: string } {
  const [, stem = name, endings = ''] = namePattern.exec(name) ?? [];
  return { stem, endings };
}
