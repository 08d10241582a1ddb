import { pipeline, type Readable, Transform } from 'node:stream';
import type { ReadStream } from 'ssh2';
import type { InboxEntry } from './contract.ts';
import { fileChanged, fileGone, fileUnreadable } from './file-errors.ts';
import { lookAt } from './sftp-files.ts';
import { SftpRefusal, type SftpServer, type SftpSession, sftpStatus, unreachable } from './sftp-session.ts';

/**
 * One request is under way at a time, so this much comes per round trip. ssh2 hands on nothing before all of it has
 * come: were it larger, a slow line would look stalled.
 */
const chunkBytes = 128 * 1024;

/** What has to come within the no-progress timeout, so that a server can't keep a feed waiting with a byte now and then. */
const stepBytes = 64 * 1024;

interface Read {
  session: SftpSession;
  server: SftpServer;
  path: string;
  entry: InboxEntry;
}

/**
 * Downloads one file. The stream fails when less than 64 KB come in `noProgressTimeoutMs` and it is not at its end, and at
 * its end unless the bytes are all of a file that stayed the same meanwhile.
 */
export async function readSftpFile({ session, server, path, entry }: Read): Promise<Readable> {
  const now = await lookAt(session, path);
  if (now === null) throw fileGone(path);
  if (now.fingerprint !== entry.fingerprint) throw fileChanged(path, 'it is not the file that was listed');

  const source = await openFile(session, path);
  let bytes = 0;
  let steppedAt = 0;
  const step = () => {
    steppedAt = bytes;
    stalled.refresh();
  };
  const checked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      // Bytes that wait for a slow reader are no fault of the server's.
      if (bytes - steppedAt >= stepBytes || checked.readableLength > 0) step();
      done(null, chunk);
    },
    flush(done) {
      clearTimeout(stalled);
      mustBeWhole(session, path, entry, bytes).then(() => done(), done);
    },
  });
  const stalled = setTimeout(() => {
    if (checked.readableLength + checked.writableLength > 0) return step();
    const seconds = server.noProgressTimeoutMs / 1000;
    const more = bytes - steppedAt;
    const what = more === 0 ? `no byte of ${path} came` : `only ${more} bytes more of ${path} came`;
    const error = unreachable(server, `${what} for ${seconds} s (${bytes} of ${entry.size} came)`);
    checked.destroy(error);
    session.abandon(error);
  }, server.noProgressTimeoutMs);
  // Before pipeline listens: it would hand on the library's "No response from server".
  source.once('error', (error: Error) =>
    checked.destroy(session.lost ?? unreachable(server, `reading ${path} broke off`, error)),
  );
  pipeline(source, checked, () => clearTimeout(stalled));
  return checked;
}

/** Waits until the server has opened the file, so that what is wrong with it shows before a byte is asked for. */
async function openFile(session: SftpSession, path: string): Promise<ReadStream> {
  try {
    return await session.run<ReadStream>(`opening ${path}`, (sftp, done) => {
      const source = sftp.createReadStream(path, { highWaterMark: chunkBytes });
      source.once('error', done);
      source.once('open', () => {
        source.off('error', done);
        done(null, source);
      });
    });
  } catch (error) {
    if (!(error instanceof SftpRefusal)) throw error;
    if (error.status === sftpStatus.noSuchFile) throw fileGone(path, error);
    throw fileUnreadable(path, error);
  }
}

async function mustBeWhole(session: SftpSession, path: string, entry: InboxEntry, bytes: number): Promise<void> {
  // A server may say size 0 and send bytes all the same, or end early without an error.
  if (bytes !== entry.size) throw fileChanged(path, `${entry.size} bytes were announced and ${bytes} came`);
  const now = await lookAt(session, path);
  if (now === null) throw fileGone(path);
  if (now.fingerprint !== entry.fingerprint) throw fileChanged(path, 'it was written to');
}
