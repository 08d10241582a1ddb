import { type FileHandle, lstat } from 'node:fs/promises';
import type { InboxEntry } from './contract.ts';
import { codeOf } from './local-errors.ts';

export type Look = Omit<InboxEntry, 'name'>;

/** What lies at a path or behind an open file; null when it is gone, or no regular file. Symlinks aren't followed. */
export async function look(file: string | Buffer | FileHandle): Promise<Look | null> {
  try {
    const stats =
      typeof file === 'string' || Buffer.isBuffer(file)
        ? await lstat(file, { bigint: true })
        : await file.stat({ bigint: true });
    if (!stats.isFile()) return null;
    return {
      size: Number(stats.size),
      modifiedAtMs: Number(stats.mtimeNs) / 1e6,
      fingerprint: `${stats.size}:${stats.mtimeNs}:${stats.ino}`,
    };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
