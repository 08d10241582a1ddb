import { posix } from 'node:path';
import { AppError } from '../domain/app-error.ts';
import type { NationalIdScheme } from '../domain/national-ids/scheme.ts';
import type { Log } from '../runtime/log.ts';
import type { Inbox, InboxEntry, InboxListing } from './contract.ts';
import { escapeName, isIgnorableName, refusalOf } from './file-name.ts';
import { createSftpConnection } from './sftp-connection.ts';
import { isRegularFile, listFolder, lookAt, mayMakeFolder, mustBeThere, toLook } from './sftp-files.ts';
import type { SftpLogins } from './sftp-logins.ts';
import { moveSftpFile, removeSftpFile } from './sftp-move.ts';
import { putSftpFile } from './sftp-put.ts';
import { readSftpFile } from './sftp-read.ts';
import { nameOf, SftpRefusal, type SftpServer, type SftpSession, sftpStatus, unreachable } from './sftp-session.ts';

export interface SftpInboxOptions extends SftpServer {
  /** Directory on the server. */
  path: string;
  /** Whose numbers no file's name may hold, beside Norwegian ones. */
  nationalIdScheme?: NationalIdScheme | null;
  /** Of all feeds of the process. */
  logins: SftpLogins;
  log: Log;
}

/** An empty folder, there for a moment: what may be made may be moved, and no server tells what an account may do. */
const probeName = '.rollcall-doctor';

/** A directory on an SFTP server. */
export function createSftpInbox({ path, nationalIdScheme = null, logins, log, ...server }: SftpInboxOptions): Inbox {
  const connection = createSftpConnection(server, logins, log);
  const where = `${nameOf(server)}${path}`;

  async function using<T>(work: (session: SftpSession) => Promise<T>): Promise<T> {
    try {
      return await work(await connection.session());
    } catch (error) {
      throw error instanceof SftpRefusal ? refused(error, path, where, server) : error;
    }
  }

  return {
    list: () => using((session) => listDirectory(session, path, nationalIdScheme)),
    stat: (name, from) => using((session) => statFile(session, { path, from, name }, nationalIdScheme)),
    read: (entry, from) =>
      using((session) => readSftpFile({ session, server, path: posix.join(path, from ?? '', entry.name), entry })),
    move: (entry, to, from, as) => using((session) => moveSftpFile({ session, where, path, entry, to, from, as })),
    put: (folder, name, content) => using((session) => putSftpFile({ session, where, path, folder, name, content })),
    remove: (entry, from) => using((session) => removeSftpFile({ session, where, path, entry, from })),
    isWritable: () => using((session) => mayMakeFolder(session, posix.join(path, probeName))),
    close: () => connection.close(),
  };
}

async function listDirectory(
  session: SftpSession,
  path: string,
  scheme: NationalIdScheme | null,
): Promise<InboxListing> {
  const listing: InboxListing = { entries: [], refused: [] };
  for (const { filename: name, longname, attrs } of await listFolder(session, path)) {
    if (!isRegularFile(attrs, longname)) continue;
    const refusal = refusalOf(name, scheme);
    if (refusal !== null) listing.refused.push({ name: escapeName(name, scheme), reason: refusal });
    else if (!isIgnorableName(name)) listing.entries.push({ name, ...toLook(attrs) });
  }
  return listing;
}

async function statFile(
  session: SftpSession,
  { path, from = '', name }: { path: string; from: string | undefined; name: string },
  scheme: NationalIdScheme | null,
): Promise<InboxEntry | null> {
  if (refusalOf(name, scheme) !== null) return null;
  const seen = await lookAt(session, posix.join(path, from, name));
  // Gone is only what is missing from a directory that is still there.
  if (seen === null) await mustBeThere(session, path);
  return seen && { name, ...seen };
}

function refused(cause: SftpRefusal, path: string, where: string, server: SftpServer): AppError {
  if (cause.status !== sftpStatus.noSuchFile)
    return unreachable(server, `the server answers "${cause.message}" for ${path}`, cause);
  return new AppError('inbox-unreachable', `The inbox ${where} can't be read: there is no such directory.`, {
    hint: 'Create the directory on the server, or correct path in the config of the feed.',
    retryable: true,
    cause,
  });
}
