import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../domain/app-error.ts';

/**
 * Writes a file that only its owner can read. It is written under another name first: whoever opens it finds the earlier one or
 * the whole new one, and nothing of it is left when it fails or is stopped.
 *
 * @returns its size in bytes
 * @throws AppError `usage-output`, `output-disk-full` (retryable), `usage-stopped`, and whatever `source` throws
 */
export async function writeWholeFile(path: string, source: NodeJS.ReadableStream, stop: AbortSignal): Promise<number> {
  // An inbox leaves such names alone.
  const written = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.part`);
  const file = createWriteStream(written, { mode: 0o600, flags: 'wx' });
  try {
    await pipeline(source, file, { signal: stop });
    await rename(written, path);
    return file.bytesWritten;
  } catch (cause) {
    await rm(written, { force: true });
    throw describe(path, cause, stop);
  }
}

function describe(path: string, cause: unknown, stop: AbortSignal): unknown {
  if (cause instanceof AppError) return cause;
  if (stop.aborted) {
    return new AppError('usage-stopped', `${path} was not written: the export was stopped.`, {
      hint: 'Give the command again; an earlier file of that name is as it was.',
      cause,
    });
  }
  const { code } = cause as NodeJS.ErrnoException;
  // Anything else than a system's word is a fault of ours.
  if (code === undefined || code.startsWith('ERR_')) return cause;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('output-disk-full', `${path} can't be written: the disk is full.`, {
      hint: 'Make room there, or name a file on another disk.',
      retryable: true,
      cause,
    });
  }
  return new AppError('usage-output', `${path} can't be written (${code}).`, {
    hint: 'Name a file in a directory that exists and that you may write to.',
    cause,
  });
}
