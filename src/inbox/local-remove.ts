import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveFolder, MovedEntry } from './contract.ts';
import { codeOf, unreachable, unwritable } from './local-errors.ts';
import { look } from './local-look.ts';

/** Removes a file of an archive folder, unless it is another one by now. */
export async function removeLocalFile(path: string, entry: MovedEntry, from: ArchiveFolder): Promise<void> {
  const target = join(path, from, entry.name);
  const now = await look(target).catch((error) => {
    throw unreachable(path, error);
  });
  if (now?.fingerprint !== entry.fingerprint) return;
  try {
    await unlink(target);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unwritable(path, entry.name, error);
  }
}
