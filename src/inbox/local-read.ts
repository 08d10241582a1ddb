import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { AppError } from '../domain/app-error.ts';
import type { InboxEntry } from './contract.ts';
import { fileChanged, fileGone, fileUnreadable } from './file-errors.ts';
import { codeOf, unreachable } from './local-errors.ts';
import { look } from './local-look.ts';

const chunkBytes = 256 * 1024;

/** The bytes of one file. The stream fails at its end unless they are all of a file that stayed the same meanwhile. */
export async function readLocalFile(path: string, entry: InboxEntry): Promise<Readable> {
  const file = await openFile(path);
  try {
    const now = await look(file);
    if (now?.fingerprint !== entry.fingerprint) throw fileChanged(path, 'it is not the file that was listed');
  } catch (error) {
    await file.close();
    throw error;
  }
  const content = Readable.from(checkedBytes(file, path, entry), { objectMode: false, highWaterMark: chunkBytes });
  // A generator that nobody has begun does not come to its `finally`: the spool's disk was full before the first byte, say.
  // Nothing was read then, so that what the closing fails with is of no account.
  content.once('close', () => void file.close().catch(() => {}));
  return content;
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    // Not through a symlink, and not waiting for the other end of a FIFO that took the file's place.
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') throw fileGone(path, error);
    if (code === 'EACCES' || code === 'EPERM') throw fileUnreadable(path, error);
    if (code === 'ELOOP' || code === 'ENXIO') throw fileChanged(path, 'it is no regular file any more', error);
    throw unreachable(path, error);
  }
}

async function* checkedBytes(file: FileHandle, path: string, entry: InboxEntry): AsyncGenerator<Buffer> {
  try {
    let bytes = 0;
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: chunkBytes })) {
      bytes += chunk.length;
      yield chunk;
    }
    if (bytes !== entry.size) throw fileChanged(path, `${entry.size} bytes became ${bytes}`);
    if ((await look(file))?.fingerprint !== entry.fingerprint) throw fileChanged(path, 'it was written to');
    const named = await look(path);
    if (named === null) throw fileGone(path);
    if (named.fingerprint !== entry.fingerprint) throw fileChanged(path, 'another file took its name');
  } catch (error) {
    throw error instanceof AppError ? error : unreachable(path, error);
  } finally {
    await file.close();
  }
}
