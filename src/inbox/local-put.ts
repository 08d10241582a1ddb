import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArchiveFolder } from './contract.ts';
import { codeOf, unwritable } from './local-errors.ts';

interface Put {
  path: string;
  folder: ArchiveFolder;
  name: string;
  content: Readable;
}

/** Writes a report beside an archived file: complete under its name, or not there. */
export async function putLocalFile({ path, folder, name, content }: Put): Promise<void> {
  // The same name for every attempt, so that a crash leaves at most one of them behind.
  const temp = join(path, folder, `.${name}.part`);
  let failedFirst: 'content' | 'disk' | undefined;
  content.once('error', () => (failedFirst ??= 'content'));
  try {
    await mkdir(join(path, folder), { mode: 0o700 }).catch((error) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    await rm(temp, { force: true });
    const file = createWriteStream(temp, { flags: 'wx', mode: 0o600, flush: true });
    // A pipeline hands its first error to every stream: only who failed first tells the disk from the report.
    file.once('error', () => (failedFirst ??= 'disk'));
    await pipeline(content, file);
    await rename(temp, join(path, folder, name));
    await syncFolder(join(path, folder));
  } catch (error) {
    content.destroy();
    await rm(temp, { force: true }).catch(() => undefined);
    throw failedFirst === 'content' ? error : unwritable(path, name, error);
  }
}

/** A rename lasts only once its directory is on disk: the plain file of an encrypted one is removed next. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // A share that has no such operation does it by itself, or never.
    if (!['EINVAL', 'ENOTSUP'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}
