import { access, constants, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../domain/app-error.ts';
import { readBytes } from '../spool/read-bytes.ts';

/** A roster that a command was given. */
export interface GivenRoster {
  fileName: string;
  path: string;
  /** Bytes. */
  size: number;
  modifiedAt: string;
  open(): AsyncIterable<Uint8Array>;
}

/** @throws AppError `file-not-found` */
export async function rosterAt(path: string): Promise<GivenRoster> {
  try {
    await access(path, constants.R_OK);
    const found = await stat(path);
    // A pipe has no size and can't be read twice.
    if (!found.isFile()) throw new Error('It is no regular file.');
    const { size, mtime } = found;
    return {
      fileName: basename(path),
      path,
      size,
      modifiedAt: mtime.toISOString(),
      open: () => readBytes(path),
    };
  } catch (cause) {
    throw new AppError('file-not-found', `${path} can't be read as a file.`, {
      hint: 'Give the path of a regular file that you may read; a pipe or a directory will not do.',
      cause,
    });
  }
}
