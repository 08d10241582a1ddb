import type { Readable } from 'node:stream';
import { AppError } from '../domain/app-error.ts';
import type { RosterFile } from '../store/contract.ts';
import { plainEntryOf } from './archive-place.ts';
import type { FileRun } from './context.ts';
import { readSealed } from './seal-archive.ts';

/**
 * Makes sure that the spool still holds a file that was claimed before: the copy can be on another host, or its disk was
 * cleared. It is copied again from the inbox, or from where it lies held, and only the very same bytes are accepted. Of a file
 * that was planned before, the copy that is there is looked at, too: somebody may have seen that plan and said yes.
 *
 * @throws AppError `spool-lost` when it can't be had any more, `spool-changed` when other bytes lie in its place
 */
export async function respool(run: FileRun, file: RosterFile): Promise<RosterFile> {
  const { spool, log } = run.parts;
  const { spoolName } = file;
  const isThere = spoolName !== null && (await spool.exists(spoolName));
  if (isThere && (file.planNo === 0 || (await spool.sha256(spoolName)) === file.sha256)) return file;
  const startedMs = performance.now();
  const copied = await copyAgain(run, file);
  if (copied === null) throw isThere ? spoolChanged(file) : spoolLost(file);
  if (isThere) await spool.remove(spoolName);
  const durationMs = Math.round(performance.now() - startedMs);
  log.info('file copied to the spool again', { feed: file.feed, fileId: file.id, durationMs });
  return copied;
}

/** @returns null where the inbox no longer has the same bytes */
async function copyAgain(run: FileRun, file: RosterFile): Promise<RosterFile | null> {
  const { spool, store } = run.parts;
  const content = await readAgain(run, file);
  if (content === null) return null;
  const { spoolName, sha256 } = await spool.receive(spool.begin(), content, run.signal);
  if (sha256 !== file.sha256) {
    await spool.remove(spoolName);
    return null;
  }
  await store.ledger.update(file.id, { spoolName });
  return { ...file, spoolName };
}

async function readAgain({ inbox, parts }: FileRun, file: RosterFile): Promise<Readable | null> {
  if (inbox === null || file.archiveFrom === null) return null;
  const key = file.archiveFrom === 'held' ? await parts.store.archiveKeys.get(file.id) : null;
  if (key !== null && key.sealedAt !== null) {
    return (await inbox.stat(key.name, key.folder)) === null ? null : readSealed(parts, inbox, key);
  }
  const { name, fingerprint, from } = plainEntryOf(file);
  const entry = await inbox.stat(name, from);
  return entry === null || entry.fingerprint !== fingerprint ? null : inbox.read(entry, from);
}

function spoolLost({ id, name }: RosterFile): AppError {
  return new AppError('spool-lost', `The copy of file ${id} (${name}) in the data directory is gone.`, {
    hint: 'Drop the file into the inbox again.',
  });
}

function spoolChanged({ id, name }: RosterFile): AppError {
  return new AppError('spool-changed', `The copy of file ${id} (${name}) in the data directory has other bytes now.`, {
    hint: 'Find out who else writes to the data directory, then drop the file into the inbox again.',
  });
}
