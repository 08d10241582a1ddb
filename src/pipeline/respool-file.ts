import { AppError } from '../domain/app-error.ts';
import type { RosterFile } from '../store/contract.ts';
import type { FileRun } from './context.ts';

/**
 * Makes sure that the spool still holds a file that was claimed before: the copy can be on another host, or its disk was
 * cleared. It is copied again from the inbox, and only the very same bytes are accepted. So they are of a copy of which
 * there was a plan already: somebody may have looked at that one and said yes.
 *
 * @throws AppError `spool-lost` when it can't be had any more, `spool-changed` when other bytes lie in its place
 */
export async function respool(run: FileRun, file: RosterFile): Promise<RosterFile> {
  const { spool, log } = run.parts;
  const { spoolName } = file;
  const isThere = spoolName !== null && (await spool.exists(spoolName));
  if (isThere && (file.planNo === 0 || (await spool.sha256(spoolName)) === file.sha256)) return file;
  const copied = await copyAgain(run, file);
  if (copied === null) throw isThere ? spoolChanged(file) : spoolLost(file);
  if (isThere) await spool.remove(spoolName);
  log.info('file copied to the spool again', { feed: file.feed, fileId: file.id });
  return copied;
}

/** @returns null where the inbox no longer has the same bytes */
async function copyAgain(run: FileRun, file: RosterFile): Promise<RosterFile | null> {
  const { spool, store } = run.parts;
  const entry = file.archiveFrom === '' ? ((await run.inbox?.stat(file.name)) ?? null) : null;
  if (run.inbox === null || entry === null || entry.fingerprint !== file.inboxFingerprint) return null;
  const { spoolName, sha256 } = await spool.receive(spool.begin(), await run.inbox.read(entry), run.signal);
  if (sha256 !== file.sha256) {
    await spool.remove(spoolName);
    return null;
  }
  await store.ledger.update(file.id, { spoolName });
  return { ...file, spoolName };
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
