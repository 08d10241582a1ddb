import { access, constants, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../domain/app-error.ts';
import type { NationalIdScheme } from '../domain/national-ids/scheme.ts';
import type { Log } from '../runtime/log.ts';
import { type ArchiveFolder, archiveFolders, type Inbox, type InboxEntry, type InboxListing } from './contract.ts';
import { escapeName, isIgnorableName, refusalOf } from './file-name.ts';
import { codeOf, isReadOnly, unreachable, unwritable } from './local-errors.ts';
import { look } from './local-look.ts';
import { moveLocalFile } from './local-move.ts';
import { putLocalFile } from './local-put.ts';
import { readLocalFile } from './local-read.ts';
import { removeLocalFile } from './local-remove.ts';
import { watchDirectory } from './local-watch.ts';
import { createMountedShare } from './mounted-share.ts';

export interface LocalInboxOptions {
  path: string;
  /** Whose numbers no file's name may hold, beside Norwegian ones. */
  nationalIdScheme?: NationalIdScheme | null;
  log: Log;
}

/** A directory on this machine, or on a share that it has mounted. */
export function createLocalInbox({ path, nationalIdScheme = null, log }: LocalInboxOptions): Inbox {
  const mustBeMounted = createMountedShare(path);
  return {
    list: () => listDirectory(path, nationalIdScheme, mustBeMounted),
    stat: (name, from) => statFile({ path, from, name }, nationalIdScheme),
    read: (entry, from) => readLocalFile(join(path, from ?? '', entry.name), entry),
    move: (entry, to, from, as) => moveLocalFile({ path, entry, to, from, as, log }),
    put: (folder, name, content) => putLocalFile({ path, folder, name, content }),
    remove: (entry, from) => removeLocalFile(path, entry, from),
    isWritable: () => isWritable(path),
    watch: (onHint) => watchDirectory(path, log, onHint),
    close: () => Promise.resolve(),
  };
}

/**
 * Creates the inbox and its archive folders where they are missing: for the daemon's start only, because a directory
 * that vanishes later is to be noticed, not replaced by an empty one.
 */
export async function prepareLocalInbox(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error) => {
    throw unwritable(path, 'The directory', error);
  });
  for (const folder of archiveFolders) {
    await makeFolder(path, folder).catch((error) => {
      // An inbox that may only be read is taken from all the same: the ledger remembers what was taken.
      if (!isReadOnly(error)) throw unwritable(path, folder, error);
    });
  }
}

/** Not `recursive`: on a read-only file system Node.js 24 then says ENOENT instead of EROFS. */
async function makeFolder(path: string, folder: ArchiveFolder): Promise<void> {
  await mkdir(join(path, folder), { mode: 0o700 }).catch((error) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

async function isWritable(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    if (isReadOnly(error)) return false;
    throw unreachable(path, error);
  }
}

async function listDirectory(
  path: string,
  scheme: NationalIdScheme | null,
  mustBeMounted: (hasFolders: boolean) => Promise<void>,
): Promise<InboxListing> {
  const listing: InboxListing = { entries: [], refused: [] };
  let hasFolders = false;
  try {
    // As bytes: decoded names would hide which of them are not UTF-8, and could not be opened.
    for (const entry of await readdir(path, { encoding: 'buffer', withFileTypes: true })) {
      hasFolders ||= entry.isDirectory() && archiveFolders.some((folder) => folder === entry.name.toString());
      // A look costs more than the listing, and every inbox has its three archive folders.
      if (!entry.isFile()) continue;
      const bytes = entry.name;
      const name = bytes.toString();
      const refusal = refusalOf(name, scheme);
      if (refusal === null && isIgnorableName(name)) continue;
      const seen = await look(Buffer.concat([Buffer.from(`${path}/`), bytes]));
      if (seen === null) continue;
      if (refusal === null) listing.entries.push({ name, ...seen });
      else listing.refused.push({ name: escapeName(bytes, scheme), reason: refusal });
    }
    await mustBeMounted(hasFolders);
  } catch (error) {
    throw error instanceof AppError ? error : unreachable(path, error);
  }
  return listing;
}

async function statFile(
  { path, from = '', name }: { path: string; from: string | undefined; name: string },
  scheme: NationalIdScheme | null,
): Promise<InboxEntry | null> {
  if (refusalOf(name, scheme) !== null) return null;
  try {
    const seen = await look(join(path, from, name));
    // Gone is only what is missing from a directory that is still there.
    if (seen === null) await stat(path);
    return seen && { name, ...seen };
  } catch (error) {
    throw unreachable(path, error);
  }
}
