import { stat } from 'node:fs/promises';
import { AppError } from '../domain/app-error.ts';

/**
 * Where a share is not mounted its mount point lies there instead, an empty directory like any other. It is told by what an
 * inbox has and a mount point hasn't: the archive folders were there, now none is, and it is another file system. A directory
 * that somebody has made anew lies on the same one.
 *
 * @returns looks whether it is the share that a listing came from; throws AppError `inbox-unreachable`
 */
export function createMountedShare(path: string): (hasFolders: boolean) => Promise<void> {
  let device: number | null = null;
  return async (hasFolders) => {
    const { dev } = await stat(path);
    if (hasFolders) device = dev;
    else if (device !== null && device !== dev) throw notMounted(path);
  };
}

function notMounted(path: string): AppError {
  return new AppError(
    'inbox-unreachable',
    `The inbox ${path} is another file system than before, without its folders: its share is probably not mounted.`,
    {
      hint: 'Mount the share; Rollcall goes on by itself. If it is a new and empty one, make the folder "processed" in it.',
      retryable: true,
    },
  );
}
