import { type FileHandle, open } from 'node:fs/promises';
import { readingFailed } from './spool-errors.ts';

/** Large enough that the calls vanish, small enough that what is made of it fits into the processor's cache. */
const chunkBytes = 256 * 1024;

/**
 * The bytes of a file, of the spool's or of somebody else's. A chunk is good until the next one is asked for: the memory is
 * used again, because a million rows in new buffers made V8 collect its garbage every half second.
 *
 * @throws AppError `reading-failed` (retryable)
 */
export async function* readBytes(path: string): AsyncGenerator<Uint8Array> {
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    let chunk = new Uint8Array(chunkBytes);
    let spare = new Uint8Array(chunkBytes);
    for (let reading = file.read(chunk); ; ) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      // The disk works while the chunk is looked at; a failure is met with the next one.
      reading = file.read(spare);
      reading.catch(() => {});
      yield chunk.subarray(0, bytesRead);
      [chunk, spare] = [spare, chunk];
    }
  } catch (error) {
    throw readingFailed(path, error);
  } finally {
    await file?.close();
  }
}
