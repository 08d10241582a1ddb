import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { type CopyGrowth, tellEnded, tellWritten } from './copy-growth.ts';
import { spoolFailed } from './spool-errors.ts';

/**
 * Writes bytes to disk so that after a crash the file is there in full under its name, or not at all. A chunk is done with
 * before the next one is asked for.
 *
 * @param growth is told how far the copy has come
 * @throws AppError `spool-full`, `spool-failed`; whatever `content` fails with
 */
export async function receiveFile(
  path: string,
  content: AsyncIterable<Uint8Array>,
  growth: CopyGrowth,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const temp = temporaryName(path);
  const hash = createHash('sha256');
  let bytes = 0;
  // A stream from elsewhere may be silent for long: it must not have to say something first.
  const abort = () => void (content instanceof Readable && content.destroy(signal.reason));
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    const file = await onDisk(path, () => open(temp, 'wx', 0o600));
    try {
      for await (const chunk of content) {
        signal.throwIfAborted();
        bytes += chunk.length;
        hash.update(chunk);
        await onDisk(path, () => writeAll(file, chunk));
        tellWritten(growth, bytes);
      }
      signal.throwIfAborted();
      tellEnded(growth, true);
      await onDisk(path, () => file.sync());
    } finally {
      await file.close();
    }
    await onDisk(path, () => rename(temp, path));
    await onDisk(path, () => syncDirectory(dirname(path)));
  } catch (error) {
    tellEnded(growth, false);
    await rm(temp, { force: true });
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** What a copy is called until it is whole. */
export function temporaryName(path: string): string {
  return `${path}.tmp`;
}

/** Tells a failure of our disk from one of the sender. */
async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw spoolFailed(path, error);
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
}

/** A rename lasts only once its directory is on disk too. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
