import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../domain/app-error.ts';
import { type CopyGrowth, grownBeyond } from './copy-growth.ts';
import { temporaryName } from './receive-file.ts';
import { isMissing, readingFailed } from './spool-errors.ts';

/** Large enough that the calls vanish, small enough that what is made of it fits into the processor's cache. */
const chunkBytes = 256 * 1024;

/**
 * The bytes of a file, of the spool's or of somebody else's. A chunk is good until the next one is asked for: the memory is
 * used again, because a million rows in new buffers made V8 collect its garbage every half second.
 *
 * @param growth how far the spool's copy has come, where it may still be under way
 * @throws AppError `reading-failed` (retryable), `copy-given-up`
 */
export async function* readBytes(path: string, growth: CopyGrowth | null = null): AsyncGenerator<Uint8Array> {
  let file: FileHandle | null = null;
  let position = 0;

  async function readInto(chunk: Uint8Array): Promise<Uint8Array> {
    // Cut like those of a copy that is whole: what is told of a damaged file depends on its chunks.
    const end = growth === null ? Number.POSITIVE_INFINITY : await grownBeyond(growth, position + chunk.length - 1);
    file ??= await openCopy(path, growth);
    const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, end - position), position);
    position += bytesRead;
    return chunk.subarray(0, bytesRead);
  }

  try {
    let chunk = new Uint8Array(chunkBytes);
    let spare = new Uint8Array(chunkBytes);
    for (let reading = readInto(chunk); ; ) {
      const bytes = await reading;
      if (bytes.length === 0) return;
      // The disk works while the chunk is looked at; a failure is met with the next one.
      reading = readInto(spare);
      reading.catch(() => {});
      yield bytes;
      [chunk, spare] = [spare, chunk];
    }
  } catch (error) {
    throw error instanceof AppError ? error : readingFailed(path, error);
  } finally {
    await (file as FileHandle | null)?.close();
  }
}

/** A copy gets its name when it is whole, which may happen at any moment. */
async function openCopy(path: string, growth: CopyGrowth | null): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    if (growth === null || !isMissing(error)) throw error;
  }
  try {
    return await open(temporaryName(path));
  } catch (error) {
    if (!isMissing(error)) throw error;
    return open(path);
  }
}
