import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import type { ArchiveFolder } from './contract.ts';
import { makeFolder, removeFile, renameFile } from './sftp-files.ts';
import { readOnly } from './sftp-move.ts';
import { SftpRefusal, type SftpSession } from './sftp-session.ts';

interface Put {
  session: SftpSession;
  /** The inbox, for messages. */
  where: string;
  path: string;
  folder: ArchiveFolder;
  name: string;
  content: Readable;
}

/** Writes a report beside an archived file: complete under its name, or not there. */
export async function putSftpFile({ session, where, path, folder, name, content }: Put): Promise<void> {
  const target = posix.join(path, folder, name);
  // The same name for every attempt, so that a lost connection leaves at most one of them behind.
  const temp = posix.join(path, folder, `.${name}.part`);
  try {
    await makeFolder(session, posix.join(path, folder));
    // ProFTPD, as it comes, refuses to write over a file.
    await removeFile(session, temp);
    await writeFile(session, temp, content);
    await removeFile(session, target);
    await renameFile(session, temp, target);
  } catch (error) {
    throw error instanceof SftpRefusal ? readOnly(where, name, error) : error;
  } finally {
    content.destroy();
  }
}

/** By single writes and not as a stream, so that each has the session's deadline. */
async function writeFile(session: SftpSession, path: string, content: Readable): Promise<void> {
  const handle = await session.run<Buffer>(`creating ${path}`, (sftp, done) =>
    sftp.open(path, 'wx', { mode: 0o600 }, done),
  );
  const close = () => session.run<void>(`closing ${path}`, (sftp, done) => sftp.close(handle, done));
  let position = 0;
  try {
    for await (const piece of content) {
      const chunk = Buffer.from(piece);
      const start = position;
      await session.run<void>(`writing ${path}`, (sftp, done) =>
        sftp.write(handle, chunk, 0, chunk.length, start, (error) => done(error)),
      );
      position += chunk.length;
    }
    await syncFile(session, path, handle);
  } catch (error) {
    // A server counts the open files of a session, and this one goes on; what made the writing fail matters more.
    await close().catch(() => undefined);
    throw error;
  }
  await close();
}

/** Where the server can: OpenSSH does, and of one that can't ssh2 says so by throwing. */
function syncFile(session: SftpSession, path: string, handle: Buffer): Promise<void> {
  return session.run<void>(`syncing ${path}`, (sftp, done) => {
    try {
      sftp.ext_openssh_fsync(handle, (error) => done(error));
    } catch {
      done(null);
    }
  });
}
