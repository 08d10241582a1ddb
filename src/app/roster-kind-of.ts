import type { RosterKind } from '../domain/roster-kind.ts';
import type { DecryptKeys, Formats } from '../formats/contract.ts';
import { createFormats } from '../formats/index.ts';
import { bytesForRoot, rootElement } from '../formats/root-element.ts';
import { matchesFilePattern } from '../inbox/file-pattern.ts';
import type { FeedRules, RosterKindOf } from '../pipeline/context.ts';
import { readBytes } from '../spool/read-bytes.ts';

/** Tells positions from employees, packed or not: in XML by the root element, in a CSV by the file's name. */
export const rosterKindOf: RosterKindOf = (rules, { name, path }) => tellRosterKind(rules, name, readBytes(path));

/** The same of bytes, wherever they lie. */
export async function tellRosterKind(
  rules: Pick<FeedRules, 'positions' | 'decrypt'>,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<RosterKind> {
  if (rules.positions === null) return 'employees';
  const formats = createFormats();
  return kindOf(formats, rules.positions, name, await beginning(formats, bytes, rules.decrypt));
}

function kindOf(
  { choose }: Pick<Formats, 'choose'>,
  { csvFiles }: NonNullable<FeedRules['positions']>,
  name: string,
  bytes: Uint8Array,
): RosterKind {
  const names = [name, name.replace(packedEndings, '')];
  const isPositions =
    choose(name, bytes) === 'csv'
      ? csvFiles !== null && names.some((each) => matchesFilePattern(csvFiles, each))
      : rootElement(bytes) === 'positions';
  return isPositions ? 'positions' : 'employees';
}

const packedEndings = /(\.(gz|zip|pgp|gpg|asc))+$/i;

/** What is wrong with the packing is told when the file is read. */
async function beginning(
  { unpack }: Pick<Formats, 'unpack'>,
  bytes: AsyncIterable<Uint8Array>,
  decrypt: DecryptKeys | null,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of unpack(bytes, { decrypt, report: () => {} })) {
    // A chunk is good until the next one is asked for.
    chunks.push(chunk.slice(0, bytesForRoot - length));
    length += chunk.length;
    if (length >= bytesForRoot) break;
  }
  return Buffer.concat(chunks);
}
