import { AppError } from '../domain/app-error.ts';
import { type Companion, companionOf } from '../domain/companion.ts';
import type { FileStatus } from '../domain/file-status.ts';
import type { ArchiveFolder, Inbox, MovedEntry } from '../inbox/contract.ts';
import type { RosterFile } from '../store/contract.ts';
import type { Parts } from './context.ts';

/** Where a file of each status lies; a status that is not named leaves the file where it is. */
const folders: Partial<Record<FileStatus, ArchiveFolder>> = {
  processed: 'processed',
  processed_with_warnings: 'processed',
  skipped: 'processed',
  undone: 'processed',
  rejected: 'rejected',
  discarded: 'rejected',
  cancelled: 'rejected',
  held: 'held',
};

/** Whether a file has its verdict, or is held, and does not lie yet where such files lie. */
export function isUnarchived(file: RosterFile): boolean {
  const folder = folders[file.status];
  return folder !== undefined && file.archiveFrom !== null && file.archiveFrom !== folder;
}

/**
 * Moves a file of the inbox to the folder of its verdict, what its sender put beside it along with it, and puts its complete
 * issue list there, too. Doing it again is harmless, so that a crash in between only means doing it again.
 */
export async function archiveFile(parts: Parts, inbox: Inbox, file: RosterFile): Promise<void> {
  const folder = folders[file.status];
  if (folder === undefined || !isUnarchived(file)) return;
  parts.log.debug('archive began', { feed: file.feed, fileId: file.id, folder });
  const archived = await move(parts, inbox, file, folder);
  if (archived === null) return;
  parts.log.debug('file moved', { feed: file.feed, fileId: file.id, folder });
  // Beside a file that somebody took away it would stand beside another one of that name, or overwrite its list.
  if (folder !== 'held' && archived.moved) await putErrors(parts, inbox, file, folder, archived.name);
  const companions = await moveCompanions(parts, inbox, file, folder, archived.name);
  if (companions === null) return;
  const archiveFrom = folder === 'held' ? ('held' as const) : null;
  const patch = { archiveFrom, archivedAs: archived.name, companions };
  await parts.store.ledger.update(file.id, patch, [file.status]);
  parts.log.info('file archived', { feed: file.feed, fileId: file.id, folder });
}

/** The name in the archive, whether the file is there, or null where it has to stay in the inbox. */
async function move(
  parts: Parts,
  inbox: Inbox,
  file: RosterFile,
  folder: ArchiveFolder,
): Promise<{ name: string; moved: boolean } | null> {
  const name = file.archiveFrom === 'held' ? (file.archivedAs ?? file.name) : file.name;
  const entry: MovedEntry = { name, fingerprint: file.inboxFingerprint ?? '' };
  return unlessReadOnly(parts, file, async () => {
    const result = await inbox.move(entry, folder, fromOf(file));
    return result.moved ? result : { name, moved: false };
  });
}

/**
 * A file that was replaced, or taken away, leaves its marker behind: it must not speak for the next one.
 *
 * @returns those that are in the archive, or null where they have to stay in the inbox
 */
async function moveCompanions(
  parts: Parts,
  inbox: Inbox,
  file: RosterFile,
  folder: ArchiveFolder,
  archivedAs: string,
): Promise<Companion[] | null> {
  return unlessReadOnly(parts, file, async () => {
    const moved: Companion[] = [];
    for (const companion of file.companions) {
      const as = archivedAs + (companionOf(companion.name)?.ending ?? '');
      const result = await inbox.move(companion, folder, fromOf(file), as);
      if (result.moved) moved.push({ ...companion, name: result.name });
    }
    return moved;
  });
}

function fromOf({ archiveFrom }: RosterFile): ArchiveFolder | undefined {
  return archiveFrom === 'held' ? 'held' : undefined;
}

async function unlessReadOnly<T>(parts: Parts, file: RosterFile, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'inbox-read-only') throw error;
    parts.log.debug('file stays in the read-only inbox', { feed: file.feed, fileId: file.id });
    return null;
  }
}

async function putErrors(
  parts: Parts,
  inbox: Inbox,
  file: RosterFile,
  folder: ArchiveFolder,
  archivedAs: string,
): Promise<void> {
  if (file.issueCounts.total === 0) return;
  const report = await parts.spool.readReport(file.id);
  if (report !== null) await inbox.put(folder, `${archivedAs}.errors.csv`, report);
}
