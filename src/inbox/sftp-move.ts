import { posix } from 'node:path';
import { AppError } from '../domain/app-error.ts';
import { type ArchiveFolder, type MovedEntry, type MoveResult, sealedEnding } from './contract.ts';
import { freeName, isNameOrSuffixed } from './file-name.ts';
import {
  isThere,
  listFolder,
  lookAt,
  makeFolder,
  makePrivate,
  mustBeThere,
  removeFile,
  renameFile,
  toLook,
} from './sftp-files.ts';
import { SftpRefusal, type SftpSession } from './sftp-session.ts';

interface Move {
  session: SftpSession;
  /** The inbox, for messages. */
  where: string;
  path: string;
  entry: MovedEntry;
  to: ArchiveFolder;
  from: ArchiveFolder | undefined;
  as: string | undefined;
}

/** Moves a file to an archive folder, under a name that is free there, and makes it private where the server lets us. */
export async function moveSftpFile({ session, where, path, entry, to, from, as }: Move): Promise<MoveResult> {
  const source = posix.join(path, from ?? '', entry.name);
  const wanted = as ?? entry.name;
  const now = await lookAt(session, source);
  if (now?.fingerprint !== entry.fingerprint) {
    await mustBeThere(session, path);
    const movedBefore = await findMoved(session, posix.join(path, to), wanted, entry);
    if (movedBefore === null) return { moved: false, reason: now === null ? 'gone' : 'replaced' };
    await makePrivate(session, posix.join(path, to, movedBefore));
    return { moved: true, name: movedBefore };
  }

  let target: string;
  try {
    target = await renameToFree(session, source, posix.join(path, to), wanted);
  } catch (error) {
    if (!(error instanceof SftpRefusal)) throw error;
    // Whatever its status: where the new name is taken, too, OpenSSH says that the file is gone, ProFTPD that the name is taken.
    if (await isThere(session, source)) throw readOnly(where, entry.name, error);
    await mustBeThere(session, path);
    // Whoever has paused for longer than its lease lasts finds that another process was faster.
    const movedMeanwhile = await findMoved(session, posix.join(path, to), wanted, entry);
    return movedMeanwhile === null ? { moved: false, reason: 'gone' } : { moved: true, name: movedMeanwhile };
  }
  try {
    const arrived = await lookAt(session, target);
    if (arrived === null) return { moved: false, reason: 'gone' };
    if (arrived.fingerprint !== entry.fingerprint) {
      await giveBack({ session, where, path, entry, from }, target);
      return { moved: false, reason: 'replaced' };
    }
    await makePrivate(session, target);
    return { moved: true, name: posix.basename(target) };
  } catch (error) {
    throw error instanceof SftpRefusal ? readOnly(where, entry.name, error) : error;
  }
}

/** Removes a file of an archive folder, unless it is another one by now. */
export async function removeSftpFile(
  remove: Omit<Move, 'to' | 'as' | 'from'> & { from: ArchiveFolder },
): Promise<void> {
  const { session, where, path, entry, from } = remove;
  const target = posix.join(path, from, entry.name);
  if ((await lookAt(session, target))?.fingerprint !== entry.fingerprint) return;
  try {
    await removeFile(session, target);
  } catch (error) {
    throw error instanceof SftpRefusal ? readOnly(where, entry.name, error) : error;
  }
}

/** A sender who replaced the file a moment before the rename had the new one moved: nobody has read that yet. */
async function giveBack({ session, where, path, entry, from }: Omit<Move, 'to' | 'as'>, target: string): Promise<void> {
  try {
    await renameToFree(session, target, posix.join(path, from ?? ''), entry.name);
  } catch (error) {
    if (!(error instanceof SftpRefusal)) throw error;
    const found = `A newer ${entry.name} has come to ${target} unread, and can't be moved back to ${where}: "${error.message}".`;
    throw new AppError('inbox-read-only', found, {
      hint: 'Drop it into the inbox again, and let the account write there.',
      cause: error,
    });
  }
}

/** A process that died between the rename and its ledger has left the file in the archive, maybe under another name. */
async function findMoved(
  session: SftpSession,
  folder: string,
  wanted: string,
  entry: MovedEntry,
): Promise<string | null> {
  if (!(await isThere(session, folder))) return null;
  const moved = (await listFolder(session, folder)).find(
    ({ filename, attrs }) => isNameOrSuffixed(wanted, filename) && toLook(attrs).fingerprint === entry.fingerprint,
  );
  return moved?.filename ?? null;
}

export function readOnly(where: string, what: string, cause: SftpRefusal): AppError {
  return new AppError('inbox-read-only', `${what} can't be moved or written in ${where}: "${cause.message}".`, {
    hint: 'Let the account write to the inbox and its folders processed, rejected and held, and check its quota.',
    cause,
  });
}

/** @returns the path that it has then */
async function renameToFree(session: SftpSession, source: string, folder: string, wanted: string): Promise<string> {
  await makeFolder(session, folder);
  // Looking first, because some servers overwrite where the protocol has them refuse.
  const isTaken =
    (await isThere(session, posix.join(folder, wanted))) ||
    (await isThere(session, posix.join(folder, wanted + sealedEnding)));
  const name = isTaken
    ? freeName(
        wanted,
        (await listFolder(session, folder)).map((file) => file.filename),
      )
    : wanted;
  const target = posix.join(folder, name);
  await renameFile(session, source, target);
  return target;
}
