import { type ArchiveFolder, type Inbox, type MovedEntry, sealedEnding } from '../inbox/contract.ts';
import type { ArchiveKey, RosterFile } from '../store/contract.ts';
import type { Parts } from './context.ts';

/** A file in the folder of its verdict. */
export interface ArchivePlace extends MovedEntry {
  /** False where it is not there: somebody has taken it away, or put another one in its place. */
  moved: boolean;
  isSealed: boolean;
  /** Its name, or what it was before it was encrypted. */
  plainName: string;
}

/** Moves a file to the folder, from the inbox or from `held/`, as it came or encrypted; it may be there already. */
export async function moveToArchive(
  parts: Parts,
  inbox: Inbox,
  file: RosterFile,
  folder: ArchiveFolder,
): Promise<ArchivePlace> {
  const key = await parts.store.archiveKeys.get(file.id);
  if (key !== null && key.sealedAt !== null) return moveSealed(parts, inbox, file, folder, key);
  const { name, fingerprint, from } = plainEntryOf(file);
  const result = await inbox.move({ name, fingerprint }, folder, from);
  const movedAs = result.moved ? result.name : name;
  return { name: movedAs, plainName: movedAs, fingerprint, moved: result.moved, isSealed: false };
}

/** What a file lies as, and where, before it is encrypted. */
export function plainEntryOf(file: RosterFile): MovedEntry & { from: 'held' | undefined } {
  const isHeld = file.archiveFrom === 'held';
  return {
    name: isHeld ? (file.archivedAs ?? file.name) : file.name,
    fingerprint: file.inboxFingerprint ?? '',
    from: isHeld ? 'held' : undefined,
  };
}

export function plainNameOf(sealedName: string): string {
  return sealedName.slice(0, -sealedEnding.length);
}

async function moveSealed(
  { store }: Parts,
  inbox: Inbox,
  file: RosterFile,
  folder: ArchiveFolder,
  key: ArchiveKey,
): Promise<ArchivePlace> {
  const fingerprint = key.fingerprint ?? '';
  // A process that died when the encrypted one was whole has left the plain one beside it.
  await inbox.remove({ name: plainNameOf(key.name), fingerprint: file.inboxFingerprint ?? '' }, key.folder);
  if (key.folder === folder) {
    return { name: key.name, plainName: plainNameOf(key.name), fingerprint, moved: true, isSealed: true };
  }
  const result = await inbox.move({ name: key.name, fingerprint }, folder, key.folder);
  const name = result.moved ? result.name : key.name;
  if (result.moved) await store.archiveKeys.update(file.id, { folder, name });
  return { name, plainName: plainNameOf(name), fingerprint, moved: result.moved, isSealed: true };
}
