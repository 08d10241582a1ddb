import { type Companion, companionOf } from '../domain/companion.ts';
import type { FileStatus } from '../domain/file-status.ts';
import type { ArchiveFolder, Inbox } from '../inbox/contract.ts';
import type { RosterFile } from '../store/contract.ts';
import { moveToArchive } from './archive-place.ts';
import type { ArchiveMode, Parts } from './context.ts';
import { putSealedErrors, sealArchived } from './seal-archive.ts';

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
export function isUnarchived(file: Pick<RosterFile, 'status' | 'archiveFrom'>): boolean {
  const folder = folders[file.status];
  return folder !== undefined && file.archiveFrom !== null && file.archiveFrom !== folder;
}

/** Where a file of this status lies; undefined where it stays in the inbox. */
export function archiveFolderOf({ status }: Pick<RosterFile, 'status'>): ArchiveFolder | undefined {
  return folders[status];
}

/**
 * Moves a file of the inbox to the folder of its verdict, what its sender put beside it along with it, and puts its complete
 * issue list there, too; or encrypts them there, or has them go, as the feed wants it. Doing it again is harmless, so that a
 * crash in between only means doing it again.
 *
 * @returns whether it was moved: not where there was nothing to move
 * @throws AppError `inbox-read-only` where it has to stay
 */
export async function archiveFile(parts: Parts, inbox: Inbox, file: RosterFile, mode: ArchiveMode): Promise<boolean> {
  const folder = folders[file.status];
  if (folder === undefined || !isUnarchived(file)) return false;
  const startedMs = performance.now();
  const { archiveKeys, ledger } = parts.store;
  parts.log.debug('archive began', { feed: file.feed, fileId: file.id, folder });
  const place = await moveToArchive(parts, inbox, file, folder);
  parts.log.debug('file moved', { feed: file.feed, fileId: file.id, folder });
  // A held one may still be wanted.
  const isDeleted = mode === 'delete' && folder !== 'held';
  let { name } = place;
  if (isDeleted) {
    if (place.moved) await inbox.remove(place, folder);
    await archiveKeys.remove(file.id);
  } else if (place.moved) {
    if (mode === 'encrypt' && !place.isSealed) name = await sealArchived(parts, inbox, file, { ...place, folder });
    // Beside a file that somebody took away it would stand beside another one of that name, or overwrite its list.
    if (folder !== 'held') await putErrors(parts, inbox, file, { folder, name, isSealed: name !== place.plainName });
  }
  const companions = await moveCompanions(inbox, file, folder, place.plainName, isDeleted);
  const archiveFrom = folder === 'held' ? ('held' as const) : null;
  // Whatever its status is by now: a hold that was approved while it was moved is looked for where it lies.
  await ledger.update(file.id, { archiveFrom, archivedAs: isDeleted ? null : name, companions });
  const durationMs = Math.round(performance.now() - startedMs);
  if (isDeleted) parts.log.info('file deleted', { feed: file.feed, fileId: file.id, durationMs });
  else parts.log.info('file archived', { feed: file.feed, fileId: file.id, folder, durationMs });
  return place.moved;
}

/**
 * A file that was replaced, or taken away, leaves its marker behind: it must not speak for the next one.
 *
 * @returns those that are in the archive
 */
async function moveCompanions(
  inbox: Inbox,
  file: RosterFile,
  folder: ArchiveFolder,
  archivedAs: string,
  isDeleted: boolean,
): Promise<Companion[]> {
  const moved: Companion[] = [];
  for (const companion of file.companions) {
    const as = archivedAs + (companionOf(companion.name)?.ending ?? '');
    const from = file.archiveFrom === 'held' ? 'held' : undefined;
    const result = await inbox.move(companion, folder, from, as);
    if (!result.moved) continue;
    if (isDeleted) await inbox.remove({ ...companion, name: result.name }, folder);
    else moved.push({ ...companion, name: result.name });
  }
  return moved;
}

async function putErrors(
  parts: Parts,
  inbox: Inbox,
  file: RosterFile,
  archived: { folder: ArchiveFolder; name: string; isSealed: boolean },
): Promise<void> {
  if (file.issueCounts.total === 0) return;
  const report = await parts.spool.readReport(file.id);
  if (report === null) return;
  if (archived.isSealed) await putSealedErrors(parts, inbox, file, archived.folder, report);
  else await inbox.put(archived.folder, `${archived.name}.errors.csv`, report);
}
