import type { Readable } from 'node:stream';
import { AppError } from '../domain/app-error.ts';
import type { ArchiveFolder } from '../inbox/contract.ts';
import type { RosterFile } from '../store/contract.ts';
import { archiveFolderOf } from './archive-file.ts';
import { plainEntryOf } from './archive-place.ts';
import type { FeedWork } from './feed-work.ts';
import { loadFile } from './load-file.ts';
import { readSealed } from './seal-archive.ts';

/**
 * The roster itself, as it came, from where it lies in the inbox.
 *
 * @throws AppError `archive-gone`, `archive-erased`; through the stream `archive-damaged`
 */
export async function readArchived({ parts, inbox }: Pick<FeedWork, 'parts' | 'inbox'>, id: number): Promise<Readable> {
  const file = await loadFile({ parts }, id);
  if (inbox === null) throw gone(file, 'the inbox has no pinned host key');
  const key = await parts.store.archiveKeys.get(id);
  if (key !== null && key.sealedAt !== null) return readSealed(parts, inbox, key);
  if (file.source !== 'inbox') throw gone(file, `it did not come through the inbox (${file.source})`);
  const { name, from } = placeOf(file);
  if (name === null) throw gone(file, 'it was deleted (archive: delete)');
  const entry = await inbox.stat(name, from);
  if (entry === null) throw gone(file, `${from ?? 'the inbox'} has no ${name}`);
  return inbox.read(entry, from);
}

function placeOf(file: RosterFile): { name: string | null; from: ArchiveFolder | undefined } {
  return file.archiveFrom === null ? { name: file.archivedAs, from: archiveFolderOf(file) } : plainEntryOf(file);
}

function gone({ id, name }: RosterFile, why: string): AppError {
  return new AppError('archive-gone', `File ${id} (${name}) can't be read back: ${why}.`, {
    hint: 'Ask its sender for it; its verdict, counts and hash stay in the ledger.',
  });
}
