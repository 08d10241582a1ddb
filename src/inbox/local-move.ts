import { chmod, lstat, mkdir, readdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorFields, type Log } from '../runtime/log.ts';
import { type ArchiveFolder, type MovedEntry, type MoveResult, sealedEnding } from './contract.ts';
import { freeName, isNameOrSuffixed } from './file-name.ts';
import { codeOf, unreachable, unwritable } from './local-errors.ts';
import { look } from './local-look.ts';

interface Move {
  path: string;
  entry: MovedEntry;
  to: ArchiveFolder;
  from: ArchiveFolder | undefined;
  as: string | undefined;
  log: Log;
}

/** Moves a file to an archive folder, under a name that is free there, readable for Rollcall's user alone. */
export async function moveLocalFile({ path, entry, to, from, as, log }: Move): Promise<MoveResult> {
  const source = join(path, from ?? '', entry.name);
  const wanted = as ?? entry.name;
  const refused = await whyNot(path, source, entry);
  if (refused !== null) {
    const movedBefore = await findMoved(path, join(path, to), wanted, entry);
    if (movedBefore === null) return refused;
    await makePrivate(path, join(path, to, movedBefore), log);
    return { moved: true, name: movedBefore };
  }
  const name = await renameToFree(path, source, join(path, to), wanted);
  if (name === null) {
    // Whoever has paused for longer than its lease lasts finds that another process was faster.
    const movedMeanwhile = await findMoved(path, join(path, to), wanted, entry);
    return movedMeanwhile === null ? { moved: false, reason: 'gone' } : { moved: true, name: movedMeanwhile };
  }
  const target = join(path, to, name);

  // A sender who replaced the file a moment before the rename had the new one moved: nobody has read that yet.
  const arrived = await look(target);
  if (arrived !== null && arrived.fingerprint !== entry.fingerprint) {
    await renameToFree(path, target, join(path, from ?? ''), entry.name);
    return { moved: false, reason: 'replaced' };
  }
  await makePrivate(path, target, log);
  return { moved: true, name };
}

async function makePrivate(path: string, target: string, log: Log): Promise<void> {
  await chmod(target, 0o600).catch((error) => {
    // It belongs to the sender, who alone may change its mode. The folder is closed to others, unless somebody opened it.
    log.debug('archive-mode-kept', { inbox: path, file: basename(target), ...errorFields(error) });
  });
}

/** A process that died between the rename and its ledger has left the file in the archive, maybe under another name. */
async function findMoved(path: string, folder: string, wanted: string, entry: MovedEntry): Promise<string | null> {
  try {
    for (const name of await readdir(folder)) {
      if (!isNameOrSuffixed(wanted, name)) continue;
      if ((await look(join(folder, name)))?.fingerprint === entry.fingerprint) return name;
    }
    return null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw unreachable(path, error);
  }
}

async function whyNot(path: string, source: string, entry: MovedEntry): Promise<MoveResult | null> {
  try {
    const now = await look(source);
    if (now?.fingerprint === entry.fingerprint) return null;
    if (now !== null) return { moved: false, reason: 'replaced' };
    // Gone is only what is missing from a directory that is still there.
    await stat(path);
    return { moved: false, reason: 'gone' };
  } catch (error) {
    throw unreachable(path, error);
  }
}

/** @returns the name in the folder, or null when the file was gone meanwhile */
async function renameToFree(path: string, source: string, folder: string, wanted: string): Promise<string | null> {
  try {
    // The folder alone, not its parents: an inbox that vanished is not made again.
    await mkdir(folder, { mode: 0o700 }).catch(unlessThere);
    // Looking first is enough: only Rollcall writes here, and a feed's files are worked on one at a time. link() would
    // not overwrite either, but Linux forbids links to other people's files (fs.protected_hardlinks), and shares have none.
    const isTaken = !(await isFree(join(folder, wanted))) || !(await isFree(join(folder, wanted + sealedEnding)));
    const name = isTaken ? freeName(wanted, await readdir(folder)) : wanted;
    await rename(source, join(folder, name));
    return name;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && (await isFree(source))) {
      await stat(path).catch((cause) => {
        throw unreachable(path, cause);
      });
      return null;
    }
    throw unwritable(path, wanted, error);
  }
}

function unlessThere(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}

async function isFree(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    throw error;
  }
}
