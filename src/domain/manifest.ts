import { parseRosterDate } from './roster-date.ts';

/** What a sender says of a roster in `<name>.manifest.json`. */
export interface Manifest {
  /** Employees in the file; null where it doesn't say. */
  rows: number | null;
  /** Of the file as it is sent, in small letters; null where it doesn't say. */
  sha256: string | null;
  /** When the roster was made: a date or date-time of ISO 8601. Absent where it doesn't say. */
  createdAt?: string;
  /** Why it can't be used: a whole sentence. Null where it can. */
  problem: string | null;
}

/** A manifest has three figures; nobody has to read more than this to find them. */
export const maxManifestBytes = 64 * 1024;

/** @param bytes UTF-8, or UTF-16 with a byte order mark: that is what PowerShell's Out-File writes */
export function parseManifest(bytes: Uint8Array): Manifest {
  if (bytes.length > maxManifestBytes) return unusable('It is larger than 64 KB.');
  const content = parseJson(bytes);
  if (content === undefined) return unusable('It is no JSON.');
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return unusable('It is no JSON object.');
  }
  const { rows = null, sha256 = null, createdAt = null } = content as Record<string, unknown>;
  if (rows === null && sha256 === null) return unusable('It says neither "rows" nor "sha256".');
  if (rows !== null && !isCount(rows)) return unusable('"rows" is no whole number.');
  if (sha256 !== null && !isSha256(sha256)) return unusable('"sha256" is no text of 64 hexadecimal digits.');
  if (createdAt !== null && !isDate(createdAt))
    return unusable('"createdAt" is no date or time like "2026-11-30T05:12:00Z".');
  const said = { rows, sha256: sha256?.toLowerCase() ?? null, problem: null };
  return createdAt === null ? said : { ...said, createdAt };
}

function unusable(problem: string): Manifest {
  return { rows: null, sha256: null, problem };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isSha256(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value);
}

function isDate(value: unknown): value is string {
  return typeof value === 'string' && parseRosterDate(value) !== null;
}
