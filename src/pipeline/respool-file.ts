import { AppError } from '../domain/app-error.ts';
import type { RosterFile } from '../store/contract.ts';
import type { FileRun } from './context.ts';

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
  const isHeld = file.archiveFrom === 'held';
  const from = isHeld ? 'held' : undefined;
  const name = isHeld ? (file.archivedAs ?? file.name) : file.name;
  const entry = file.archiveFrom === null ? null : ((await run.inbox?.stat(name, from)) ?? null);
  if (run.inbox === null || entry === null || entry.fingerprint !== file.inboxFingerprint) return null;
  const { spoolName, sha256 } = await spool.receive(spool.begin(), await run.inbox.read(entry, from), run.signal);
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
