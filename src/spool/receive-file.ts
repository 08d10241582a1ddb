import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { spoolFailed } from './spool-errors.ts';

/** Writes a stream to disk so that after a crash the file is there in full under its name, or not at all. */
export async function receiveFile(
  path: string,
  content: Readable,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const temp = `${path}.tmp`;
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const file = createWriteStream(temp, { flags: 'wx', mode: 0o600, flush: true });
  // A pipeline hands its first error to every stream: only who failed first tells the disk from the sender.
  let failedFirst: 'content' | 'disk' | undefined;
  content.once('error', () => (failedFirst ??= 'content'));
  file.once('error', () => (failedFirst ??= 'disk'));
  try {
    await pipeline(content, measure, file, { signal });
    await rename(temp, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(temp, { force: true });
    throw failedFirst === 'content' || signal.aborted ? error : spoolFailed(path, error);
  }
  return { bytes, sha256: hash.digest('hex') };
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
