import { AppError } from '../domain/app-error.ts';
import type { RosterFile } from '../store/contract.ts';
import type { FileRun } from './context.ts';

/**
 * Makes sure that the spool still holds a file that was claimed before: the copy can be on another host, or its disk was
 * cleared. It is copied again from the inbox, or from where it lies held, and only the very same bytes are accepted.
 *
 * @throws AppError `spool-lost` when it can't be had any more
 */
export async function respool(run: FileRun, file: RosterFile): Promise<RosterFile> {
  const { spool, store, log } = run.parts;
  if (file.spoolName !== null && (await spool.exists(file.spoolName))) return file;
  const isHeld = file.archiveFrom === 'held';
  const from = isHeld ? 'held' : undefined;
  const name = isHeld ? (file.archivedAs ?? file.name) : file.name;
  const entry = file.archiveFrom === null ? null : ((await run.inbox?.stat(name, from)) ?? null);
  if (run.inbox !== null && entry !== null && entry.fingerprint === file.inboxFingerprint) {
    const spooled = await spool.receive(spool.begin(), await run.inbox.read(entry, from), run.signal);
    if (spooled.sha256 === file.sha256) {
      await store.ledger.update(file.id, { spoolName: spooled.spoolName });
      log.info('file copied to the spool again', { feed: file.feed, fileId: file.id });
      return { ...file, spoolName: spooled.spoolName };
    }
    await spool.remove(spooled.spoolName);
  }
  throw new AppError('spool-lost', `The copy of file ${file.id} (${file.name}) in the data directory is gone.`, {
    hint: 'Drop the file into the inbox again.',
  });
}
