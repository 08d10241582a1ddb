import type { Attributes, FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2';
import type { Look } from './local-look.ts';
import { SftpRefusal, type SftpSession, sftpStatus } from './sftp-session.ts';

/**
 * What Rollcall asks of an SFTP server, each under the session's deadline.
 *
 * On ssh2's own session, because ssh2-sftp-client's lstat() says "no such file" for a failure of any kind, its list()
 * drops the mode, and its operations share flags that keep a second one waiting for ever when the connection breaks.
 */

export function listFolder(session: SftpSession, folder: string): Promise<FileEntryWithStats[]> {
  return session.run(`listing ${folder}`, (sftp, done) => sftp.readdir(folder, done));
}

/** What lies at a path, or null when it is gone, or no regular file. */
export async function lookAt(session: SftpSession, path: string): Promise<Look | null> {
  const stats = await statsOf(session, path);
  return stats !== null && isRegularFile(stats) ? toLook(stats) : null;
}

export async function isThere(session: SftpSession, path: string): Promise<boolean> {
  return (await statsOf(session, path)) !== null;
}

/** For a directory without which nothing in it says anything. */
export async function mustBeThere(session: SftpSession, path: string): Promise<void> {
  if (!(await isThere(session, path))) throw new SftpRefusal(sftpStatus.noSuchFile, `no such directory: ${path}`);
}

/** Modification times are whole seconds in this protocol, and there is no inode: size and time must do. */
export function toLook(attributes: Attributes): Look {
  const { size, mtime = 0 } = attributes;
  return { size, modifiedAtMs: mtime * 1000, fingerprint: `${size}:${mtime}` };
}

export function isRegularFile(attributes: Attributes, longname = ''): boolean {
  const kind = (attributes.mode ?? 0) & 0o170_000;
  // A server may send no mode; then the line as ls prints it is all there is.
  return kind === 0 ? longname.startsWith('-') : kind === 0o100_000;
}

/** Never by posix-rename: that overwrites. */
export function renameFile(session: SftpSession, from: string, to: string): Promise<void> {
  return session.run(`renaming ${from}`, (sftp, done) => sftp.rename(from, to, done));
}

export function removeFile(session: SftpSession, path: string): Promise<void> {
  return ignoring([sftpStatus.noSuchFile], () =>
    session.run(`removing ${path}`, (sftp, done) => sftp.unlink(path, done)),
  );
}

/** Creates the folder where it is missing; not its parents, so that an inbox that vanished is not made again. */
export async function makeFolder(session: SftpSession, path: string): Promise<void> {
  if (await isThere(session, path)) return;
  try {
    await session.run<void>(`creating ${path}`, (sftp, done) => sftp.mkdir(path, { mode: 0o700 }, done));
  } catch (error) {
    // Another process may have been faster.
    if (!(error instanceof SftpRefusal) || !(await isThere(session, path))) throw error;
  }
}

/** Makes a folder and takes it away again. */
export async function mayMakeFolder(session: SftpSession, path: string): Promise<boolean> {
  try {
    await session.run<void>(`creating ${path}`, (sftp, done) => sftp.mkdir(path, { mode: 0o700 }, done));
  } catch (error) {
    if (!(error instanceof SftpRefusal)) throw error;
    // One that could not be taken away before.
    return isThere(session, path);
  }
  await ignoring([sftpStatus.permissionDenied, sftpStatus.failure], () =>
    session.run(`removing ${path}`, (sftp, done) => sftp.rmdir(path, done)),
  );
  return true;
}

/** Keeps others on the server from reading the file, where the server lets us. */
export function makePrivate(session: SftpSession, path: string): Promise<void> {
  const { permissionDenied, failure } = sftpStatus;
  return ignoring([permissionDenied, failure, sftpStatus.unsupported], () =>
    session.run(`changing the mode of ${path}`, (sftp, done) => sftp.chmod(path, 0o600, done)),
  );
}

async function statsOf(session: SftpSession, path: string): Promise<Stats | null> {
  try {
    return await session.run<Stats>(`looking at ${path}`, (sftp: SFTPWrapper, done) => sftp.lstat(path, done));
  } catch (error) {
    if (error instanceof SftpRefusal && error.status === sftpStatus.noSuchFile) return null;
    throw error;
  }
}

async function ignoring(statuses: readonly number[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SftpRefusal && statuses.includes(error.status))) throw error;
  }
}
