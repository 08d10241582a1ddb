import { Readable } from 'node:stream';
import { AppError } from '../domain/app-error.ts';
import { type ArchiveFolder, type Inbox, type MovedEntry, sealedEnding } from '../inbox/contract.ts';
import { newArchiveKey, openBytes, sealBytes } from '../runtime/archive-cipher.ts';
import type { ArchiveKey, RosterFile } from '../store/contract.ts';
import type { Parts } from './context.ts';

/**
 * Replaces an archived file by an encrypted one with a key of its own, which lies sealed in the database: where that is
 * erased nobody can read the file any more, wherever it was copied to. The plain one goes when the encrypted one is whole and
 * the database knows it.
 *
 * @returns the name of the encrypted file
 */
export async function sealArchived(
  parts: Parts,
  inbox: Inbox,
  file: RosterFile,
  plain: MovedEntry & { folder: ArchiveFolder },
): Promise<string> {
  const { archiveKeys } = parts.store;
  const { folder } = plain;
  const name = plain.name + sealedEnding;
  const createdAt = parts.clock().toISOString();
  const wrapped = parts.vault.seal(newArchiveKey().toString('base64'));
  const key = await archiveKeys.add({ fileId: file.id, wrapped, folder, name, createdAt });
  if (key.folder !== folder || key.name !== name) await archiveKeys.update(file.id, { folder, name });
  const entry = await inbox.stat(plain.name, folder);
  if (entry === null) throw gone(file);
  await putSealed(inbox, { folder, name }, unwrap(parts, key), await inbox.read(entry, folder));
  const sealed = await inbox.stat(name, folder);
  if (sealed === null) throw gone(file);
  const sealedAt = parts.clock().toISOString();
  await archiveKeys.update(file.id, { fingerprint: sealed.fingerprint, sealedAt });
  parts.log.debug('file encrypted', { feed: file.feed, fileId: file.id, folder });
  await inbox.remove(plain, folder);
  return name;
}

/** The complete issue list, beside the encrypted file and under its key. */
export async function putSealedErrors(
  parts: Parts,
  inbox: Inbox,
  file: RosterFile,
  folder: ArchiveFolder,
  report: Readable,
): Promise<void> {
  const key = await parts.store.archiveKeys.get(file.id);
  if (key === null || key.wrapped === null) return void report.destroy();
  const name = key.name.slice(0, -sealedEnding.length);
  await putSealed(inbox, { folder, name: `${name}.errors.csv${sealedEnding}` }, unwrap(parts, key), report);
}

/**
 * The bytes of an encrypted file, as they came.
 *
 * @throws AppError `archive-erased`, `archive-gone`; through the stream `archive-damaged`
 */
export async function readSealed(parts: Pick<Parts, 'vault'>, inbox: Inbox, key: ArchiveKey): Promise<Readable> {
  const secret = unwrap(parts, key);
  const entry = await inbox.stat(key.name, key.folder);
  if (entry === null) {
    throw new AppError('archive-gone', `${key.folder}/${key.name} is not in the inbox any more.`, {
      hint: 'Bring it back from a backup of the inbox: its key is still there.',
    });
  }
  return Readable.from(openBytes(secret, await inbox.read(entry, key.folder)), { objectMode: false });
}

async function putSealed(
  inbox: Inbox,
  { folder, name }: { folder: ArchiveFolder; name: string },
  secret: Buffer,
  plain: Readable,
): Promise<void> {
  try {
    await inbox.put(folder, name, Readable.from(sealBytes(secret, plain), { objectMode: false }));
  } finally {
    plain.destroy();
  }
}

function unwrap({ vault }: Pick<Parts, 'vault'>, { fileId, wrapped, erasedAt }: ArchiveKey): Buffer {
  if (wrapped !== null) return Buffer.from(vault.open(wrapped), 'base64');
  throw new AppError(
    'archive-erased',
    `The key of file ${fileId} was erased on ${erasedAt}: nobody can read it any more.`,
    {
      hint: 'What it has changed is in the history of the employees that are still in the register.',
    },
  );
}

function gone({ id, name }: RosterFile): AppError {
  return new AppError('file-gone', `File ${id} (${name}) was taken out of the archive while it was encrypted.`, {
    hint: 'Only Rollcall should write to processed, rejected and held.',
    retryable: true,
  });
}
