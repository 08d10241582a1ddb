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
export function isUnarchived(file: Pick<RosterFile, 'status' | 'archiveFrom'>): boolean {
  const folder = folders[file.status];
  return folder !== undefined && file.archiveFrom !== null && file.archiveFrom !== folder;
}

/**
 * Moves a file of the inbox to the folder of its verdict, what its sender put beside it along with it, and puts its complete
 * issue list there, too. Doing it again is harmless, so that a crash in between only means doing it again.
 *
 * @returns whether it was moved: not where there was nothing to move
 * @throws AppError `inbox-read-only` where it has to stay
 */
export async function archiveFile(parts: Parts, inbox: Inbox, file: RosterFile): Promise<boolean> {
  const folder = folders[file.status];
  if (folder === undefined || !isUnarchived(file)) return false;
  const startedMs = performance.now();
  parts.log.debug('archive began', { feed: file.feed, fileId: file.id, folder });
  const archived = await move(inbox, file, folder);
  parts.log.debug('file moved', { feed: file.feed, fileId: file.id, folder });
  // Beside a file that somebody took away it would stand beside another one of that name, or overwrite its list.
  if (folder !== 'held' && archived.moved) await putErrors(parts, inbox, file, folder, archived.name);
  const companions = await moveCompanions(inbox, file, folder, archived.name);
  const archiveFrom = folder === 'held' ? ('held' as const) : null;
  // Whatever its status is by now: a hold that was approved while it was moved is looked for where it lies.
  await parts.store.ledger.update(file.id, { archiveFrom, archivedAs: archived.name, companions });
  const durationMs = Math.round(performance.now() - startedMs);
  parts.log.info('file archived', { feed: file.feed, fileId: file.id, folder, durationMs });
  return archived.moved;
}

/** The name in the archive, and whether the file is there. */
async function move(inbox: Inbox, file: RosterFile, folder: ArchiveFolder): Promise<{ name: string; moved: boolean }> {
  const name = file.archiveFrom === 'held' ? (file.archivedAs ?? file.name) : file.name;
  const entry: MovedEntry = { name, fingerprint: file.inboxFingerprint ?? '' };
  const result = await inbox.move(entry, folder, fromOf(file));
  return result.moved ? result : { name, moved: false };
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
): Promise<Companion[]> {
  const moved: Companion[] = [];
  for (const companion of file.companions) {
    const as = archivedAs + (companionOf(companion.name)?.ending ?? '');
    const result = await inbox.move(companion, folder, fromOf(file), as);
    if (result.moved) moved.push({ ...companion, name: result.name });
  }
  return moved;
}

function fromOf({ archiveFrom }: RosterFile): ArchiveFolder | undefined {
  return archiveFrom === 'held' ? 'held' : undefined;
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
